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

func TestW5PatientCallsComeAfterAllOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(10)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		patient := make(chan int)
		go func() {
			n := 0
			for p.patiently(ctx, "list calls") == nil {
				n++
			}
			patient <- n
		}()
		for range 30 { // six a second, at no steady pace
			began := time.Now()
			require.NoError(t, p.wait(t.Context(), "get call"))
			require.Zero(t, time.Since(began), "a live one finds its turn")
			time.Sleep(150 * time.Millisecond)
			require.NoError(t, p.wait(t.Context(), "get call"))
			time.Sleep(183 * time.Millisecond)
		}
		n := <-patient
		require.Greater(t, n, 80, "and what it leaves is used")
		require.Less(t, n, 110)
	})
}

func TestPatientCallsAloneKeepBelowTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, rate := range []float64{1, 3, 10} {
			p, began := newPace(rate), time.Now()
			for range 30 {
				require.NoError(t, p.patiently(t.Context(), "op"))
			}
			speed := 30 / time.Since(began).Seconds()
			require.LessOrEqual(t, speed, rate*1.05)
			require.Greater(t, speed, rate*0.6)
		}
		p := newPace(10)
		p.pause(time.Now().Add(time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.Equal(t, Limited, KindOf(p.patiently(ctx, "op")), "it fails at once")
	})
}
