package admin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/admin"
)

// shape is as much of a JSON schema as the description uses.
type shape struct {
	Type       string
	Properties map[string]shape
	Items      *shape
}

// undescribed names what an answer holds and the schema does not; an object without properties may hold
// anything.
func (s shape) undescribed(where string, v any) []string {
	var found []string
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			of, described := s.Properties[name]
			if !described && len(s.Properties) > 0 {
				found = append(found, where+"."+name)
			}
			found = append(found, of.undescribed(where+"."+name, member)...)
		}
	case []any:
		for _, member := range v {
			if s.Items != nil {
				found = append(found, s.Items.undescribed(where+"[]", member)...)
			}
		}
	}
	return found
}

// TestAnswersAreAsDescribed: nothing is answered that the description does not tell.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, text := w.do("", "GET", "openapi.json", "")
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	require.NoError(t, json.Unmarshal([]byte(text), &doc))
	bodies := map[string]string{
		"POST simulate": `{"session":"call-418"}`, "POST values/reveal": `{"name":"eventsPassword"}`, "POST sessions/{session}/link": `{"customer":"c1"}`,
		"POST erase": `{"number":"+14155550123"}`, "PUT settings": `{"version":0,"settings":{}}`, "POST connection/test": `{}`, "POST app/install": `{}`,
	}
	asked := 0
	for _, r := range admin.Routes() {
		method, path, _ := strings.Cut(r, " ")
		short, ofTenant := strings.CutPrefix(path, "/api/v1/tenants/{tenant}/")
		if !ofTenant {
			continue
		}
		address := strings.NewReplacer("/api/v1/", "", "{tenant}", "acme", "{session}", "call-418", "{agent}", "a1", "{which}", "bind").Replace(path)
		status, body := w.do(operator, method, address, bodies[method+" "+short])
		if status != http.StatusOK { // install comes before register in the list
			require.Equal(t, "app/install", short, body)
			continue
		}
		var described struct {
			Responses map[string]struct {
				Content map[string]struct{ Schema shape }
			}
		}
		require.NoError(t, json.Unmarshal(doc.Paths[path][strings.ToLower(method)], &described))
		var answer any
		require.NoError(t, json.Unmarshal([]byte(body), &answer))
		schema := described.Responses["200"].Content["application/json"].Schema
		require.Empty(t, schema.undescribed(r, answer))
		asked++
	}
	require.Greater(t, asked, 20)
}
