package main

import (
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	collect "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector is a stand-in of an OpenTelemetry collector: OTLP over HTTP, protobuf.
type collector struct {
	mu    sync.Mutex
	spans []*otlp.Span
	about string
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		body, _ = gzip.NewReader(r.Body) // a bad one shows at once
	}
	raw, err := io.ReadAll(body)
	var batch collect.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || proto.Unmarshal(raw, &batch) != nil {
		http.Error(w, "no batch of spans", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, from := range batch.ResourceSpans {
		c.about = from.Resource.String()
		for _, scope := range from.ScopeSpans {
			c.spans = append(c.spans, scope.Spans...)
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// path is a span's name below those of all that it belongs to.
func (c *collector) path(s *otlp.Span) string {
	for _, above := range c.spans {
		if string(above.SpanId) == string(s.ParentSpanId) && len(s.ParentSpanId) > 0 {
			return c.path(above) + " > " + s.Name
		}
	}
	return s.Name
}

// called is what came of one call that an agent took, with tracing on.
func (n neighbourhood) called(s started, dir, number string) (session string) {
	n.t.Helper()
	n.ask("PATCH", n.CCAIP+"/_knobs", `{"adapter":"`+s.url+`"}`)
	played := n.ask("POST", n.CCAIP+"/_stories/inbound-answered", `{"number":"`+number+`","menu":"1ms","ring":"50ms","talk":"200ms","wrap_up":"10ms"}`)
	var ids struct {
		Sessions []struct {
			Kind string
			ID   int
		}
	}
	require.NoError(n.t, json.Unmarshal(played, &ids), string(played))
	session = fmt.Sprintf("%s-%d", ids.Sessions[0].Kind, ids.Sessions[0].ID)
	require.Eventually(n.t, func() bool {
		_, body := s.api(n.t, dir, "GET", "tenants/default/sessions/"+session, "")
		return strings.Contains(body, `"state":"saved"`)
	}, 3*patience, tick, "%s", s.log)
	return session
}

// TestOneCallIsOneTree: what the platform tells is followed to the last request at Kustomer, and nobody
// is named on the way.
func TestOneCallIsOneTree(t *testing.T) {
	t.Parallel()
	var c collector
	looks := httptest.NewServer(&c)
	t.Cleanup(looks.Close)
	n, dir := newNeighbourhood(t), t.TempDir()
	env := n.secrets()
	env["OTEL_EXPORTER_OTLP_ENDPOINT"] = looks.URL
	s := begin(t, env, append(n.args(dir), "--log", "debug")...)
	require.NotEmpty(t, s.url, s.log)
	session := n.called(s, dir, "+14155550188")
	require.Equal(t, exitOK, s.end(t), "what is left is sent at the stop")

	paths, rules, told := map[string]bool{}, map[string]string{}, ""
	for _, span := range c.spans {
		paths[c.path(span)] = true
		for _, a := range span.Attributes {
			if a.Key == "adapter.rule" {
				rules[span.Name] = a.Value.GetStringValue()
			}
		}
		told += span.String() + "\n"
	}
	const arrives = "POST /ccaip/{tenant}/events/{kind} > event"
	for _, want := range []string{
		arrives,
		arrives + " > read object > GET /manager/api/v1/calls/{}",
		arrives + " > turn",
	} {
		require.True(t, paths[want], "%s is missing in %v", want, paths)
	}
	for _, write := range []string{"create customer > POST /v1/customers", "create conversation > POST /v1/conversations", "create message > POST /v1/conversations/{}/messages"} {
		require.Condition(t, func() bool { return below(paths, arrives, "turn > "+write) }, "%s is missing in %v", write, paths)
	}
	require.Contains(t, c.about, "agentadapter")
	require.Equal(t, "V1", rules["create conversation"])
	require.True(t, strings.Contains(told, session))
	delete(env, "OTEL_EXPORTER_OTLP_ENDPOINT")
	for _, never := range append(slices.Collect(maps.Values(env)), "4155550188") {
		require.False(t, strings.Contains(told, never), "a span tells %s", never)
	}
	require.Contains(t, s.log.String(), hex.EncodeToString(c.spans[0].TraceId), "the log's lines name their trace")
}

// below tells whether a path begins and ends so.
func below(paths map[string]bool, begins, ends string) bool {
	for path := range paths {
		if strings.HasPrefix(path, begins) && strings.HasSuffix(path, ends) {
			return true
		}
	}
	return false
}

// TestTheLogTellsWhichRequestAndSession: JSON lines, a request's name from who stands in front or of our
// own, no numbers; and no traces where nobody looks.
func TestTheLogTellsWhichRequestAndSession(t *testing.T) {
	t.Parallel()
	n, dir := newNeighbourhood(t), t.TempDir()
	s := begin(t, n.secrets(), append(n.args(dir), "--log", "debug")...)
	require.NotEmpty(t, s.url, s.log)
	ask := func(name string) string {
		r, err := http.NewRequest("POST", s.url+"/ccaip/default/events/calls", strings.NewReader("{}"))
		require.NoError(t, err)
		r.Header.Set("X-Request-Id", name)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		answer.Body.Close()
		return answer.Header.Get("X-Request-Id")
	}
	require.Equal(t, "proxy-7", ask("proxy-7"))
	own := ask("")
	require.Regexp(t, "^[0-9a-f]{16}$", own)
	require.Regexp(t, "^[0-9a-f]{16}$", ask(`a "name" that breaks lines`), "what cannot stand in a log is not taken")
	require.NotEqual(t, own, ask(""))
	session := n.called(s, dir, "+14155550189")
	require.Equal(t, exitOK, s.end(t))

	refused, sessions := 0, 0
	for line := range strings.Lines(s.log.String()) {
		var l struct{ Msg, Request, Session, Trace_ID string }
		require.NoError(t, json.Unmarshal([]byte(line), &l), line)
		require.Empty(t, l.Trace_ID)
		if l.Msg == "wrong credentials were refused" {
			require.NotEmpty(t, l.Request, line)
			refused++
		}
		if l.Session == session {
			sessions++
		}
	}
	require.Equal(t, 4, refused)
	require.Positive(t, sessions)
	require.Contains(t, s.log.String(), `"request":"proxy-7"`)
	require.NotContains(t, s.log.String(), "4155550189")
}
