package intake

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestUntracedItCostsNothing: where nobody looks nothing is allocated.
func TestUntracedItCostsNothing(t *testing.T) {
	ctx, none := t.Context(), traces{}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		ctx, end := none.begin(ctx, "event", "acme", "call-418", nil)
		_ = none.of(ctx)
		end(nil)
	}))
}
