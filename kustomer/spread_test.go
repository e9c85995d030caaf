package kustomer

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// org counts like Kustomer: windows of a minute, the first one beginning with its first request.
type org struct {
	t     *testing.T
	b     *Budget
	limit int
	used  int
	ends  time.Time
	over  int // requests above the limit
}

// ask makes one request that is answered at once.
func (o *org) ask(ctx context.Context, u urgency) error {
	done, err := o.b.take(ctx, u)
	if err != nil {
		return err
	}
	done()
	o.count()
	return nil
}

// count is a request that was let through and is answered.
func (o *org) count() {
	now := time.Now()
	if !now.Before(o.ends) {
		o.used, o.ends = 0, now.Add(window)
	}
	o.used++
	if o.used > o.limit {
		o.over++
	}
	o.b.learn(told(o.limit, max(0, o.limit-o.used), time.Until(o.ends)))
}

func TestW5BackFillAloneUsesTheWholeLimit(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{60, 300, 2000, 20_000} {
		synctest.Test(t, func(t *testing.T) {
			o := &org{t: t, b: NewBudget(), limit: limit}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			began, made := time.Now(), 0
			for o.ask(ctx, backFill) == nil {
				made++
			}
			speed := float64(made) / time.Since(began).Minutes()
			require.Zero(t, o.over)
			require.InEpsilon(t, float64(limit), speed, 0.05, "limit %d", limit)
		})
	}
}

func TestW5BackFillIsSpreadOverTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &org{t: t, b: newBudget(2000), limit: 2000}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second)
		defer cancel()
		began, made := time.Now(), 0
		for o.ask(ctx, backFill) == nil {
			made++
			even := 2000 * time.Since(began).Seconds() / window.Seconds()
			require.LessOrEqual(t, float64(made), even+2000/burstShare+1, "after %s", time.Since(began))
		}
	})
}

func TestW5LiveWorkNeverWaitsForBackFill(t *testing.T) {
	t.Parallel()
	for _, share := range []float64{0.02, 0.2, 0.5} {
		synctest.Test(t, func(t *testing.T) {
			const limit = 2000
			o := &org{t: t, b: NewBudget(), limit: limit}
			stop := time.Now().Add(6 * time.Minute)
			ctx, cancel := context.WithDeadline(t.Context(), stop)
			defer cancel()
			var filled atomic.Int64
			turn := make(chan struct{}, 1) // one at a time asks, as the counting org wants it
			for range 4 {
				go func() {
					for {
						done, err := o.b.take(ctx, backFill)
						if err != nil {
							return
						}
						turn <- struct{}{}
						done()
						filled.Add(1)
						o.count()
						<-turn
					}
				}()
			}
			chance := rand.New(rand.NewPCG(1, 2))
			waited, asked := time.Duration(0), 0
			for time.Until(stop) > time.Second {
				time.Sleep(time.Duration(chance.ExpFloat64() * float64(time.Minute) / (share * limit)))
				began := time.Now()
				done, err := o.b.take(ctx, live)
				if err != nil {
					break
				}
				turn <- struct{}{}
				done()
				o.count()
				<-turn
				waited, asked = max(waited, time.Since(began)), asked+1
			}
			require.Zero(t, o.over)
			require.Zero(t, waited, "share %v, %d asked", share, asked)
			require.Greater(t, float64(filled.Load())+float64(asked), 0.93*limit*5, "back-fill uses what live work leaves")
		})
	}
}

func TestW5ALiveBurstFindsRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &org{t: t, b: newBudget(300), limit: 300}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		for o.ask(ctx, backFill) == nil {
		}
		began := time.Now()
		for range 140 {
			require.NoError(t, o.ask(t.Context(), live))
		}
		require.Equal(t, began, time.Now(), "what the rest of the window would use is there for a burst")
		began = time.Now()
		require.NoError(t, o.ask(t.Context(), backFill))
		require.Greater(t, time.Since(began), 20*time.Second, "and back-fill makes up for it")
	})
}
