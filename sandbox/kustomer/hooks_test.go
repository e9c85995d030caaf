package kustomer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// hooked is what a webhook's receiver heard.
type hooked struct {
	header http.Header
	body   []byte
}

// receiver answers the first few deliveries with a status of its own.
func receiver(t *testing.T, refusals int) (string, chan hooked) {
	t.Helper()
	heard := make(chan hooked, 50)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		heard <- hooked{r.Header, body}
		if refusals > 0 {
			refusals--
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, heard
}

func quickly(c *Config) { c.LoopbackHTTP, c.Retries = true, []time.Duration{time.Millisecond} }

func TestSection11WebhooksAreSignedAndTellWhatChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickly)
	url, heard := receiver(t, 0)
	hook := w.do("POST", "/v1/outbound-webhooks", `{"name":"us","url":"`+url+`","events":["kustomer.conversation.create","kustomer.conversation.update"],"headers":[{"name":"X-Us","value":"yes"}]}`).ok(201)
	token, _ := hook.at("data.attributes.token").(string)
	id := w.conversation(w.customer(`{"name":"Kim"}`), "")
	created := <-heard
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write(created.body)
	if got := created.header.Get("X-Kustomer-Webhook-Signature"); got != hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signature %s", got)
	}
	if created.header.Get("X-Kustomer-Webhook-Event") != "kustomer.conversation.create" || created.header.Get("X-Us") != "yes" {
		t.Errorf("headers %v", created.header)
	}
	w.do("PATCH", "/v1/conversations/"+id, `{"status":"done"}`).ok(200)
	var event struct {
		Name, Org, DataID string
		Data              struct{ ID string }
		Changes           struct {
			Attributes map[string]struct {
				Op            string
				Before, After any
			}
		}
	}
	if err := json.Unmarshal((<-heard).body, &event); err != nil {
		t.Fatal(err)
	}
	status := event.Changes.Attributes["status"]
	if event.Name != "kustomer.conversation.update" || event.Data.ID != id || event.Org != orgID || status.Op != "replace" || status.Before != "open" || status.After != "done" {
		t.Errorf("%+v", event)
	}
}

func TestSection11WebhooksAreRetriedAndThenSwitchedOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickly)
	url, heard := receiver(t, 3)
	hook := w.do("POST", "/v1/outbound-webhooks", `{"name":"us","url":"`+url+`","events":["kustomer.customer.create"]}`).ok(201).id()
	w.customer(`{"name":"Kim"}`)
	first, second := <-heard, <-heard
	if string(first.body) != string(second.body) {
		t.Error("the retry is another event")
	}
	for range 200 {
		if w.do("GET", "/v1/outbound-webhooks/"+hook, "").ok(200).at("data.attributes.enabled") == false {
			return
		}
	}
	t.Error("it is still on")
}

func TestSection11Subscriptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do("GET", "/v1/outbound-webhooks/events", "").ok(200).has("meta.total", "12")
	for body, parameter := range map[string]string{
		`{"name":"a","url":"http://127.0.0.1/x","events":["kustomer.customer.create"]}`:    "url",
		`{"name":"a","url":"https://example.com/x","events":["kustomer.customer.delete"]}`: "events",
		`{"name":"a","url":"https://example.com/x"}`:                                       "events",
	} {
		w.do("POST", "/v1/outbound-webhooks", body).refused(400, "badparam", parameter, "")
	}
	var id string
	for range maxHooks {
		id = w.do("POST", "/v1/outbound-webhooks", `{"name":"a","url":"https://example.com/x","events":[]}`).ok(201).id()
	}
	w.do("POST", "/v1/outbound-webhooks", `{"name":"a","url":"https://example.com/x","events":[]}`).ok(400)
	w.do("PATCH", "/v1/outbound-webhooks/"+id, `{"enabled":false}`).ok(200).has("data.attributes.enabled", "false")
	w.do("DELETE", "/v1/outbound-webhooks/"+id, "").ok(204)
	w.as(w.s.Keys().Weak).do("GET", "/v1/outbound-webhooks", "").ok(403)
}
