package kustomer

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// definition is the sample definition under the product's name, leading to a
// host of this machine.
func definition(t *testing.T, version string) string {
	t.Helper()
	raw, err := os.ReadFile("appdef/testdata/app.json")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("agent_adapter", appName, "0.1.0", version, "https://{{{", "http://{{{").Replace(string(raw))
}

func TestApps112RegisterAndInstall(t *testing.T) {
	t.Parallel()
	calls := make(chan http.Header, 5)
	adapter := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { calls <- r.Header }))
	t.Cleanup(adapter.Close)
	w := newWorld(t, func(c *Config) { c.LoopbackHTTP = true })
	w.do("GET", "/v1/apps", "").ok(200).has("data.0.attributes.app", appName+"_"+orgID)
	// Templates are filled with a name that is no loopback: http is refused.
	w.do("POST", "/v1/apps/available", definition(t, "0.1.0")).ok(400).has("errors.0.detail", "rule 8")
	good := strings.ReplaceAll(definition(t, "0.1.0"), "http://{{{settings.default.host}}}", adapter.URL)
	good = strings.ReplaceAll(good, "http://{{{host}}}", adapter.URL)
	w.do("POST", "/v1/apps/available", good).ok(201).has("data.attributes.version", "0.1.0")
	w.do("POST", "/v1/apps/available", good).refused(409, "conflict", "version", "registered already")
	w.do("POST", "/v1/apps/available", strings.ReplaceAll(good, "0.1.0", "0.0.9")).ok(400).has("errors.0.source.parameter", "version")
	w.do("POST", "/v1/apps/install", `{"app":"unheard_of"}`).refused(404, "notfound", "app", "")
	w.do("POST", "/v1/apps/install", `{"app":"`+appName+`","version":"0.1.0"}`).ok(200).has("data.attributes.state", "installed")
	w.do("PUT", "/v1/settings/"+appName, `{"default":{"bindSecret":"s3cret","host":"adapter.example.com"}}`).ok(200)
	w.do("GET", "/v1/settings/"+appName+"_"+orgID, "").ok(200).has("data.default.0.attributes.value", secretShown, "data.default.0.attributes.displayName", "Bind secret",
		"data.default.1.attributes.value", "adapter.example.com")
	w.do("PUT", "/v1/settings/"+appName, `{"default":{"nope":1}}`).refused(400, "badparam", "default.nope", "")
	w.do("POST", "/v1/commands/"+appName+".app.bind/run", `{"body":{}}`).ok(200).has("data.attributes.statusCode", "200", "data.attributes.requestHeaders.x-adapter-secret", secretShown)
	if got := (<-calls).Get("x-adapter-secret"); got != "s3cret" {
		t.Errorf("secret %q", got)
	}
	w.do("GET", "/_page/me?agent=ana", "").ok(200).has("widget.url", adapter.URL+"/?tenant=acme", "widget.generated", "true", "widget.height", "560")
	w.as(w.s.Keys().Weak).do("POST", "/v1/apps/available", good).ok(403)
}
