package intake_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
	"agentadapter/server/intake"
)

// words is a tracer whose spans are words in the context.
type words struct{}

func (words) Begin(ctx context.Context, what, _, session string, causes []string) (context.Context, func(error)) {
	what += " " + session
	if len(causes) > 0 {
		what = causes[0] + " > " + what
	}
	return context.WithValue(ctx, words{}, what), func(error) {}
}

func (words) Of(ctx context.Context) string {
	is, _ := ctx.Value(words{}).(string)
	return is
}

// TestAFactKeepsWhereItWasTakenIn: the event's own span, and for the object the span of the read that
// the event made necessary.
func TestAFactKeepsWhereItWasTakenIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := &facts{}
		p := &platform{}
		in := alone(intake.Config{Facts: log, Tracer: words{}},
			intake.Tenant{ID: "acme", User: "events", Passwords: []string{"s3cret"}, Calls: p, Chats: p})
		require.NoError(t, in.Start(t.Context()))
		mux := http.NewServeMux()
		mux.Handle("/ccaip/{tenant}/events/{kind}", in)
		require.Equal(t, http.StatusOK, post(mux, "/ccaip/acme/events/calls", "s3cret", called).Code)
		synctest.Wait()
		in.Stop()
		by := map[rules.Source]string{}
		for _, f := range log.all(t) {
			by[f.Source] = f.Trace
		}
		require.Equal(t, map[rules.Source]string{rules.FromEvent: "event call-418",
			rules.FromObject: "event call-418 > read object call-418"}, by)
	})
}
