package intake_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/intake"
)

const called = `{"count":1,"events":[{"event_id":"e-1","timestamp":1767225600000,"initiator":"agent_15",
	"connected_at":"2026-01-01T00:00:05.000Z","ends_at":null,
	"item":{"call_id":418,"state":"connected","direction":"incoming","language":"en",
		"queue_path_ids":"3/7","queue_path_names":"Support/Billing",
		"participants":[{"type":"external","state":"connected","dn":"+14155550123"},
			{"type":"agent","id":15,"name":"Ana Ruiz","state":"accepted"}]}}]}`

// facts is a log in memory; fail says what Append answers.
type facts struct {
	mu       sync.Mutex
	subjects []string
	bodies   []string
	fail     error
	kept     chan struct{} // gets a word at each append, if not nil
}

func (l *facts) Append(_ context.Context, subject string, body []byte) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return 0, l.fail
	}
	l.subjects, l.bodies = append(l.subjects, subject), append(l.bodies, string(body))
	if l.kept != nil {
		l.kept <- struct{}{}
	}
	return uint64(len(l.bodies)), nil
}

func (l *facts) all(t *testing.T) []rules.Fact {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var read []rules.Fact
	for _, body := range l.bodies {
		var f rules.Fact
		require.NoError(t, json.Unmarshal([]byte(body), &f))
		read = append(read, f)
	}
	return read
}

func front(log *facts) http.Handler {
	in := alone(intake.Config{

		Facts: log,
	}, intake.Tenant{ID: "acme", User: "events", Passwords: []string{"s3cret"}})
	mux := http.NewServeMux()
	mux.Handle("/ccaip/{tenant}/events/{kind}", in)
	return mux
}

func post(h http.Handler, path, password, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	if password != "" {
		r.SetBasicAuth("events", password)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestFrontAnswers(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name, path, password, body string
		status                     int
		says                       string
		kept                       int
	}{
		{"good", "/ccaip/acme/events/calls", "s3cret", called, 200, `{"stored":1}`, 1},
		{"no events", "/ccaip/acme/events/chats", "s3cret", `{"count":0,"events":[]}`, 200, `{"stored":0}`, 0},
		{"one bad among good", "/ccaip/acme/events/calls", "s3cret",
			`{"events":[{"item":{}},{"event_id":"a","timestamp":1,"item":{"call_id":"7"}}]}`, 200, `{"stored":1,"refused":[{"index":0,"why":`, 1},
		{"unknown tenant", "/ccaip/other/events/calls", "s3cret", called, 404, "No such tenant", 0},
		{"unknown kind", "/ccaip/acme/events/mails", "s3cret", called, 404, "calls", 0},
		{"wrong password", "/ccaip/acme/events/calls", "guess", called, 401, "password", 0},
		{"no credentials", "/ccaip/acme/events/calls", "", called, 401, "password", 0},
		{"not JSON", "/ccaip/acme/events/calls", "s3cret", "hello", 400, "events", 0},
		{"no list", "/ccaip/acme/events/calls", "s3cret", `{"count":3}`, 400, `"events"`, 0},
		{"too long", "/ccaip/acme/events/calls", "s3cret", strings.Repeat(" ", 1<<20) + called, 413, "1 MiB", 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			log := &facts{}
			w := post(front(log), row.path, row.password, row.body)
			require.Equal(t, row.status, w.Code, w.Body.String())
			require.Contains(t, w.Body.String(), row.says)
			require.Len(t, log.bodies, row.kept)
			require.NotContains(t, w.Body.String(), "s3cret")
		})
	}
}

func TestW1FrontAnswers503WhenNothingIsOnDisk(t *testing.T) {
	t.Parallel()
	log := &facts{fail: engine.ErrUnavailable}
	h := front(log)
	w := post(h, "/ccaip/acme/events/calls", "s3cret", called)
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	log.fail = nil
	require.Equal(t, 200, post(h, "/ccaip/acme/events/calls", "s3cret", called).Code)
	require.Len(t, log.bodies, 1)
}

func TestFrontOnlyTakesPosts(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	front(&facts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/ccaip/acme/events/calls", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, http.MethodPost, w.Header().Get("Allow"))
}

func TestFrontSurvivesAClientThatBreaksOff(t *testing.T) {
	t.Parallel()
	log := &facts{}
	r := httptest.NewRequest(http.MethodPost, "/ccaip/acme/events/calls", broken{})
	r.SetBasicAuth("events", "s3cret")
	w := httptest.NewRecorder()
	front(log).ServeHTTP(w, r)
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.Empty(t, log.bodies)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut") }

func TestEventBecomesAFact(t *testing.T) {
	t.Parallel()
	log := &facts{}
	require.Equal(t, 200, post(front(log), "/ccaip/acme/events/calls", "s3cret", called).Code)
	require.Equal(t, []string{"acme.call-418"}, log.subjects)
	require.Equal(t, []rules.Fact{{
		V: 1, Session: "call-418", Source: rules.FromEvent, At: 1767225600000, Event: "e-1",
		Values: map[rules.Name]string{
			rules.State: "connected", rules.Direction: "in", rules.Language: "en",
			rules.QueueIDs: "3/7", rules.QueueNames: "Support/Billing", rules.ExternalPhone: "+14155550123",
		},
		Agents: []rules.Agent{{ID: "15", Name: "Ana Ruiz", State: "accepted"}},
	}}, log.all(t))
}

func FuzzFront(f *testing.F) {
	f.Add(called)
	f.Add(`{"events":[{"item":{"chat_id":null}},3,{"timestamp":"x","item":{"call_id":"a.b >"}}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		log := &facts{}
		w := post(front(log), "/ccaip/acme/events/calls", "s3cret", body)
		require.Contains(t, []int{200, 400, 413}, w.Code)
		for _, subject := range log.subjects {
			require.Regexp(t, `^acme\.(call|chat)-[A-Za-z0-9_=-]+$`, subject)
		}
	})
}
