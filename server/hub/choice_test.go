package hub_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestACustomerIsPickedInTheLivePage(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		live, waiting := w.page(first), w.page(second)
		pick := protocol.Choice{Session: "call-418", Customer: "c1"}
		require.Equal(t, "not-live", ask[protocol.Problem](waiting, pick).Code)
		require.Equal(t, "not-asked", ask[protocol.Problem](live, pick).Code)
		w.rooms.mu.Lock()
		w.rooms.asked = []protocol.Choose{{Session: "call-418", Matches: []protocol.Match{{Customer: "c1"}}}}
		w.rooms.mu.Unlock()
		require.Equal(t, protocol.Choose{Session: "call-418"}, ask[protocol.Choose](live, pick))
		require.Equal(t, []string{"ana call-418 c1"}, w.rooms.picked)
	})
}
