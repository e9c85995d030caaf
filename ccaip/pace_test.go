package ccaip

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPaceKeepsBelowTheRate slides a second over the moments at which calls were let through.
func TestPaceKeepsBelowTheRate(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{1, 2, 10, 25} {
		synctest.Test(t, func(t *testing.T) {
			p := newPace(rate)
			var moments []time.Time
			for range 60 {
				require.NoError(t, p.wait(t.Context(), "op"))
				moments = append(moments, time.Now())
			}
			for i, from := range moments {
				n := 0
				for _, m := range moments[i:] {
					if m.Before(from.Add(time.Second)) {
						n++
					}
				}
				require.LessOrEqual(t, n, int(rate), "in the second from call %d at %v/s", i, rate)
			}
		})
	}
}

func TestPaceDoesNotOutlastTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(10)
		p.pause(time.Now().Add(time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		err := p.wait(ctx, "start call")
		var limited *Error
		require.ErrorAs(t, err, &limited)
		require.Equal(t, Limited, limited.Kind)
		require.Equal(t, began, time.Now(), "it fails at once")
		require.Equal(t, began.Add(time.Minute), limited.RetryAt)
		require.NoError(t, p.wait(t.Context(), "start call"))
		require.Equal(t, time.Minute, time.Since(began), "who may wait does")
	})
}

func TestPaceWaiterGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(10)
		p.pause(time.Now().Add(time.Minute))
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() { failed <- p.wait(ctx, "op") }()
		synctest.Wait()
		cancel()
		require.ErrorIs(t, <-failed, context.Canceled)
	})
}
