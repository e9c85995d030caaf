package owner

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"strings"
	"time"

	"agentadapter/server/engine"
)

// record says who has a tenant.
type record struct {
	// Replica is empty for a tenant that was handed over.
	Replica string `json:"replica"`

	rev  uint64
	free time.Time // since when this replica has known it to be free; zero: it is not
}

// watch takes in every change of the bucket until Stop. One that goes silent is begun anew: this
// replica's own renewals must come by.
func (o *Owner) watch() {
	for o.ctx.Err() == nil {
		ctx, cancel := context.WithCancel(o.ctx)
		quiet := time.AfterFunc(o.halves(deadHalf), cancel)
		err := o.cfg.Bucket.Watch(ctx, func(v engine.Value) error {
			quiet.Reset(o.halves(deadHalf))
			o.firstWord()
			o.saw(v)
			return nil
		})
		quiet.Stop()
		cancel()
		o.mu.Lock()
		o.live.watched, o.live.proof, o.live.shown = false, 0, false
		o.mu.Unlock()
		if o.ctx.Err() == nil {
			o.log.Debug("the owners are watched anew", "err", err)
			select {
			case <-o.ctx.Done():
			case <-time.After(o.cfg.Renew / tickPart):
			}
		}
	}
}

// firstWord has a renewal sent at a watch's first word, to see when it has caught up.
func (o *Owner) firstWord() {
	o.mu.Lock()
	first := !o.live.watched
	o.live.watched = true
	o.mu.Unlock()
	if first {
		select {
		case o.hurry <- struct{}{}:
		default:
		}
	}
}

func (o *Owner) saw(v engine.Value) {
	o.mu.Lock()
	moved, stir, shown := "", true, o.live.shown
	if strings.HasPrefix(v.Key, livePrefix) {
		before := len(o.peers)
		moved = o.sawPeerLocked(v, time.Now())
		stir = len(o.peers) != before || o.live.shown != shown
	} else if v.Key == holdKey {
		var by record
		_ = json.Unmarshal(v.Body, &by) // deleted: nobody
		o.held = by.Replica
	} else if v.Rev > o.records[v.Key].rev {
		r := record{rev: v.Rev}
		if v.Body != nil {
			_ = json.Unmarshal(v.Body, &r) // unreadable: nobody has it
		}
		o.records[v.Key] = r
	}
	if stir {
		o.stirLocked()
	}
	o.mu.Unlock()
	if moved != "" {
		o.log.Info("another server came or went", "server", moved, "here", v.Body != nil)
		if o.cfg.Moved != nil {
			o.cfg.Moved(moved)
		}
	}
}

// look does what is due, at each change and each tick, until Stop.
func (o *Owner) look() {
	tick := time.NewTicker(o.cfg.Renew / tickPart)
	defer tick.Stop()
	for {
		o.mu.Lock()
		changed := o.changed
		o.mu.Unlock()
		o.bury()
		o.yield()
		for _, j := range o.due() {
			o.claim(j)
		}
		o.balance()
		select {
		case <-o.ctx.Done():
			return
		case <-changed:
		case <-tick.C:
		}
	}
}

// bury deletes the keys of replicas that have been silent for too long.
func (o *Owner) bury() {
	now := time.Now()
	dead := map[string]uint64{}
	o.mu.Lock()
	if o.trustedLocked(now) {
		for name, p := range o.peers {
			if now.Sub(p.moved) >= o.halves(deadHalf) {
				dead[name] = p.rev
			}
		}
	}
	o.mu.Unlock()
	for name, rev := range dead {
		ctx, cancel := context.WithTimeout(o.ctx, o.cfg.Renew)
		err := o.cfg.Bucket.Delete(ctx, livePrefix+name, rev)
		cancel()
		if err == nil {
			o.log.Warn("a server has been silent for too long and counts as dead", "server", name)
			o.saw(engine.Value{Key: livePrefix + name})
		}
	}
}

// due are the jobs whose tenants this replica may claim now.
func (o *Owner) due() []*job {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if !o.trustedLocked(now) || !o.live.shown || o.stopping || o.heldLocked() {
		return nil
	}
	var due []*job
	for tenant, j := range o.jobs {
		r := o.records[tenant]
		if j.running || now.Before(j.again) || !o.freeLocked(tenant, now) {
			continue
		}
		wait := o.halves(graceHalf)
		if r.Replica == o.name || o.firstLocked(tenant, time.Time{}) == o.name {
			wait = 0
		}
		if now.Sub(o.records[tenant].free) >= wait {
			due = append(due, j)
		}
	}
	return due
}

