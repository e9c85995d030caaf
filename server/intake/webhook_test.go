package intake_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/intake"
)

const hookToken = "h00k-token"

func webhooks(log *facts) http.Handler {
	in := alone(intake.Config{Facts: log}, intake.Tenant{ID: "acme", WebhookTokens: []string{hookToken}}, intake.Tenant{ID: "without", User: "events", Passwords: []string{"s3cret"}})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /kustomer/{tenant}/events", in.Webhook)
	return mux
}

// deliver posts a body as Kustomer does, signed with a token.
func deliver(h http.Handler, path, token, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte(body))
	if token != "" {
		r.Header.Set("X-Kustomer-Webhook-Signature", hex.EncodeToString(mac.Sum(nil)))
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// changed is an update of the conversation b1 with its attributes and what changed of them.
func changed(attributes, changes string) string {
	return `{"id":"e1","name":"kustomer.conversation.update","org":"o1","createdAt":"2026-01-01T00:00:00.000Z","dataId":"b1",
		"data":{"type":"conversation","id":"b1","attributes":` + attributes + `},"changes":{"attributes":` + changes + `}}`
}

const mergedHook = `{"mergedTarget":{"op":"add","before":null,"after":"b2"}}`

func TestV9WebhookAnswers(t *testing.T) {
	t.Parallel()
	gone := changed(`{"status":"done","mergedTarget":"b2"}`, mergedHook)
	rows := []struct {
		name, path, token, body string
		status                  int
		says                    string
		kept                    int
	}{
		{"V9: merged", "/kustomer/acme/events", hookToken, gone, 204, "", 1},
		{"V9: nothing that matters", "/kustomer/acme/events", hookToken, changed(`{"status":"open"}`, `{"messageCount":{"op":"replace","before":1,"after":2}}`), 204, "", 0},
		{"V9: another signature", "/kustomer/acme/events", "guess", gone, 401, "signature", 0},
		{"V9: no signature", "/kustomer/acme/events", "", gone, 401, "signature", 0},
		{"V9: no token is set", "/kustomer/without/events", hookToken, gone, 403, "no webhook token is set", 0},
		{"V9: no token, signed with nothing", "/kustomer/without/events", "", gone, 403, "no webhook token is set", 0},
		{"V9: unknown tenant", "/kustomer/other/events", hookToken, gone, 404, "No such tenant", 0},
		{"V9: not JSON", "/kustomer/acme/events", hookToken, "hello", 400, "JSON", 0},
		{"V9: no record", "/kustomer/acme/events", hookToken, `{"name":"kustomer.conversation.update"}`, 400, "record", 0},
		{"V9: too long", "/kustomer/acme/events", hookToken, strings.Repeat(" ", 1<<20) + gone, 413, "1048576", 0},
		{"V9: as long as may be", "/kustomer/acme/events", hookToken, gone + strings.Repeat(" ", 1<<20-len(gone)), 204, "", 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			log := &facts{}
			w := deliver(webhooks(log), row.path, row.token, row.body)
			require.Equal(t, row.status, w.Code, w.Body.String())
			require.Contains(t, w.Body.String(), row.says)
			require.Len(t, log.bodies, row.kept)
			require.NotContains(t, w.Body.String(), hookToken)
		})
	}
}

func TestV9WhatAWebhookTells(t *testing.T) {
	t.Parallel()
	const merged, deleted = "Kustomer told that the conversation was merged into b2", "Kustomer told that the conversation was deleted"
	rows := []struct {
		name, body   string
		gone, status string
	}{
		{"V9: merged, by what changed", changed(`{"status":"open"}`, mergedHook), merged, ""},
		{"V9: merged, by the record", changed(`{"mergedTarget":"b2"}`, `{"status":{"op":"replace","before":"open","after":"done"}}`), merged, "done"},
		{"V9: deleted, by what changed", changed(`{}`, `{"deleted":{"op":"replace","before":false,"after":true}}`), deleted, ""},
		{"V9: deleted, by the record", changed(`{"deleted":true}`, `{}`), deleted, ""},
		{"V9: there again", changed(`{"deleted":false}`, `{"deleted":{"op":"replace","before":true,"after":false}}`), "", "restored"},
		{"V9: reopened", changed(`{"status":"open"}`, `{"status":{"op":"replace","before":"done","after":"open"}}`), "", "open"},
		{"V9: no record sent along", `{"id":"e1","name":"kustomer.conversation.delete","dataId":"b1","createdAt":"2026-01-01T00:00:00.000Z"}`, deleted, ""},
		{"V9: a customer is no conversation", `{"id":"e1","name":"kustomer.customer.update","dataId":"c1","data":{"type":"customer","id":"c1","attributes":{"deleted":true}}}`, "", ""},
		{"V9: a new one", `{"id":"e1","name":"kustomer.conversation.create","dataId":"b1","data":{"type":"conversation","id":"b1","attributes":{"status":"open"}},"changes":null}`, "", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			log := &facts{}
			require.Equal(t, 204, deliver(webhooks(log), "/kustomer/acme/events", hookToken, row.body).Code)
			if row.gone == "" && row.status == "" {
				require.Empty(t, log.bodies)
				return
			}
			require.Equal(t, []string{"acme.conversation-b1"}, log.subjects)
			f := log.all(t)[0]
			require.Equal(t, row.gone, f.Values[rules.ConversationGone])
			require.Equal(t, row.status, f.Values[rules.ConversationStatus])
			require.Equal(t, rules.FromCRM, f.Source)
			require.EqualValues(t, 1767225600000, f.At)
			require.Equal(t, "e1", f.Event)
		})
	}
}

func TestV9W1AWebhookIsOnDiskBeforeItsAnswer(t *testing.T) {
	t.Parallel()
	log := &facts{fail: engine.ErrUnavailable}
	h := webhooks(log)
	body := changed(`{"deleted":true}`, `{}`)
	w := deliver(h, "/kustomer/acme/events", hookToken, body)
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	log.fail = nil
	require.Equal(t, 204, deliver(h, "/kustomer/acme/events", hookToken, body).Code)
	require.Len(t, log.bodies, 1)
}

func FuzzWebhook(f *testing.F) {
	f.Add(changed(`{"mergedTarget":7}`, mergedHook))
	f.Add(`{"name":"kustomer.conversation.update","dataId":"a.b >","data":[],"changes":{"attributes":{"deleted":3,"status":{"after":[]}}}}`)
	f.Fuzz(func(t *testing.T, body string) {
		log := &facts{}
		w := deliver(webhooks(log), "/kustomer/acme/events", hookToken, body)
		require.Contains(t, []int{204, 400, 413}, w.Code)
		for _, subject := range log.subjects {
			require.Regexp(t, `^acme\.conversation-[A-Za-z0-9_=-]+$`, subject)
		}
	})
}
