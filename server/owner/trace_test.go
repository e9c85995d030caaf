package owner_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/owner"
)

// words is a tracer whose spans are words in the context.
type words struct{}

func (words) Begin(ctx context.Context, what, tenant, _ string, causes []string) (context.Context, func(error)) {
	return context.WithValue(ctx, words{}, causes[0]+": "+what+" "+tenant), func(error) {}
}

func (words) Of(ctx context.Context) string {
	is, _ := ctx.Value(words{}).(string)
	return is
}

// TestAQuestionToAnotherReplicaStaysInItsTrace: the answer is a part of what asked; what was asked of
// oneself needs no span of its own.
func TestAQuestionToAnotherReplicaStaysInItsTrace(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	l := newLedger(t)
	traced := func(name string, works bool) *owner.Owner {
		e := enginetest.Connect(t, s)
		o := owner.New(owner.Config{Bucket: enginetest.Bucket(t, e, "owner", nats.BucketOptions{}), Line: e.Line(), Renew: renew, Tracer: words{}})
		if works {
			o.Run("acme", l.work("acme", name))
		}
		o.Serve("where", func(ctx context.Context, _ string, _ []byte) ([]byte, error) { return json.Marshal(words{}.Of(ctx)) })
		require.NoError(t, o.Start(t.Context()))
		t.Cleanup(o.Stop)
		return o
	}
	a := traced("a", true)
	owned(t, l, "acme", "a")
	b := traced("b", false)
	require.Eventually(t, func() bool { alive, _ := b.Alive(a.Name()); return alive }, slack, time.Millisecond)
	asks := context.WithValue(t.Context(), words{}, "event")
	there, err := b.Ask(asks, "acme", "where", nil)
	require.NoError(t, err)
	here, err := a.Ask(asks, "acme", "where", nil)
	require.NoError(t, err)
	require.Equal(t, []string{`"event"`, `"event: answer where acme"`}, []string{string(here), string(there)})
	untraced, err := b.Ask(t.Context(), "acme", "where", nil)
	require.NoError(t, err)
	require.JSONEq(t, `""`, string(untraced))
}
