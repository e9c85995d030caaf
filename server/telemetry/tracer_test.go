package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// recorded is a tracer whose spans are looked at here.
func recorded(t *testing.T) (*Tracer, func() map[string]sdk.ReadOnlySpan) {
	t.Helper()
	seen := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(seen), sdk.WithSampler(sdk.AlwaysSample()))
	return &Tracer{provider, provider.Tracer(scope)}, func() map[string]sdk.ReadOnlySpan {
		all := map[string]sdk.ReadOnlySpan{}
		for _, s := range seen.Ended() {
			all[s.Name()] = s
		}
		return all
	}
}

func attributes(s sdk.ReadOnlySpan) map[string]string {
	all := map[string]string{}
	for _, a := range s.Attributes() {
		all[string(a.Key)] = a.Value.Emit()
	}
	return all
}

func TestASpanBelongsUnderItsCause(t *testing.T) {
	t.Parallel()
	tr, spans := recorded(t)
	first, end := tr.Begin(t.Context(), "first", "acme", "call-418", nil)
	end(nil)
	second, end := tr.Begin(t.Context(), "second", "acme", "call-418", nil)
	end(nil)
	turn, end := tr.Begin(t.Context(), "turn", "acme", "call-418", []string{tr.Of(first), tr.Of(second), "no context"})
	write, endWrite := tr.Begin(turn, "create note", "acme", "call-418", nil)
	tr.Tag(write, "rule", "S4")
	endWrite(errors.New("+14155550123 is refused"))
	end(nil)
	_, end = tr.Begin(write, "apart", "acme", "", []string{"", tr.Of(turn)})
	end(nil)

	all := spans()
	require.Equal(t, all["first"].SpanContext().SpanID(), all["turn"].Parent().SpanID())
	require.Equal(t, all["first"].SpanContext().TraceID(), all["turn"].SpanContext().TraceID())
	require.Len(t, all["turn"].Links(), 1, "what is no context is passed over")
	require.Equal(t, all["second"].SpanContext().SpanID(), all["turn"].Links()[0].SpanContext.SpanID())
	require.Equal(t, all["turn"].SpanContext().SpanID(), all["create note"].Parent().SpanID())
	require.Equal(t, map[string]string{"adapter.tenant": "acme", "adapter.session": "call-418", "adapter.rule": "S4", "error.type": "*errors.errorString"},
		attributes(all["create note"]), "an error's words stay away")
	require.False(t, all["apart"].Parent().IsValid(), "an empty first cause makes a tree of its own")
	require.Equal(t, all["turn"].SpanContext().SpanID(), all["apart"].Links()[0].SpanContext.SpanID())
	require.Empty(t, tr.Of(t.Context()))
}

func TestRequestsToNeighboursTellTheirRoute(t *testing.T) {
	t.Parallel()
	tr, spans := recorded(t)
	var sent http.Header
	neighbour := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header
		w.WriteHeader(http.StatusNotFound)
	}))
	defer neighbour.Close()
	client := http.Client{Transport: tr.Transport("acme", "kustomer", http.DefaultTransport)}
	get := func(ctx context.Context, path string) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, neighbour.URL+path, nil)
		require.NoError(t, err)
		answer, err := client.Do(r)
		require.NoError(t, err)
		answer.Body.Close()
	}
	get(t.Context(), "/v1/users")
	require.Empty(t, spans(), "what belongs to nothing, such as polling, is not told")
	ctx, end := tr.Begin(t.Context(), "turn", "acme", "call-418", nil)
	get(ctx, "/v1/customers/phone=%2B14155550123?secret=s3cret")
	end(nil)

	span := spans()["GET /v1/customers/phone={}"]
	require.NotNil(t, span, "%v", spans())
	require.Equal(t, map[string]string{"http.request.method": "GET", "url.template": "/v1/customers/phone={}",
		"http.response.status_code": "404", "adapter.tenant": "acme", "peer.service": "kustomer"}, attributes(span))
	require.Empty(t, sent.Get("Traceparent"), "neighbours hear nothing of our traces")
}

func TestARequestToUsIsNamedByItsRoute(t *testing.T) {
	t.Parallel()
	tr, spans := recorded(t)
	ctx, served := tr.Request(t.Context(), "POST", "r-1")
	trace, span := tr.IDs(ctx)
	served("POST /ccaip/{tenant}/events/{kind}", 503)
	got := spans()["POST /ccaip/{tenant}/events/{kind}"]
	require.NotNil(t, got)
	require.Equal(t, got.SpanContext().TraceID().String(), trace)
	require.Equal(t, got.SpanContext().SpanID().String(), span)
	require.Equal(t, map[string]string{"http.request.method": "POST", "http.route": "/ccaip/{tenant}/events/{kind}",
		"http.response.status_code": "503", "adapter.request": "r-1"}, attributes(got))
}

