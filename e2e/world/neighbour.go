package world

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// client speaks to the processes; all of them are on this machine.
var client = &http.Client{Timeout: 20 * time.Second}

// Neighbour is one of the two stand-ins, as its knobs and stories are turned.
type Neighbour struct {
	name, base string
}

// Knob changes the named knobs and leaves the others.
func (n *Neighbour) Knob(t testing.TB, change map[string]any) {
	t.Helper()
	n.do(t, http.MethodPatch, "/_knobs", change, nil)
}

// ResetKnobs restores what the start set; the server's address is set again by the caller.
func (n *Neighbour) ResetKnobs(t testing.TB) {
	t.Helper()
	n.do(t, http.MethodDelete, "/_knobs", nil, nil)
}

// Post sends body as JSON and reads the answer into out, which may be nil.
func (n *Neighbour) Post(t testing.TB, path string, body, out any) {
	t.Helper()
	n.do(t, http.MethodPost, path, body, out)
}

// Get reads a path into out.
func (n *Neighbour) Get(t testing.TB, path string, out any) {
	t.Helper()
	n.do(t, http.MethodGet, path, nil, out)
}

func (n *Neighbour) do(t testing.TB, method, path string, body, out any) {
	t.Helper()
	require.NoError(t, speak(method, n.base+path, nil, body, out), n.name)
}

// speak sends one request and reads the answer's JSON into out. Every status but 2xx is an error
// with the answer's text.
func speak(method, address string, header http.Header, body, out any) error {
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, address, sent)
	if err != nil {
		return err
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		return &Refused{Status: res.StatusCode, Text: fmt.Sprintf("%s %s: %d %s", method, address, res.StatusCode, raw)}
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, out)
}

// Refused is an answer that is not 2xx.
type Refused struct {
	Status int
	Text   string
}

func (r *Refused) Error() string { return r.Text }

// Session is a call or chat as the platform's own pages show it.
type Session struct {
	Kind        string `json:"kind"`
	ID          int    `json:"id"`
	Direction   string `json:"direction"`
	Status      string `json:"status"`
	Number      string `json:"number"`
	AgentEmail  string `json:"agentEmail"`
	ConnectedAt int64  `json:"connectedAt"`
}

// Play lets a scripted story begin and answers with the number of its call.
func (n *Neighbour) Play(t testing.TB, story string, script map[string]any) int {
	t.Helper()
	told, err := n.play(story, script)
	require.NoError(t, err)
	require.Len(t, told, 1, "sessions of the story %s", story)
	return told[0].ID
}

// PlayWhole plays a scripted story to its end and answers with all of its sessions.
func (n *Neighbour) PlayWhole(story string, script map[string]any) ([]Session, error) {
	script["whole"] = true
	return n.play(story, script)
}

// ringsFor is how long a story rings that tells no time of its own: the house's 20 s are for people, and a
// busy machine may be slower.
const ringsFor = "2m"

func (n *Neighbour) play(story string, script map[string]any) ([]Session, error) {
	if _, told := script["ring"]; !told && strings.HasSuffix(story, "-ringing") {
		script = maps.Clone(script)
		script["ring"], script["wait"] = ringsFor, ringsFor
	}
	var told struct{ Sessions []Session }
	err := speak(http.MethodPost, n.base+"/_stories/"+story, nil, script, &told)
	return told.Sessions, err
}

// Step does one step of a person's to a call: answer, hangup, finish, …
func (n *Neighbour) Step(t testing.TB, call int, step string, with map[string]any) {
	t.Helper()
	require.NoError(t, n.TryStep(call, step, with))
}

// TryStep is Step where a refusal is part of the story.
func (n *Neighbour) TryStep(call int, step string, with map[string]any) error {
	return speak(http.MethodPost, fmt.Sprintf("%s/_panel/calls/%d/%s", n.base, call, step), nil, with, nil)
}

// TryStepOf does one step to a session of either kind, by its name: "chat-419".
func (n *Neighbour) TryStepOf(session, step string, with map[string]any) error {
	kind, id, _ := strings.Cut(session, "-")
	return speak(http.MethodPost, n.base+"/_panel/"+kind+"s/"+id+"/"+step, nil, with, nil)
}

// CallsTo are the calls to or from a number, live ones and the last few that ended.
func (n *Neighbour) CallsTo(t testing.TB, number string) []Session {
	t.Helper()
	live, recent, err := n.panel()
	require.NoError(t, err)
	return slices.DeleteFunc(append(live, recent...), func(s Session) bool { return s.Number != number || s.Kind != "call" })
}

// panel is one look at the page where people make things happen; no budget counts it.
func (n *Neighbour) panel() (live, recent []Session, err error) {
	res, err := client.Get(n.base + "/_panel/stream")
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var view struct{ Sessions, Recent []Session }
			err := json.Unmarshal([]byte(data), &view)
			return view.Sessions, view.Recent, err
		}
	}
	return nil, nil, fmt.Errorf("the panel of %s shows nothing: %w", n.name, lines.Err())
}
