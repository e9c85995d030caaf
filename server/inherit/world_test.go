package inherit_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/inherit"
)

// memory is a bucket without a disk, for tests in a bubble of time.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
	puts   int
	err    error
}

func (m *memory) Get(_ context.Context, key string) (engine.Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return engine.Value{}, m.err
	}
	body, ok := m.values[key]
	if !ok {
		return engine.Value{}, engine.ErrNotFound
	}
	return engine.Value{Key: key, Body: body}, nil
}

func (m *memory) Put(_ context.Context, key string, body []byte) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = body
	m.puts++
	return uint64(m.puts), m.err
}

func (m *memory) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.puts
}

func (m *memory) Each(_ context.Context, _ string, fn func(engine.Value) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, body := range m.values {
		if err := fn(engine.Value{Key: key, Body: body}); err != nil {
			return err
		}
	}
	return nil
}

// around stands for the rooms and neighbours around: desk with the platform, lease, Kustomer, audit.
type around struct {
	mu       sync.Mutex
	follow   *inherit.Inherit
	platform map[string]string
	asked    []string          // of the platform
	problem  *protocol.Problem // answered by it, if anything
	answer   string            // the status that a refusal shows
	term     uint64
	shown    int
	looks    int
	lookErr  error
	looking  func() // called during a look
	settings rules.Settings
	shift    string // id of Ana's Kustomer status; empty: no work session
	shifts   int    // times it was read
	shiftErr error
	lines    []map[string]any
}

func (r *around) Set(ctx context.Context, tenant, agent, status string, may func(context.Context) error) protocol.StatusSet {
	if err := may(ctx); err != nil {
		var told interface{ Problem() protocol.Problem }
		p := protocol.Problem{Code: "store-unavailable"}
		if errors.As(err, &told) {
			p = told.Problem()
		}
		return protocol.StatusSet{Problem: &p}
	}
	r.mu.Lock()
	r.asked = append(r.asked, status)
	if r.problem != nil {
		defer r.mu.Unlock()
		return protocol.StatusSet{Status: r.answer, Problem: r.problem}
	}
	r.platform[agent] = status
	r.mu.Unlock()
	r.follow.Saw(tenant, agent, status)
	return protocol.StatusSet{Status: status}
}

func (r *around) Show(string, string) { r.do(func() { r.shown++ }) }

func (r *around) Look(_ context.Context, _ string, agents []string) (map[string]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.looks++
	if r.looking != nil {
		r.mu.Unlock()
		r.looking()
		r.mu.Lock()
	}
	if r.lookErr != nil {
		return nil, r.lookErr
	}
	found := map[string]string{}
	for _, a := range agents {
		found[a] = r.platform[a]
	}
	return found, nil
}

type staleError struct{}

func (staleError) Error() string { return "stale" }
func (staleError) Problem() protocol.Problem {
	return protocol.Problem{Code: "not-live", Text: "Another window speaks for you now."}
}

func (r *around) Check(_ context.Context, _, _ string, term uint64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if term != r.term {
		return staleError{}
	}
	return nil
}

func (r *around) CurrentWorkSession(context.Context, string) (kustomer.WorkSession, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shifts++
	if r.shift == "" && r.shiftErr == nil {
		return kustomer.WorkSession{}, &kustomer.Error{Kind: kustomer.NotFound}
	}
	return kustomer.WorkSession{Status: r.shift}, r.shiftErr
}

func (r *around) Statuses(context.Context) ([]kustomer.RoutingStatus, error) {
	return []kustomer.RoutingStatus{
		{ID: "s1", Name: "Lunch", StatusType: "unavailable"}, {ID: "s2", Name: "Available", StatusType: "available", System: true},
		{ID: "s0", Name: "Offline", StatusType: "offline", System: true},
	}, nil
}

func (r *around) Append(_ context.Context, subject string, body []byte) (uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := map[string]any{"subject": subject}
	if err := json.Unmarshal(body, &l); err != nil {
		return 0, err
	}
	r.lines = append(r.lines, l)
	return uint64(len(r.lines)), nil
}

func (r *around) do(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

// count reads a counter of ours.
func (r *around) count(of *int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return *of
}

// took takes what the platform was asked for since the last look.
func (r *around) took() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	asked := strings.Join(r.asked, ", ")
	r.asked = nil
	return asked
}

// audit takes the audit lines since the last look, as "do rule".
func (r *around) audit() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, l := range r.lines {
		all = append(all, l["do"].(string)+" "+l["rule"].(string))
	}
	r.lines = nil
	return strings.Join(all, ", ")
}

var (
	lunch     = protocol.KustomerStatus{ID: "s1", Name: "Lunch", Type: "unavailable"}
	available = protocol.KustomerStatus{ID: "s2", Name: "Available", Type: "available"}
)

// world is the room with Ana's live window, free in the platform.
type world struct {
	*inherit.Inherit
	around *around
	bucket *memory
}

func settings() rules.Settings {
	set := rules.DefaultSettings()
	set.StatusInheritance = true
	set.StatusMapping = []rules.StatusMapping{{Kustomer: "Lunch", Platform: "Unavailable"}, {Kustomer: "available", Platform: "Available"}}
	return set
}

func newWorld(t *testing.T, bucket *memory) *world {
	w := &world{bucket: bucket, around: &around{platform: map[string]string{"ana": "Available"}, term: 1, settings: settings(), shift: "s2"}}
	w.Inherit = inherit.New(inherit.Config{
		Tenant: func(id string) (inherit.Tenant, bool) {
			w.around.mu.Lock()
			defer w.around.mu.Unlock()
			return inherit.Tenant{Settings: w.around.settings, Shifts: w.around}, id == "acme"
		},
		Desk: w.around, Leases: w.around, Bucket: bucket, Audit: w.around,
	})
	w.around.follow = w.Inherit
	require.NoError(t, w.Start(t.Context()))
	return w
}

// story runs a test in a bubble of time, Ana being there.
func story(t *testing.T, tell func(t *testing.T, w *world)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, &memory{values: map[string][]byte{}})
		w.comes()
		tell(t, w)
		w.Stop()
		w.Stop()
	})
}

func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (w *world) comes() {
	w.LeaseMoved("acme", "ana", protocol.Lease{Live: true, Term: 1, Holder: &protocol.Holder{}})
	w.around.mu.Lock()
	platform := w.around.platform["ana"]
	w.around.mu.Unlock()
	w.becomes(platform)
}

func (w *world) goes() {
	w.LeaseMoved("acme", "ana", protocol.Lease{Term: 1, Holder: &protocol.Holder{Away: true}})
	synctest.Wait()
}

// becomes is a change in the platform, as the desk tells it.
func (w *world) becomes(status string) {
	w.around.do(func() { w.around.platform["ana"] = status })
	w.Saw("acme", "ana", status)
	synctest.Wait()
}

func (w *world) says(k protocol.KustomerStatus) {
	w.KustomerStatus(context.Background(), "acme", "ana", 1, k)
	synctest.Wait()
}

func (w *world) chooses(status string) protocol.StatusSet {
	return w.SetStatus(context.Background(), "acme", "ana", 1, protocol.SetStatus{Status: status})
}

// sees is what Ana is told now.
func (w *world) sees() protocol.Status {
	w.around.mu.Lock()
	platform := w.around.platform["ana"]
	w.around.mu.Unlock()
	return w.Dress("acme", "ana", protocol.Status{Platform: platform, Since: 7})
}
