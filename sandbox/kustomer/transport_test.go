package kustomer

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSection1TransportHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.do("GET", "/v1/users/current/", "").ok(200) // a trailing slash is accepted
	for name, want := range map[string]string{
		"X-Kustomer-Pod": "prod1", "X-Ratelimit-Limit": "1000", "X-Ratelimit-Remaining": "999",
		"Content-Type": "application/json; charset=utf-8", "X-Content-Type-Options": "nosniff",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), want)
		}
	}
	reset, _ := strconv.ParseInt(got.header.Get("X-Ratelimit-Reset"), 10, 64)
	if ends := w.clock.now().Add(time.Minute).Unix(); reset != ends {
		t.Errorf("reset %d, want %d", reset, ends)
	}
}

func TestSection1Keys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	keys := w.s.Keys()
	w.as("").do("GET", "/v1/users/current", "").refused(401, "unauthorized", "", "Unauthorized")
	w.as("nonsense").do("GET", "/v1/users/current", "").refused(401, "unauthorized", "", "Invalid token")
	w.as(keys.Expired).do("GET", "/v1/users/current", "").refused(401, "unauthorized", "", "Expired token")
	w.as(keys.OtherPod).do("GET", "/v1/users/current", "").refused(401, "unauthorized", "",
		"Auth token associated with pod prod2 but request is being handled by prod1")
	w.do("GET", "/v1/auth/tokens/current", "").ok(200).has("data.attributes.roles", `["org.admin","org.user"]`,
		"data.relationships.org.data.id", orgID, "data.relationships.user.data.id", machineUser)
	w.as(keys.Weak).do("GET", "/v1/auth/tokens/current", "").ok(200)
	if strings.Count(keys.Normal, ".") != 2 {
		t.Error("the key does not look like a JWT")
	}
}

func TestSection1Roles(t *testing.T) {
	t.Parallel()
	w := newWorld(t).as("")
	w.key = w.s.Keys().Weak
	w.do("GET", "/v1/customers", "").ok(200)
	w.do("GET", "/v1/routing/statuses", "").ok(200)
	for path, body := range map[string]string{
		"POST /v1/customers": `{"name":"A"}`, "POST /v1/attachments": `{"name":"a","contentType":"a/b","contentLength":1}`,
		"PUT /v1/metadata/message": `{"properties":{}}`, "POST /v1/customers/search": `{}`,
	} {
		method, path, _ := strings.Cut(path, " ")
		w.do(method, path, body).refused(403, "forbidden", "", "Forbidden")
	}
}

func TestRolesNewAndLegacy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role, thing, action string
		want                bool
	}{
		{"org.permission.note.create", "note", "create", true},
		{"org.permission.note.read", "note", "create", false},
		{"org.permission.note", "note", "delete", true},
		{"org.user.note.write", "note", "update", true},
		{"org.user.note.read", "note", "update", false},
		{"org.user", "note", "create", true},
		{"org.user", "metadata", "update", false},
		{"org.user", "metadata", "read", true},
		{"org.admin.metadata.write", "metadata", "update", true},
		{"org.admin", "outbound_webhook", "create", true},
		{"org.user", "outbound_webhook", "create", false},
		{"", "", "", true},
	} {
		who := &principal{roles: []string{c.role}}
		if got := who.may(c.thing, c.action); got != c.want {
			t.Errorf("%s may %s %s: %v", c.role, c.thing, c.action, got)
		}
	}
}

func TestSection1Bodies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do("POST", "/v1/customers", `{"data":{"attributes":{"name":"A"}}}`).refused(400, "badparam", "data", "Additional properties not allowed")
	w.do("POST", "/v1/customers", `{"custom":{"notAnActualAttribute":1}}`).ok(400).
		has("errors.0.source.parameter", "notAnActualAttribute", "errors.0.detail", "/properties/custom/additionalProperties",
			"errors.0.title", "Additional properties not allowed")
	w.do("POST", "/v1/customers", `{"name":`).refused(400, "badparam", "body", "Invalid JSON")
	w.do("POST", "/v1/customers", `{} {}`).refused(400, "badparam", "body", "more than one")
	w.do("POST", "/v1/customers", `{}`, "Content-Type", "application/x-www-form-urlencoded").refused(400, "badparam", "content-type", "")
	w.do("POST", "/v1/nowhere", `{}`).refused(404, "notfound", "path", "Not Found")
	w.do("GET", "/v1", "").refused(404, "notfound", "path", "Not Found")
	w.do("POST", "/v1/customers", `{"name":"`+strings.Repeat("x", maxBody)+`"}`).ok(413)
}

