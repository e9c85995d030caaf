package speed

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

//go:embed measure.js
var measure string

func TestMain(m *testing.M) { world.Main(m) }

// stage is both programs and the page around them.
type stage struct {
	t     testing.TB
	world *world.World
	host  string // the page around
	bare  string
}

func newStage(t testing.TB) *stage {
	t.Helper()
	s := &stage{t: t, world: world.StartSandbox(t), bare: startBare(t)}
	files := http.FileServer(http.Dir("."))
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.ServeFile(w, r, "host.html")
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(host.Close)
	s.host = host.URL
	s.world.Server.Env["KUSTOMER_APP_URL"] = host.URL
	s.world.Server.Env["KUSTOMER_CARD_SCRIPT_URL"] = host.URL + "/card.js?" + url.Values{
		"org": {s.orgID()}, "user": {s.world.CRM.User("ana@acme.example").ID}, "secret": {s.world.Told.BindSecret},
	}.Encode()
	s.world.Server.Start(t)
	return s
}

// orgID is the org's id, as the key's own record tells it.
func (s *stage) orgID() string {
	var one struct{ Data world.Record }
	require.NoError(s.t, s.world.CRM.Try(http.MethodGet, "/v1/auth/tokens/current", nil, &one))
	return one.Data.Related("org")
}

// startBare serves the bare program, which make bench-browser builds.
func startBare(t testing.TB) string {
	t.Helper()
	raw, err := os.Stat("../../bin/bare.wasm")
	require.NoError(t, err, "make bin/bare.wasm.br")
	cmd := exec.Command("../../bin/bare", "../../bin/bare.wasm.br", strconv.FormatInt(raw.Size(), 10))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has no other end
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimPrefix(strings.TrimSpace(line), "ready ")
}

// program is one of the two.
type program struct{ name, frame string }

func (s *stage) adapter() program {
	query := url.Values{"parentUrl": {s.host + "/"}, "id": {"w1"}}
	return program{"adapter", s.world.Server.URL + "/?" + query.Encode()}
}

func (s *stage) bareOne() program { return program{"bare", s.bare + "/"} }

// visit opens a program in a new profile's tab, framed by the page around. A name goes to the
// frame's window: "live" signs in.
func (s *stage) visit(p program, name string, prepare ...func(*world.Tab)) *world.Tab {
	s.t.Helper()
	tab := world.NewTab(s.t)
	tab.OnEveryPage(measure)
	tab.ToFront()
	for _, f := range prepare {
		f(tab)
	}
	tab.Go(s.host + "/?" + url.Values{"frame": {p.frame}, "name": {name}}.Encode())
	return tab
}

// hear waits for what the frame tells.
func hear[T any](tab *world.Tab, name string) T {
	return world.Evaluate[T](tab, fmt.Sprintf("hear(%q)", name))
}

func order(tab *world.Tab, what map[string]any) {
	raw, _ := json.Marshal(what) // strings and numbers
	world.Evaluate[any](tab, "order("+string(raw)+"); null")
}

// start is one start in milliseconds: to the number field that takes a key, and to the whole.
type start struct{ field, whole float64 }

func heardStart(tab *world.Tab) start {
	return start{hear[float64](tab, "ready"), hear[float64](tab, "shown")}
}

// starts are a cold start and a warm one.
func (s *stage) starts(p program) (cold, warm start) {
	s.t.Helper()
	tab := s.visit(p, "")
	defer tab.Close()
	cold = heardStart(tab)
	order(tab, map[string]any{"order": "installed"})
	hear[bool](tab, "installed")
	tab.Reload()
	return cold, heardStart(tab)
}

// events are the milliseconds from event to DOM, n times.
func (s *stage) events(p program, n int) []float64 {
	s.t.Helper()
	tab := s.visit(p, "")
	defer tab.Close()
	hear[float64](tab, "shown")
	order(tab, map[string]any{"order": "events", "n": n})
	return hear[[]float64](tab, "events")
}

func median(all []float64) float64 { return at(all, 0.5) }

// at is the value that this part of all is below.
func at(all []float64, part float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(int(part*float64(len(sorted))), len(sorted)-1)]
}
