package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

// TestOnlyWhoWorksForATenantWatchesIt: pages are anywhere, the leases tell how many; the platform is
// asked while this server works for the tenant and anybody is here.
func TestOnlyWhoWorksForATenantWatchesIt(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.Present("acme", "ana", 1)
		after(time.Minute)
		require.Zero(t, b.platform.made(), "another server works for it")

		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx, ctx, "acme", func() {}) }()
		after(time.Second)
		b.Present("acme", "ana", 1)
		after(time.Second)
		require.Equal(t, "Available", b.Status("acme", "ana").Platform)
		b.Trouble("acme", "ana", protocol.Problem{Code: "agent-unknown"})
		require.Len(t, b.Problems("acme", "ana"), 1)

		b.Present("acme", "ana", 0)
		rounds := b.platform.made()
		after(time.Minute)
		require.LessOrEqual(t, b.platform.made(), rounds+1, "nobody is here")
		b.Present("acme", "ana", 2)
		after(time.Minute)
		require.Greater(t, b.platform.made(), rounds+5)

		cancel()
		require.NoError(t, <-ended)
		rounds = b.platform.made()
		b.Present("acme", "ana", 1)
		after(time.Minute)
		require.LessOrEqual(t, b.platform.made(), rounds+1)
		require.Zero(t, b.Status("acme", "ana"), "what another server knows better is forgotten")
	})
}
