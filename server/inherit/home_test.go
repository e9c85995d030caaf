package inherit_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/server/inherit"
)

// TestATenantIsLookedAfterWhileItIsWorkedForHere: what the leases and the desk tell of a tenant that
// another server works for is passed over; what was pending is found by who takes it over.
func TestATenantIsLookedAfterWhileItIsWorkedForHere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{bucket: &memory{values: map[string][]byte{}}, around: &around{platform: map[string]string{"ana": "In-call"}, term: 1, settings: settings(), shift: "s2"}}
		w.Inherit = inherit.New(inherit.Config{
			Tenant: func(string) (inherit.Tenant, bool) {
				return inherit.Tenant{Settings: w.around.settings, Shifts: w.around}, true
			},
			Desk: w.around, Leases: w.around, Bucket: w.bucket, Audit: w.around,
		})
		w.around.follow = w.Inherit
		w.comes()
		after(5 * time.Second)
		require.Zero(t, w.bucket.count(), "another server works for it")

		run := func() (stop func()) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- w.Run(ctx, ctx, "acme", func() {}) }()
			synctest.Wait()
			return func() { cancel(); require.NoError(t, <-ended) }
		}
		stop := run()
		w.comes()
		after(5 * time.Second)
		set := w.SetStatus(t.Context(), "acme", "ana", 1, protocol.SetStatus{Status: "Unavailable"})
		require.True(t, set.Next, "pending: the agent is on a call")
		stop()
		require.Empty(t, w.Dress("acme", "ana", protocol.Status{}).Next, "forgotten here")

		stop = run()
		defer stop()
		w.comes()
		after(2 * time.Second)
		require.Equal(t, "Unavailable", w.Dress("acme", "ana", protocol.Status{}).Next, "found by who takes over")
		w.becomes("Available")
		after(2 * time.Second)
		require.Contains(t, w.around.asked, "Unavailable")
	})
}
