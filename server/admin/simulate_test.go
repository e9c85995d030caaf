package admin_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
	"agentadapter/server/engine"
)

// past knows one session that was; pasted text names the facts' values outright.
type past struct{ *world }

func (past) Known(_ context.Context, _, session string) (rules.Session, error) {
	if session != "call-418" {
		return rules.Session{}, engine.ErrNotFound
	}
	return rules.Fold(rules.Session{}, ivr("call-418", "finished")), nil
}

func (past) Read(body []byte, _ time.Time) ([]rules.Fact, error) {
	var told struct{ Session, Status string }
	if json.Unmarshal(body, &told) != nil || told.Session == "" {
		return nil, errors.New("no event")
	}
	return []rules.Fact{ivr(told.Session, told.Status)}, nil
}

// ivr is a call from a number, answered by agent 15 unless it was abandoned.
func ivr(session, status string) rules.Fact {
	f := rules.Fact{V: 1, Session: session, Source: rules.FromObject, At: 1767225600000, Read: 1767225600000}
	for name, value := range map[rules.Name]string{
		rules.Type: "Voice Inbound (IVR)", rules.Direction: "in", rules.EndUserPhone: "+14155550123", rules.MenuID: "7", rules.MenuPath: "Support / Billing",
		rules.CreatedAt: "2026-01-01T00:00:00Z", rules.QueuedAt: "2026-01-01T00:00:01Z", rules.EndsAt: "2026-01-01T00:05:00Z",
	} {
		f.Set(name, value)
	}
	f.Set(rules.Status, status)
	if status == "failed" {
		f.Set(rules.FailReason, "eu_abandoned")
		return f
	}
	f.Agents = []rules.Agent{{ID: "15", Name: "Ana Ruiz", State: "connected", Connected: 1767225605000}}
	return f
}

type simulated struct {
	Session, State, Reason, Rule string
	Steps                        []struct {
		Do, Rule, What, Reason string
		Body                   json.RawMessage
	}
	Status *struct{ Do, Status, Rule, Why string }
	Notes  []string
}

func (w *world) simulate(body string) simulated {
	w.t.Helper()
	status, text := w.do(operator, "POST", "tenants/acme/simulate", body)
	require.Equal(w.t, 200, status, text)
	var got simulated
	require.NoError(w.t, json.Unmarshal([]byte(text), &got))
	return got
}

// path is what was done, in short.
func (s simulated) path() string {
	var words []string
	for _, one := range s.Steps {
		words = append(words, fmt.Sprintf("%s %s %s", one.Do, one.Rule, one.What))
	}
	return strings.Join(words, "\n")
}

func TestAPastSessionIsSimulated(t *testing.T) {
	t.Parallel()
	w := setup(t)
	got := w.simulate(`{"session":"call-418"}`)
	require.Equal(t, "saved", got.State, got.path())
	for _, want := range []string{"ask  look a customer up by phone +14155550123", "write C2 create customer", "settle V1 a new conversation",
		"write V1 create conversation", "write S2 create message", "write S4 create note"} {
		require.Contains(t, got.path(), want)
	}
	require.Empty(t, w.done, "nothing was done")

	got = w.simulate(`{"session":"call-418","assume":{"customer":"known","conversation":"open"},"settings":{"phoneNote":false}}`)
	require.NotContains(t, got.path(), "create customer")
	require.NotContains(t, got.path(), "create conversation")
	require.NotContains(t, got.path(), "S4")
	require.Contains(t, got.path(), "the conversation that is there")
	got = w.simulate(`{"session":"call-418","assume":{"customer":"shared","conversation":"done"},"settings":{"reopenWithinDays":5}}`)
	require.Contains(t, got.path(), "settle C4")
	require.Contains(t, got.path(), "V12")
}

func TestAPastedEventIsSimulatedUnderEditedSettings(t *testing.T) {
	t.Parallel()
	w := setup(t)
	const abandoned = `"event":{"session":"call-9","status":"failed"}`
	require.Contains(t, w.simulate(`{`+abandoned+`}`).path(), "create conversation")
	got := w.simulate(`{` + abandoned + `,"settings":{"createOnAbandoned":false,"paused":true}}`)
	require.Equal(t, "skipped", got.State)
	require.Equal(t, "V7", got.Rule)
	require.NotContains(t, got.path(), "write")
	require.Contains(t, strings.Join(got.Notes, " "), "paused")
	require.Equal(t, "W9", w.simulate(`{`+abandoned+`,"settings":{"pilotAgents":["ana@acme.com"]}}`).Rule)
	got = w.simulate(`{` + abandoned + `,"settings":{"createCustomers":false}}`)
	require.Equal(t, "unlinked", got.State)

	for body, want := range map[string]string{
		`{}`:                   "nothing-to-try",
		`{"session":"call-1"}`: "session-unknown",
		`{"session":"../x"}`:   "session-unknown",
		`{"event":{}}`:         "bad-event",
		`{"session":"call-418",` + abandoned + `}`:                                                     "other-session",
		`{"session":"call-418","settings":{"retainDays":0}}`:                                           "setting retainDays",
		`{"session":"call-418","settings":{"statusMapping":[{"kustomer":"k1","platform":"In-call"}]}}`: "system status",
		`[]`: "bad-body",
	} {
		status, text := w.do(operator, "POST", "tenants/acme/simulate", body)
		require.Contains(t, []int{400, 404}, status, body)
		require.Contains(t, text, want, body)
	}
}

func TestAStatusChangeIsSimulated(t *testing.T) {
	t.Parallel()
	w := setup(t)
	const on = `"settings":{"statusInheritance":true,"statusMapping":[{"kustomer":"k2","platform":"Break"}]}`
	for name, c := range map[string]struct{ body, do, rule string }{
		"off":      {`{"status":{"kustomer":{"id":"k2","name":"Lunch"},"platform":"Available"}}`, "nothing", "T1"},
		"free":     {`{"status":{"kustomer":{"id":"k2","name":"Lunch"},"platform":"Available"},` + on + `}`, "apply", "T2"},
		"busy":     {`{"status":{"kustomer":{"id":"k2","name":"Lunch"},"platform":"In-call"},` + on + `}`, "hold", "T3"},
		"pending":  {`{"status":{"kustomer":{"id":"k2","name":"Lunch"},"platform":"In-call","next":"Meeting"},` + on + `}`, "hold", "T4"},
		"unmapped": {`{"status":{"kustomer":{"id":"k9","name":"Odd"},"platform":"Available"},` + on + `}`, "unmapped", "T7"},
		"same":     {`{"status":{"kustomer":{"id":"k2","name":"Lunch"},"platform":"Break"},` + on + `}`, "nothing", "T9"},
	} {
		got := w.simulate(c.body).Status
		require.Equal(t, c.do, got.Do, name)
		require.Equal(t, c.rule, got.Rule, name)
		require.NotEmpty(t, got.Why, name)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, body := w.do(w.signIn(), "GET", "tenants/acme/figures", "")
	require.Contains(t, body, `"limit":300,"left":299`)
	require.Contains(t, body, `"states":{}`)
	require.Contains(t, body, `"lastEventAt":"20`)
}