func TestSection1NewerErrorShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.knobs(`{"errorShape":"newer"}`)
	w.do("GET", "/v1/customers/externalId=nobody", "").ok(404).
		has("errors.0.code", "not_found", "errors.0.message", "Not Found", "errors.0.meta.parameter", "externalId", "errors.0.status", "null")
}

func TestSection1RateLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.knobs(`{"rateLimit":{"limit":2,"window":"60s"}}`)
	w.do("GET", "/v1/users/current", "").ok(200)
	w.do("GET", "/v1/users/current", "").ok(200)
	got := w.do("GET", "/v1/users/current", "").ok(429).has("errors.0.code", "rate_limited")
	if got.header.Get("X-Ratelimit-Remaining") != "0" || got.header.Get("Retry-After") != "" {
		t.Errorf("headers %v", got.header)
	}
	w.clock.forward(time.Minute)
	w.do("GET", "/v1/users/current", "").ok(200)
}

func TestSection1SearchAndCreateLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range searchesPerMinute {
		w.do("POST", "/v1/customers/search", `{"and":[{"customer_email":{"equals":"nobody@example.com"}}]}`).ok(200)
	}
	w.do("POST", "/v1/customers/search", `{}`).ok(429)
	customer := w.customer(`{"name":"Busy"}`)
	for range createsPerMinute {
		w.conversation(customer, "")
	}
	w.do("POST", "/v1/conversations", `{"customer":"`+customer+`"}`).ok(429)
	w.conversation(customer, `,"importedAt":"2026-01-01T00:00:00.000Z"`)
}

func TestSection1Pagination(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.do("GET", "/v1/customers?page=2&pageSize=4", "").ok(200).has("meta.page", "2", "meta.pageSize", "4", "meta.total", "10",
		"meta.totalPages", "3", "links.prev", "/v1/customers?page=1&pageSize=4", "links.next", "/v1/customers?page=3&pageSize=4")
	if len(got.at("data").([]any)) != 4 {
		t.Error("not four on the page")
	}
	w.do("GET", "/v1/customers?page=3&pageSize=4", "").ok(200).has("links.next", "null")
	w.do("GET", "/v1/customers?page=9000000000000000000", "").ok(200).has("data", "[]")
	w.do("GET", "/v1/customers?pageSize=0", "").refused(400, "badparam", "pageSize", "")
	w.do("GET", "/v1/customers?pageSize=9999", "").ok(200).has("meta.pageSize", "100")
}

func TestKnobsSpoilInTheAPIsShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.knobs(`{"faults":[{"method":"POST","path":"^/v1/notes","status":500,"times":1},{"path":"^/v1/users","status":429,"times":1}]}`)
	w.do("POST", "/v1/notes", `{}`).ok(500).has("errors.0.status", "500")
	got := w.do("GET", "/v1/users/current", "").ok(429)
	if reset, _ := strconv.ParseInt(got.header.Get("X-Ratelimit-Reset"), 10, 64); reset < w.clock.now().Unix() {
		t.Error("no reset in the future")
	}
	w.do("GET", "/v1/users/current", "").ok(200)
}

func TestTookEffectThenTheConnectionDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.knobs(`{"faults":[{"method":"POST","path":"^/v1/customers$","cut":"after","times":1}]}`)
	request, _ := http.NewRequestWithContext(t.Context(), "POST", w.url+"/v1/customers", strings.NewReader(`{"externalId":"once"}`))
	request.Header.Set("Authorization", "Bearer "+w.key)
	request.Header.Set("Content-Type", "application/json")
	if answer, err := http.DefaultClient.Do(request); err == nil {
		_ = answer.Body.Close()
		t.Fatal("an answer came")
	}
	w.do("GET", "/v1/customers/externalId=once", "").ok(200)
}

// FuzzBodies sends anything to the strictest route: it must answer, and never
// with a fault of its own.
func FuzzBodies(f *testing.F) {
	for _, seed := range []string{`{}`, `{"phones":[{"phone":"+14155550123"}]}`, `{"custom":{"aStr":null}}`, `[1]`, `{"tags":["a","b"]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		w := newWorld(t)
		if got := w.do("POST", "/v1/customers", body); got.status >= 500 {
			t.Fatalf("%s: %d %s", body, got.status, got.text)
		}
		if !json.Valid([]byte(w.do("GET", "/v1/customers", "").text)) {
			t.Fatal("the list is no JSON")
		}
	})
}
