package owner

import (
	"context"
	"errors"
	"sync"
	"time"
)

// job is the work for one tenant, done or not.
type job struct {
	tenant string
	do     func(ctx context.Context, ready func())

	// Guarded by Owner.mu.
	running bool
	ending  bool
	began   time.Time
	again   time.Time // not before
	ctx     context.Context
	cancel  context.CancelCauseFunc
	ready   chan struct{} // closed once questions may be asked
	done    chan struct{} // closed once it has ended
}

// errLost is why a job's context ended.
var errLost = errors.New("owner: this server does not work for the tenant any more")

// Run says what to do for a tenant while this replica owns it. do returns when its context has ended
// and all is finished; should it return earlier, it is run again a little later. It calls ready once
// questions may be asked. Call it before Start.
func (o *Owner) Run(tenant string, do func(ctx context.Context, ready func())) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.jobs[tenant] = &job{tenant: tenant, do: do}
}

// beginLocked sets a job to work.
func (o *Owner) beginLocked(j *job) {
	j.running, j.ending, j.began = true, false, time.Now()
	j.ready, j.done = make(chan struct{}), make(chan struct{})
	j.ctx, j.cancel = context.WithCancelCause(context.Background())
	ctx, ready, done := j.ctx, j.ready, j.done
	var once sync.Once
	go func() {
		defer close(done)
		j.do(ctx, func() {
			once.Do(func() {
				close(ready)
				o.mu.Lock()
				o.stirLocked()
				o.mu.Unlock()
			})
		})
		o.mu.Lock()
		defer o.mu.Unlock()
		if ctx.Err() == nil {
			o.log.Warn("the work for a tenant ended by itself and is begun again", "tenant", j.tenant)
			j.again = time.Now().Add(o.cfg.Renew / 2)
			j.cancel(errLost)
		}
		j.running = false
		o.stirLocked()
	}()
}

// ending is work that was asked to end; done tells when it has.
type ending struct {
	tenant string
	done   <-chan struct{}
}

// endJobLocked asks a job to end.
func (o *Owner) endJobLocked(j *job, why string) ending {
	j.ending = true
	j.cancel(errors.Join(errLost, errors.New(why)))
	o.stirLocked()
	return ending{j.tenant, j.done}
}

// endLocked asks all jobs that work to end.
func (o *Owner) endLocked(why string) []ending {
	var working []ending
	for _, j := range o.jobs {
		if j.running {
			working = append(working, o.endJobLocked(j, why))
		}
	}
	return working
}

// startAlone begins all work and waits until it is ready.
func (o *Owner) startAlone(ctx context.Context) error {
	o.mu.Lock()
	var all [][2]chan struct{}
	for _, j := range o.jobs {
		o.beginLocked(j)
		all = append(all, [2]chan struct{}{j.ready, j.done})
	}
	o.mu.Unlock()
	o.loops.Go(o.lookAlone)
	for _, j := range all {
		select {
		case <-j[0]:
		case <-ctx.Done():
			return ctx.Err()
		case <-j[1]:
		}
	}
	return nil
}

// lookAlone begins work again that ended by itself.
func (o *Owner) lookAlone() {
	for {
		o.mu.Lock()
		changed := o.changed
		wait := time.Hour
		for _, j := range o.jobs {
			if left := time.Until(j.again); !j.running && !o.stopping && left > 0 {
				wait = min(wait, left)
			} else if !j.running && !o.stopping {
				o.beginLocked(j)
			}
		}
		o.mu.Unlock()
		select {
		case <-o.ctx.Done():
			return
		case <-changed:
		case <-time.After(wait):
		}
	}
}

// Check tells whether this replica may act for a tenant at this very moment; otherwise the error says
// that it may not.
func (o *Owner) Check(tenant string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.worksLocked(tenant) == nil {
		return &NoOwnerError{tenant}
	}
	return nil
}

// Owns is Check for those who need no reason.
func (o *Owner) Owns(tenant string) bool { return o.Check(tenant) == nil }

// worksLocked is the tenant's job if this replica may act for it now, nil otherwise.
func (o *Owner) worksLocked(tenant string) *job {
	j := o.jobs[tenant]
	if j == nil || !j.running || j.ending || !o.trustedLocked(time.Now()) {
		return nil
	}
	return j
}
