package admin_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/admin"
)

// FuzzBodies: whatever an admin's page posts to whichever address, it is answered with JSON, and never
// with a fault of ours.
func FuzzBodies(f *testing.F) {
	routes := admin.Routes()
	for i := range routes {
		f.Add(i, "call-418", []byte(`{"version":0,"settings":{"paused":true},"session":"call-418","customer":"c1","number":"+14155550123","name":"eventsPassword","nonce":"bound"}`))
	}
	f.Add(0, "..", []byte(`[[[[[[`))
	f.Add(1, "call-%00", []byte(`{"settings":{"statusMapping":[{"kustomer":1e999}]},"version":-1}`))
	f.Fuzz(func(t *testing.T, route int, session string, body []byte) {
		w := setup(t)
		method, path, _ := strings.Cut(routes[uint(route)%uint(len(routes))], " ")
		r := httptest.NewRequest(method, "/", strings.NewReader(string(body)))
		r.URL.Path = strings.NewReplacer("{tenant}", "acme", "{session}", session, "{agent}", session).Replace(path)
		r.Header.Set("Authorization", "Bearer "+operator)
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		require.NotEqual(t, 500, rec.Code, "%s %s: %s", method, path, w.said.String())
		if rec.Code != 301 && rec.Code != 307 { // an odd path is told its plain one
			require.True(t, json.Valid(rec.Body.Bytes()), "%s %s: %d %s", method, path, rec.Code, rec.Body)
		}
	})
}
