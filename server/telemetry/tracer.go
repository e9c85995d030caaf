package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// scope names who makes the spans.
const scope = "agentadapter"

// Tracer makes spans and sends them to a collector. A nil one makes none. It is safe for concurrent
// use.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// Open begins to trace; nil without an error where Config says that nobody wants it. That the
// collector does not answer is logged, again and again, and disturbs nothing else.
func Open(ctx context.Context, cfg Config, log *slog.Logger) (*Tracer, error) {
	if cfg.Endpoint == "" {
		return nil, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(cfg.Endpoint))
	if err != nil {
		return nil, fmt.Errorf("traces cannot be sent: %w", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", scope), attribute.String("service.version", cfg.Release)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES cannot be read: %w", err)
	}
	// The library tells its troubles to the whole process alone.
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces are not sent", "err", err) }))
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about))
	return &Tracer{provider, provider.Tracer(scope, trace.WithInstrumentationVersion(cfg.Release))}, nil
}

// Close sends what is left, as long as ctx lets it.
func (t *Tracer) Close(ctx context.Context) {
	if t != nil {
		_ = t.provider.Shutdown(ctx) // the error handler has told it
	}
}

// nothing ends a span that was never begun.
func nothing(error) {}

// Begin begins a span of what is done for a tenant and, where it is named, a session. causes are the
// contexts (see [Tracer.Of]) of what made it necessary: the first is its parent, the others are linked;
// none: it belongs under ctx's own span. An empty first cause makes it a root. end takes what came of
// it: an error marks it, its text stays away, since neighbours' words may hold anything.
func (t *Tracer) Begin(ctx context.Context, what, tenant, session string, causes []string) (_ context.Context, end func(error)) {
	if t == nil {
		return ctx, nothing
	}
	opts := make([]trace.SpanStartOption, 0, 3)
	about := []attribute.KeyValue{attribute.String("adapter.tenant", tenant)}
	if session != "" {
		about = append(about, attribute.String("adapter.session", session))
	}
	opts = append(opts, trace.WithAttributes(about...))
	if len(causes) > 0 {
		ctx = trace.ContextWithRemoteSpanContext(ctx, read(causes[0]))
		opts = append(opts, trace.WithLinks(links(causes[1:])...))
	}
	ctx, span := t.tracer.Start(ctx, what, opts...)
	return ctx, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "failed")
			span.SetAttributes(attribute.String("error.type", fmt.Sprintf("%T", err)))
		}
		span.End()
	}
}

// Tag says one thing more about ctx's span.
func (t *Tracer) Tag(ctx context.Context, name, value string) {
	if t != nil {
		trace.SpanFromContext(ctx).SetAttributes(attribute.String("adapter."+name, value))
	}
}

// traceparent is the W3C header that a context travels in.
const traceparent = "traceparent"

// Of is ctx's span as it can be kept with a fact or sent to another server, "" for none.
func (t *Tracer) Of(ctx context.Context) string {
	if t == nil {
		return ""
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier[traceparent]
}

// read is what Of gave; an invalid one for anything else.
func read(of string) trace.SpanContext {
	ctx := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier{traceparent: of})
	return trace.SpanContextFromContext(ctx)
}

func links(causes []string) []trace.Link {
	var all []trace.Link
	for _, c := range causes {
		if at := read(c); at.IsValid() {
			all = append(all, trace.Link{SpanContext: at})
		}
	}
	return all
}

// IDs are those of ctx's trace and span, as a line of the log tells them; "" for none.
func (t *Tracer) IDs(ctx context.Context) (traceID, spanID string) {
	if t == nil {
		return "", ""
	}
	at := trace.SpanContextFromContext(ctx)
	if !at.IsValid() {
		return "", ""
	}
	return at.TraceID().String(), at.SpanID().String()
}
