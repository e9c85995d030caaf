package desk_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/server/desk"
)

// TestAnUnconnectedPlatformIsSaidUntilItIsConnected: nothing is asked of it meanwhile, and what was said
// is taken back when work begins anew over a connection.
func TestAnUnconnectedPlatformIsSaidUntilItIsConnected(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		var connected atomic.Bool
		d := desk.New(desk.Config{Tenant: func(string) (desk.Tenant, bool) {
			return desk.Tenant{Calls: b.platform, Statuses: b.platform, DefaultCountry: "US", Unconnected: !connected.Load()}, true
		}, People: b.others, Leases: b.others, Ledger: b.others})
		d.TellBy(b.others)
		defer d.Stop()
		work := func() (end func()) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- d.Run(ctx, ctx, "acme", func() {}) }()
			after(time.Second)
			d.Present("acme", "ana", 1)
			after(time.Second)
			return func() { cancel(); require.NoError(t, <-ended) }
		}
		end := work()
		require.Equal(t, "platform-unconnected", d.Problems("acme", "ana")[0].Code)
		refused := d.Dial(t.Context(), "acme", "ana", 1, protocol.Dial{Number: "+14155550123"})
		require.Equal(t, "platform-unconnected", refused.Problem.Code)
		require.Zero(t, b.platform.made())
		b.others.heard()
		end()
		said, ok := b.others.heard()[0].(protocol.Problem)
		require.True(t, ok)
		require.True(t, said.Cleared)

		connected.Store(true)
		defer work()()
		require.Empty(t, d.Problems("acme", "ana"))
		require.Equal(t, "Available", d.Status("acme", "ana").Platform)
	})
}
