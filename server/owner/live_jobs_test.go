package owner_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/owner"
)

// TestTenantsComeAndGoWhileItRuns: alone and with others. One that comes again after its record was
// forgotten without a mark is claimed all the same.
func TestTenantsComeAndGoWhileItRuns(t *testing.T) {
	t.Parallel()
	for name, many := range map[string]bool{"alone": false, "with others": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			var cfg owner.Config
			forget := func() {}
			if many {
				e := enginetest.Connect(t, enginetest.Alone(t))
				kept := enginetest.Bucket(t, e, "owner", nats.BucketOptions{})
				cfg = owner.Config{Bucket: kept, Line: e.Line(), Renew: renew}
				forget = func() { require.NoError(t, kept.ForgetAll(context.Background(), "late")) }
			}
			o := owner.New(cfg)
			require.NoError(t, o.Start(t.Context()))
			t.Cleanup(o.Stop)
			o.Run("late", l.work("late", "a"))
			owned(t, l, "late", "a")
			require.Eventually(t, func() bool { return o.Check("late") == nil }, slack, time.Millisecond)

			o.Run("late", l.work("late", "b"))
			owned(t, l, "late", "b")
			<-o.Drop("late")
			require.Empty(t, l.has("late"), "what was at hand has ended")
			require.Error(t, o.Check("late"))
			<-o.Drop("late")
			forget()
			o.Run("late", l.work("late", "c"))
			owned(t, l, "late", "c")
		})
	}
}
