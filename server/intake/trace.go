package intake

import "context"

// Tracer shows the way of an event through the server.
type Tracer interface {
	// Begin begins a span of what is done for a session. Its first cause is its parent, the others are
	// linked; none: it belongs under ctx's own. end takes what came of it.
	Begin(ctx context.Context, what, tenant, session string, causes []string) (_ context.Context, end func(error))
	// Of is ctx's span in words that can be kept, "" for none.
	Of(ctx context.Context) string
}

// traces asks a Tracer, if there is one.
type traces struct{ by Tracer }

func (t traces) begin(ctx context.Context, what, tenant, session string, causes []string) (context.Context, func(error)) {
	if t.by == nil {
		return ctx, nothing
	}
	return t.by.Begin(ctx, what, tenant, session, causes)
}

func (t traces) of(ctx context.Context) string {
	if t.by == nil {
		return ""
	}
	return t.by.Of(ctx)
}

func nothing(error) {}
