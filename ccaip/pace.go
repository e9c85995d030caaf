package ccaip

import (
	"context"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace keeps the client below the platform's requests per second. Whatever second one looks at,
// at most the allowed number begins in it: a fifth of them may come in a burst, and only the rest
// is handed out steadily. Calls that can wait take a turn only when the burst is whole: then nobody
// else waits, and whoever comes next finds the rest of it.
type pace struct {
	limiter *rate.Limiter

	mu    sync.Mutex
	until time.Time // guarded by mu: the platform asked for silence till then
}

func newPace(perSecond float64) *pace {
	if perSecond <= 0 {
		perSecond = defaultRate
	}
	burst := math.Max(1, math.Floor(perSecond/5))
	steady := perSecond - burst
	if steady <= 0 {
		steady = perSecond
	}
	return &pace{limiter: rate.NewLimiter(rate.Limit(steady), int(burst))}
}

// pause keeps all calls back until a moment.
func (p *pace) pause(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until = until
	}
}

// patiently returns when a call that can wait may be made: after all others. If nobody else came
// that would be after ctx's deadline it fails at once.
func (p *pace) patiently(ctx context.Context, op string) error {
	for {
		wait, ok := p.spare(time.Now())
		if ok {
			return nil
		}
		if deadline, has := ctx.Deadline(); has && deadline.Before(time.Now().Add(wait)) {
			return &Error{Kind: Limited, Op: op, Detail: "no turn before the deadline", RetryAt: time.Now().Add(wait)}
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return transportError(op, ctx.Err())
		}
	}
}

// spare takes a turn that nobody else wants now, or tells how long until there may be one.
func (p *pace) spare(now time.Time) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if quiet := p.until.Sub(now); quiet > 0 {
		return quiet, false
	}
	lacks := float64(p.limiter.Burst()) - p.limiter.TokensAt(now)
	if lacks <= 0 && p.limiter.AllowN(now, 1) {
		return 0, true
	}
	return max(time.Duration(lacks/float64(p.limiter.Limit())*float64(time.Second)), time.Millisecond), false
}

// wait returns when a call may be made. If that is after ctx's deadline it fails at once.
func (p *pace) wait(ctx context.Context, op string) error {
	p.mu.Lock()
	quiet := time.Until(p.until)
	p.mu.Unlock()
	now := time.Now()
	turn := p.limiter.ReserveN(now, 1)
	delay := max(turn.DelayFrom(now), quiet)
	if deadline, has := ctx.Deadline(); has && deadline.Before(now.Add(delay)) {
		turn.CancelAt(now)
		return &Error{Kind: Limited, Op: op, Detail: "no turn before the deadline", RetryAt: now.Add(delay)}
	}
	if delay <= 0 {
		return nil
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		turn.Cancel()
		return transportError(op, ctx.Err())
	}
}
