package telemetry

import (
	"context"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Request begins the span of a request that somebody made to us. What it says of traces of its own is
// not believed: anybody may send that. served tells by which route it was answered and how.
func (t *Tracer) Request(ctx context.Context, method, id string) (_ context.Context, served func(pattern string, status int)) {
	if t == nil {
		return ctx, func(string, int) {}
	}
	ctx, span := t.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(attribute.String("http.request.method", method), attribute.String("adapter.request", id)))
	return ctx, func(pattern string, status int) {
		_, route, _ := strings.Cut(pattern, " ")
		if route == "" {
			route = pattern
		}
		if route != "" {
			span.SetName(method + " " + route)
		}
		span.SetAttributes(attribute.String("http.route", route), attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// Transport makes a span of each request to a neighbour that belongs to something traced; what no span
// stands above, such as polling, makes none. The request itself is passed on as it is.
func (t *Tracer) Transport(tenant, neighbour string, below http.RoundTripper) http.RoundTripper {
	if t == nil {
		return below
	}
	return transport{t, tenant, neighbour, below}
}

type transport struct {
	*Tracer
	tenant, neighbour string
	below             http.RoundTripper
}

// RoundTrip passes the request on inside a span.
func (c transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !trace.SpanContextFromContext(r.Context()).IsValid() {
		return c.below.RoundTrip(r)
	}
	route := Route(r.URL.Path)
	_, span := c.tracer.Start(r.Context(), r.Method+" "+route, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("http.request.method", r.Method), attribute.String("url.template", route),
			attribute.String("adapter.tenant", c.tenant), attribute.String("peer.service", c.neighbour)))
	defer span.End()
	answer, err := c.below.RoundTrip(r)
	if err != nil {
		span.SetStatus(codes.Error, "no answer")
		return answer, err
	}
	span.SetAttributes(attribute.Int("http.response.status_code", answer.StatusCode))
	if answer.StatusCode >= http.StatusBadRequest {
		span.SetStatus(codes.Error, "")
	}
	return answer, nil
}

// words are what a route of the neighbours is made of. Whatever else stands in an address is an id, a
// number, a name or a file.
var words = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(`v1 v2 v3 apps manager api
		auth tokens current customers search conversations messages notes drafts attachments users teams
		metadata conversation message customer settings apps available install installed commands hooks webhooks
		routing work-sessions queue-users queues statuses user-statuses kobjects klasses events merge
		agents agent_statuses user_statuses current_status calls add dial chats menus tree transcript`) {
		all[w] = true
	}
	return all
}()

// Route is an address as a template: known words stay, each other part becomes {}. A look-up by a value,
// as in phone=+1…, keeps what it looks by.
func Route(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		by, _, looked := strings.Cut(part, "=")
		switch {
		case part == "" || words[part]:
		case looked && (by == "phone" || by == "email" || by == "externalId" || by == "externalid"):
			parts[i] = by + "={}"
		default:
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}
