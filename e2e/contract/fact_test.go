package contract

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// How we know a fact.
const (
	documented = "documented"
	seen       = "seen in real traffic or real code"
	guessed    = "a guess of ours: if it fails on a real org, please tell us"
)

// fact is what a check stands on.
type fact struct{ section, how, source string }

// relies is one check: what the product takes for granted, in words.
func relies(t *testing.T, on fact, what string, check func(t *testing.T)) {
	t.Helper()
	t.Run("§"+on.section+" "+what, func(t *testing.T) {
		t.Logf("%s (%s)", on.how, on.source)
		check(t)
	})
}

// there passes a test over where the neighbour was not named.
func there(t *testing.T, n *neighbour, variable string) *neighbour {
	t.Helper()
	if n == nil {
		t.Skip(variable + " is not set")
	}
	return n
}

// writes passes over what would write in read-only mode.
func writes(t *testing.T) {
	t.Helper()
	if readOnly {
		t.Skip("CONTRACT_READ_ONLY is set, and this writes")
	}
}

// needsStandIn passes over what only a stand-in can show.
func (n *neighbour) needsStandIn(t *testing.T, why string) {
	t.Helper()
	if !n.standIn() {
		t.Skipf("only a stand-in can show it: %s", why)
	}
}

// lasting passes over what cannot be taken back, unless it is a stand-in or was asked for.
func (n *neighbour) lasting(t *testing.T, asked, what string) {
	t.Helper()
	writes(t)
	if asked == "" && !n.standIn() {
		t.Skip(what)
	}
}

// spoil has the stand-in treat some requests badly; it treats all well again after the test.
func (n *neighbour) spoil(t *testing.T, fault map[string]any) {
	t.Helper()
	n.needsStandIn(t, "faults are made by knobs")
	n.knob(t, map[string]any{"faults": []any{fault}})
	t.Cleanup(func() { n.knob(t, map[string]any{"faults": []any{}}) })
}

// turn sets one knob until the end of the test.
func (n *neighbour) turn(t *testing.T, knob string, to any) {
	t.Helper()
	n.needsStandIn(t, "the real one has no knobs")
	before := n.as(nobody).get(t, "/_knobs").at(knob)
	n.knob(t, map[string]any{knob: to})
	t.Cleanup(func() { n.knob(t, map[string]any{knob: before}) })
}

func (n *neighbour) knob(t testing.TB, change map[string]any) {
	t.Helper()
	n.as(nobody).expect(t, http.StatusOK, http.MethodPatch, "/_knobs", change)
}

// mark begins the names of everything that the checks create.
const mark = "contract-check-"

// run tells this run's records from another's.
var run = mark + time.Now().UTC().Format("20060102-150405") + "-" + random(2)

func random(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// newID is an id as Kustomer makes them, never used before.
func newID() string { return fmt.Sprintf("%08x", time.Now().Unix()) + random(8) }

var (
	objectID = regexp.MustCompile(`^[0-9a-f]{24}$`)
	instant  = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$`)
)

// moment checks that a place holds a time as ISO 8601 writes it.
func moment(t *testing.T, value any) {
	t.Helper()
	require.Regexp(t, instant, value)
}

// list checks that a place holds a list.
func list(t *testing.T, value any) []any {
	t.Helper()
	all, ok := value.([]any)
	require.True(t, ok, "a list was expected, not %T", value)
	return all
}

// whole checks that a place holds a number without a fraction, written as a number or as text.
func whole(t *testing.T, value any) {
	t.Helper()
	require.Regexp(t, `^-?\d+$`, fmt.Sprint(plain(value)))
}

// plain writes JSON's numbers without an exponent.
func plain(value any) any {
	if n, ok := value.(float64); ok && n == float64(int64(n)) {
		return int64(n)
	}
	return value
}

// hasKeys checks which names an object must have, whatever their values.
func hasKeys(t *testing.T, value any, names ...string) {
	t.Helper()
	object, ok := value.(map[string]any)
	require.True(t, ok, "an object was expected, not %T", value)
	var absent []string
	for _, name := range names {
		if _, ok := object[name]; !ok {
			absent = append(absent, name)
		}
	}
	require.Empty(t, absent, "names that the product reads are absent: %s", strings.Join(absent, ", "))
}