func TestRoutesHoldKnownWordsAlone(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/v1/conversations": "/v1/conversations",
		"/v1/conversations/57e2f5b5c0ffee0000000002/messages": "/v1/conversations/{}/messages",
		"/v1/customers/email=ana@acme.example":                "/v1/customers/email={}",
		"/v1/messages/externalid=call-418":                    "/v1/messages/externalid={}",
		"/v1/customers/name=Ana":                              "/v1/customers/{}",
		"/manager/api/v1/calls/418":                           "/manager/api/v1/calls/{}",
		"/apps/api/v1/calls/add/418/dial":                     "/apps/api/v1/calls/add/{}/dial",
		"/manager/api/v1/agents/current_status":               "/manager/api/v1/agents/current_status",
		"/bucket/AKIA/call-418.mp3":                           "/{}/{}/{}",
		"":                                                    "",
		"/":                                                   "/",
	} {
		require.Equal(t, want, Route(path), path)
	}
}

func FuzzRoute(f *testing.F) {
	f.Add("/v1/customers/phone=+14155550123")
	f.Fuzz(func(t *testing.T, path string) {
		for part := range strings.SplitSeq(Route(path), "/") {
			by, value, looked := strings.Cut(part, "=")
			if part != "" && part != "{}" && !words[part] && (!looked || value != "{}" || !words[by] && by != "phone" && by != "email" && by != "externalId" && by != "externalid") {
				t.Fatalf("%q tells %q", path, part)
			}
		}
	})
}

// TestOffItCostsNothing: a nil tracer allocates nothing and leaves the context and the transport alone.
func TestOffItCostsNothing(t *testing.T) {
	var off *Tracer
	ctx := t.Context()
	require.Zero(t, testing.AllocsPerRun(100, func() {
		ctx, end := off.Begin(ctx, "event", "acme", "call-418", nil)
		off.Tag(ctx, "rule", "V1")
		_ = off.Of(ctx)
		_, _ = off.IDs(ctx)
		end(nil)
		_, served := off.Request(ctx, "GET", "r-1")
		served("GET /", 200)
	}))
	require.Equal(t, http.DefaultTransport, off.Transport("acme", "kustomer", http.DefaultTransport))
	off.Close(ctx)
}

func BenchmarkOff(b *testing.B) {
	var off *Tracer
	b.ReportAllocs()
	for b.Loop() {
		_, end := off.Begin(b.Context(), "event", "acme", "call-418", nil)
		end(nil)
	}
}

func TestTheEnvironmentSwitchesItOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env      map[string]string
		endpoint string
		fault    string
	}{
		"nothing said":     {},
		"a base address":   {env: map[string]string{envEndpoint: "http://127.0.0.1:4318/"}, endpoint: "http://127.0.0.1:4318/v1/traces"},
		"one for traces":   {env: map[string]string{envEndpoint: "http://a:1", envTracesEndpoint: "https://b/x"}, endpoint: "https://b/x"},
		"disabled":         {env: map[string]string{envEndpoint: "http://a:1", envDisabled: "TRUE"}},
		"no exporter":      {env: map[string]string{envEndpoint: "http://a:1", envExporter: "none"}},
		"another exporter": {env: map[string]string{envEndpoint: "http://a:1", envExporter: "zipkin"}, fault: `OTEL_TRACES_EXPORTER is "zipkin"`},
		"grpc":             {env: map[string]string{envEndpoint: "http://a:1", envProtocol: "grpc"}, fault: `OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"`},
		"no address":       {env: map[string]string{envEndpoint: "collector:4318"}, fault: "OTEL_EXPORTER_OTLP_ENDPOINT is no address"},
		"a password":       {env: map[string]string{envTracesEndpoint: "https://me:s3cret@a/"}, fault: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT holds a user name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg, faults := Read(func(name string) string { return c.env[name] }, "v1")
			if c.fault != "" {
				require.Len(t, faults, 1)
				require.Contains(t, faults[0], c.fault)
				require.NotContains(t, faults[0], "s3cret")
				return
			}
			require.Empty(t, faults)
			require.Equal(t, c.endpoint, cfg.Endpoint)
		})
	}
}

// TestACollectorThatDoesNotAnswerHoldsNothingUp: spans are dropped, and the end comes in time.
func TestACollectorThatDoesNotAnswerHoldsNothingUp(t *testing.T) {
	t.Parallel()
	tr, err := Open(t.Context(), Config{Endpoint: "http://127.0.0.1:1/v1/traces"}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	for range 10_000 {
		_, end := tr.Begin(t.Context(), "event", "acme", "call-418", nil)
		end(nil)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tr.Close(ctx)
	off, err := Open(t.Context(), Config{}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Nil(t, off)
}