// freeLocked tells whether nobody else has a tenant, and notes since when.
func (o *Owner) freeLocked(tenant string, now time.Time) bool {
	r := o.records[tenant]
	if _, alive := o.peers[r.Replica]; alive {
		return false
	}
	if r.free.IsZero() {
		r.free = now
		o.records[tenant] = r
	}
	return true
}

// firstLocked is the first in rank for a tenant among the replicas that have been here since then
// (zero: all).
func (o *Owner) firstLocked(tenant string, since time.Time) string {
	first, best := o.name, rank(tenant, o.name)
	for name, p := range o.peers {
		if r := rank(tenant, name); (since.IsZero() || p.since.Before(since)) && r > best {
			first, best = name, r
		}
	}
	return first
}

func rank(tenant, replica string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(replica + "/" + tenant))
	x := h.Sum64() // its high bits hardly move with the last letters: mix them
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	return x ^ x>>33
}

// claim takes a tenant's record, unless somebody was faster, and begins the work.
func (o *Owner) claim(j *job) {
	ctx, cancel := context.WithTimeout(o.ctx, o.cfg.Renew)
	defer cancel()
	o.mu.Lock()
	r := o.records[j.tenant]
	o.mu.Unlock()
	if !o.gonePeer(ctx, r.Replica) {
		return
	}
	mine := record{Replica: o.name}
	var err error
	if r.rev == 0 {
		mine.rev, err = o.cfg.Bucket.Create(ctx, j.tenant, encode(mine))
	} else {
		mine.rev, err = o.cfg.Bucket.Update(ctx, j.tenant, encode(mine), r.rev)
	}
	if errors.Is(err, engine.ErrConflict) || errors.Is(err, engine.ErrExists) {
		o.reread(ctx, j.tenant) // somebody was faster, or the record was forgotten with its tenant
		return
	}
	if err != nil {
		o.log.Warn("a tenant cannot be claimed; trying again", "tenant", j.tenant, "err", err)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if mine.rev > o.records[j.tenant].rev {
		o.records[j.tenant] = mine
	}
	if o.records[j.tenant].Replica == o.name && o.trustedLocked(time.Now()) && !o.stopping {
		o.log.Info("this server works for a tenant now", "tenant", j.tenant)
		o.beginLocked(j)
	}
}

// gonePeer asks the engine itself whether a replica has no key: what the watch shows may be late.
func (o *Owner) gonePeer(ctx context.Context, replica string) bool {
	if replica == "" || replica == o.name {
		return true
	}
	_, err := o.cfg.Bucket.Get(ctx, livePrefix+replica)
	return errors.Is(err, engine.ErrNotFound)
}

// balance hands one tenant over to a replica that is first in rank for it and has been here long
// enough not to be one that comes and goes.
func (o *Owner) balance() {
	o.mu.Lock()
	var give *run
	var whose string
	now := time.Now()
	steady := now.Add(-o.halves(steadyHalf))
	for tenant, j := range o.jobs {
		if j.running && !j.ending && !o.stopping && !o.heldLocked() && j.began.Before(steady) && o.firstLocked(tenant, steady) != o.name {
			o.log.Info("a tenant is handed over", "tenant", tenant)
			give, whose = o.endJobLocked(j, false), tenant
			break
		}
	}
	o.mu.Unlock()
	if give != nil {
		<-give.done
		o.release(whose)
	}
}

// release gives a tenant's record back, once its work has ended.
func (o *Owner) release(tenant string) {
	if o.alone() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), saying)
	defer cancel()
	o.mu.Lock()
	r := o.records[tenant]
	o.mu.Unlock()
	if r.Replica != o.name {
		return
	}
	rev, err := o.cfg.Bucket.Update(ctx, tenant, encode(record{}), r.rev)
	if err != nil {
		o.log.Warn("a tenant is not handed over; it is taken over in a few seconds", "tenant", tenant, "err", err)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if rev > o.records[tenant].rev {
		o.records[tenant] = record{rev: rev}
	}
}
