package app

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"github.com/stretchr/testify/require"

	"agentadapter/app/host"
	"agentadapter/app/state"
	"agentadapter/protocol"
)

// fakes records what the adapter asks of its surroundings; it is host, link and softphone in one.
type fakes struct {
	mu    sync.Mutex
	log   []string
	said  []protocol.Up // but for questions about a number
	asked []protocol.AskNumber
	hear  func(host.Event)
	typed string      // stands in the number field already
	again bool        // a reload is refused: it was done a moment ago
	ctx   app.Context // of the mounted adapter
}

func (f *fakes) note(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = append(f.log, what)
}

func (f *fakes) About() (host.About, error)           { return host.About{Build: "b1"}, nil }
func (f *fakes) Attach(hear func(host.Event))         { f.hear = hear }
func (f *fakes) Bind(context.Context) (string, error) { return "n1", nil }
func (f *fakes) Open()                                { f.note("open") }
func (f *fakes) OpenRecord(c, v string)               { f.note("record " + c + " " + v) }
func (f *fakes) Focus(id string, politely bool)       { f.note("focus " + id) }
func (f *fakes) Reveal(id string)                     { f.note("reveal " + id) }
func (f *fakes) ReturnFocus()                         { f.note("return focus") }
func (f *fakes) Field(string) string                  { return f.typed }
func (f *fakes) SetField(id, text string)             { f.note(id + "=" + text) }
func (f *fakes) Keep(name, text string)               { f.note("keep " + name + "=" + text) }
func (f *fakes) KeepResume(word string)               { f.note("resume " + word) }
func (f *fakes) LastClose() (int, string)             { return 0, "" }
func (f *fakes) Reload(asked bool) bool               { f.note("reload"); return !f.again || asked }
func (f *fakes) Load(url string)                      { f.note("load " + url) }
func (f *fakes) Unload()                              { f.note("unload") }
func (f *fakes) Wake()                                { f.note("wake") }
func (f *fakes) Connect()                             { f.note("connect") }
func (f *fakes) Suspect()                             { f.note("suspect") }
func (f *fakes) Run(context.Context)                  {}

func (f *fakes) Countries([]string) map[string]string {
	f.note("countries")
	return map[string]string{"US": "United States", "DE": "Germany"}
}

func (f *fakes) Notify(id, title, text string) { f.note("notify " + id + " " + title + ": " + text) }
func (f *fakes) Unnotify(id string)            { f.note("unnotify " + id) }
func (f *fakes) Probe()                        { f.note("probe") }
func (f *fakes) Download(text string)          { f.note("download " + text) }
func (f *fakes) AllowNotifications()           { f.note("allow") }
func (f *fakes) PlayTone(on, once bool) {
	f.note("tone " + strconv.FormatBool(on) + " " + strconv.FormatBool(once))
}
func (f *fakes) SetSound(volume int, sink string) {
	f.note("sound " + strconv.Itoa(volume) + " " + sink)
}

func (f *fakes) Show(shown bool) {
	if shown {
		f.note("show")
		return
	}
	f.note("hide")
}

func (f *fakes) SetOnCall(on bool) {
	if on {
		f.note("on call")
		return
	}
	f.note("off call")
}

func (f *fakes) Say(_ protocol.Head, body protocol.Up) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if q, asks := body.(protocol.AskNumber); asks {
		f.asked = append(f.asked, q)
		return
	}
	f.said = append(f.said, body)
}

// OnPreRender stands in for OnMount, which runs in a browser alone.
func (a *Adapter) OnPreRender(ctx app.Context) {
	a.rooms.host.(*fakes).ctx = ctx
	a.wire(ctx, a.rooms, host.About{Build: "b1"})
}

// stage is an adapter among fakes.
type stage struct {
	t *testing.T
	*fakes
	adapter *Adapter
	engine  app.TestEngine
}

func newStage(t *testing.T) *stage {
	t.Helper()
	f := &fakes{}
	s := &stage{t: t, fakes: f, adapter: &Adapter{rooms: rooms{host: f, phone: f, link: f}}, engine: app.NewTestEngine()}
	require.NoError(t, s.engine.Load(s.adapter))
	s.engine.ConsumeAll()
	f.log = nil // what a page does at first is the same for all
	t.Cleanup(func() { s.adapter.OnDismount() })
	return s
}

// page lets the Kustomer page say something; server lets the server.
func (s *stage) page(e host.Event) {
	s.hear(e)
	s.engine.ConsumeAll()
}

func (s *stage) server(ref string, body protocol.Down) {
	s.send(state.FrameCame{Frame: protocol.DownFrame{Head: protocol.Head{Ref: ref}, Body: body}})
}

// send sends as a part does.
func (s *stage) send(m state.Msg) {
	s.t.Helper()
	send(s.ctx, m)
	s.engine.ConsumeAll()
}

// html is what stands on the page now.
func (s *stage) html() string { return printed(s.adapter) }

var tag = regexp.MustCompile(`<([a-z0-9]+)((?: [a-zA-Z0-9-]+(?:="(?:[^"\\]|\\.)*")?)*)>`)
var attribute = regexp.MustCompile(` [a-zA-Z0-9-]+(?:="(?:[^"\\]|\\.)*")?`)

// printed is an element's HTML with its attributes in order: the library prints them as they come.
func printed(ui app.UI) string {
	var out bytes.Buffer
	app.PrintHTML(&out, ui)
	return tag.ReplaceAllStringFunc(out.String(), func(t string) string {
		parts := tag.FindStringSubmatch(t)
		attributes := attribute.FindAllString(parts[2], -1)
		slices.Sort(attributes)
		return "<" + parts[1] + strings.Join(attributes, "") + ">"
	})
}

func TestMain(m *testing.M) {
	time.Local = time.UTC // goldens show times of day
	m.Run()
}
