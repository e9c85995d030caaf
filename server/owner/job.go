package owner

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Work is what is done for a tenant by its owner. It returns when ctx has ended and all is finished;
// should it return earlier, it is begun again a little later. hard ends when nothing more may be done
// at all, at once where ownership was lost. Work calls ready once questions may be asked.
type Work func(ctx, hard context.Context, ready func()) error

// job is the work for one tenant, done or not.
type job struct {
	tenant string
	work   Work

	// Guarded by Owner.mu.
	running bool
	ending  bool
	began   time.Time
	again   time.Time // not before
	now     *run      // while running
}

// run is one time that a job is done.
type run struct {
	ctx, hard context.Context
	ask       context.CancelCauseFunc // asks it to end
	cut       context.CancelCauseFunc // ends it
	ready     chan struct{}           // closed once questions may be asked
	done      chan struct{}           // closed once it has ended
	asks      sync.WaitGroup          // questions at hand
	err       error                   // set before done
}

// errLost is why a run's context ended.
var errLost = errors.New("owner: this server does not work for the tenant any more")

// Run says what to do for a tenant while this replica owns it, from now on. What was done for it before
// is asked to end first.
func (o *Owner) Run(tenant string, work Work) {
	o.mu.Lock()
	defer o.mu.Unlock()
	j, ok := o.jobs[tenant]
	if !ok {
		o.jobs[tenant] = &job{tenant: tenant, work: work}
		o.stirLocked()
		return
	}
	j.work, j.again = work, time.Time{}
	if j.running && !j.ending {
		o.endJobLocked(j, false)
	}
}

// Drop has nothing more done for a tenant here. done is closed once what was at hand has ended.
func (o *Owner) Drop(tenant string) (done <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	j, ok := o.jobs[tenant]
	delete(o.jobs, tenant)
	o.stirLocked()
	if ok && j.running {
		r := j.now
		if !j.ending {
			r = o.endJobLocked(j, false)
		}
		return r.done
	}
	none := make(chan struct{})
	close(none)
	return none
}

// beginLocked sets a job to work.
func (o *Owner) beginLocked(j *job) {
	r := &run{ready: make(chan struct{}), done: make(chan struct{})}
	r.hard, r.cut = context.WithCancelCause(context.Background())
	r.ctx, r.ask = context.WithCancelCause(r.hard)
	j.running, j.ending, j.began, j.now = true, false, time.Now(), r
	ready := sync.OnceFunc(func() {
		close(r.ready)
		o.stir()
	})
	work := j.work
	go func() {
		defer close(r.done)
		r.err = work(r.ctx, r.hard, ready)
		o.ended(j, r)
	}()
}

// ended notes that a run is over.
func (o *Owner) ended(j *job, r *run) {
	defer r.cut(errLost)
	o.mu.Lock()
	defer o.mu.Unlock()
	if r.ctx.Err() == nil {
		o.log.Error("the work for a tenant ended and is begun again", "tenant", j.tenant, "err", r.err)
		j.again = time.Now().Add(o.cfg.Renew / 2)
	}
	j.running = false
	o.stirLocked()
}

// endJobLocked asks a job to end, once the questions at hand are answered. Where ownership is lost
// nothing is waited for.
func (o *Owner) endJobLocked(j *job, lost bool) *run {
	r := j.now
	j.ending = true
	o.stirLocked()
	if lost {
		r.cut(errLost)
		return r
	}
	go func() {
		answered := make(chan struct{})
		go func() { r.asks.Wait(); close(answered) }()
		select {
		case <-answered:
		case <-time.After(answering):
		case <-r.hard.Done():
		}
		r.ask(errLost)
	}()
	return r
}

// endLocked asks all jobs that work to end.
func (o *Owner) endLocked(lost bool) map[string]*run {
	working := map[string]*run{}
	for tenant, j := range o.jobs {
		if j.running {
			working[tenant] = o.endJobLocked(j, lost)
		}
	}
	return working
}

// startAlone begins all work and waits until it is ready.
func (o *Owner) startAlone(ctx context.Context) error {
	o.mu.Lock()
	var all []*run
	for _, j := range o.jobs {
		o.beginLocked(j)
		all = append(all, j.now)
	}
	o.mu.Unlock()
	for _, r := range all {
		select {
		case <-r.ready:
		case <-ctx.Done():
			return ctx.Err()
		case <-r.done:
			return r.err
		}
	}
	o.loops.Go(o.lookAlone)
	return nil
}

// lookAlone begins work again that ended by itself.
func (o *Owner) lookAlone() {
	for {
		o.yield()
		o.mu.Lock()
		changed := o.changed
		wait := time.Hour
		for _, j := range o.jobs {
			if j.running || o.stopping || o.heldLocked() {
				continue
			}
			if left := time.Until(j.again); left > 0 {
				wait = min(wait, left)
			} else {
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
	j := o.jobs[tenant]
	if j == nil || !j.running || j.now.hard.Err() != nil || !o.trustedLocked(time.Now()) {
		return &NoOwnerError{tenant}
	}
	return nil
}

// Owns tells whether this replica works for a tenant and goes on to.
func (o *Owner) Owns(tenant string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.worksLocked(tenant) != nil
}

// worksLocked is the tenant's run if this replica takes questions for it now, nil otherwise.
func (o *Owner) worksLocked(tenant string) *run {
	j := o.jobs[tenant]
	if j == nil || !j.running || j.ending || !o.trustedLocked(time.Now()) {
		return nil
	}
	return j.now
}
