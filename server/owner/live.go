package owner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"agentadapter/server/engine"
)

// livePrefix begins the keys that say who lives. The others are tenants' records; a tenant's name has
// no dot.
const livePrefix = "live."

// sayEvery is how many renewals in vain are one line of the log.
const sayEvery = 20

// pulse is what a replica writes under its key.
type pulse struct {
	// N counts its renewals, so that it knows a write of its own whose answer was lost.
	N uint64 `json:"n"`
}

// liveness is how this replica stands.
type liveness struct {
	rev     uint64    // of the last renewal that was taken; 0: dead
	sent    time.Time // when that one was sent
	n       uint64    // of the last one that was sent
	tries   map[uint64]time.Time
	expires *time.Timer
	// A watch tells first what was there when it began. It is caught up once a renewal that was sent
	// after its first word has come by.
	watched bool   // the first word has come
	proof   uint64 // revision of a renewal sent since; 0: none yet
	shown   bool   // it has come by
}

// peer is another replica, as the watch shows it.
type peer struct {
	rev   uint64
	since time.Time // first seen
	moved time.Time // when its key was last seen to move
}

// trustedLocked tells whether this replica may act: neither clock has gone further than it may.
func (o *Owner) trustedLocked(now time.Time) bool {
	trust := o.halves(trustHalf)
	sent := o.live.sent
	return o.alone() || o.live.rev != 0 && now.Sub(sent) < trust && now.Round(0).Sub(sent.Round(0)) < trust
}

// beginLife writes this replica's key for the first time.
func (o *Owner) beginLife(ctx context.Context) error {
	o.mu.Lock()
	o.live.rev, o.live.tries = 0, map[uint64]time.Time{}
	o.live.n++
	n := o.live.n
	o.mu.Unlock()
	sent := time.Now()
	rev, err := o.cfg.Bucket.Create(ctx, livePrefix+o.name, encode(pulse{n}))
	if errors.Is(err, engine.ErrExists) { // written already, and the answer was lost
		var v engine.Value
		if v, err = o.cfg.Bucket.Get(ctx, livePrefix+o.name); err == nil {
			rev = v.Rev
		}
	}
	if err != nil {
		return fmt.Errorf("owner: this server cannot say that it lives: %w", err)
	}
	o.renewed(rev, sent)
	return nil
}

// renewed notes a renewal that was taken, and when trust ends now.
func (o *Owner) renewed(rev uint64, sent time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	was := o.trustedLocked(time.Now())
	o.live.rev, o.live.sent = rev, sent
	clear(o.live.tries)
	left := o.halves(trustHalf) - time.Since(sent)
	if o.live.expires != nil {
		o.live.expires.Stop()
	}
	o.live.expires = time.AfterFunc(left, o.expire)
	if !was {
		o.stirLocked()
		o.tellLocked(true)
	}
}

// tellLocked says whether this replica may act.
func (o *Owner) tellLocked(can bool) {
	if o.cfg.Trusted != nil {
		o.cfg.Trusted(can)
	}
}

// expire ends all work once trust has ended. Whoever acts has compared clocks besides.
func (o *Owner) expire() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trustedLocked(time.Now()) || o.stopping {
		return
	}
	o.tellLocked(false)
	if jobs := o.endLocked(true); len(jobs) > 0 {
		o.log.Warn("all work ends: the engine takes no word from this server", "tenants", len(jobs))
	}
}

// renew says that this replica lives until Stop.
func (o *Owner) renew() {
	pause, failed := o.cfg.Renew, 0
	for {
		select {
		case <-o.ctx.Done():
			return
		case <-o.hurry:
		case <-time.After(pause):
		}
		pause = o.cfg.Renew
		if err := o.renewOnce(); err != nil {
			if failed%sayEvery == 0 && o.ctx.Err() == nil {
				o.log.Warn("the engine takes no word from this server; trying again", "err", err)
			}
			failed++
			pause = o.cfg.Renew / 4
			continue
		}
		failed = 0
	}
}

func (o *Owner) renewOnce() error {
	ctx, cancel := context.WithTimeout(o.ctx, o.cfg.Renew)
	defer cancel()
	o.mu.Lock()
	rev := o.live.rev
	if rev == 0 {
		o.mu.Unlock()
		return o.beginLife(ctx)
	}
	o.live.n++
	n, sent, watched := o.live.n, time.Now(), o.live.watched
	o.live.tries[n] = sent
	o.mu.Unlock()
	now, err := o.cfg.Bucket.Update(ctx, livePrefix+o.name, encode(pulse{n}), rev)
	switch {
	case err == nil:
		o.renewed(now, sent)
		o.prove(watched, now)
		return nil
	case errors.Is(err, engine.ErrConflict):
		return o.conflict(ctx)
	}
	return err
}

// prove notes a renewal that was sent after the watch's first word.
func (o *Owner) prove(watched bool, rev uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if watched && o.live.watched && o.live.proof == 0 {
		o.live.proof = rev
	}
}

// sawSelfLocked takes in that the watch shows this replica's own key.
func (o *Owner) sawSelfLocked(v engine.Value) {
	if o.live.proof != 0 && v.Rev >= o.live.proof {
		o.live.shown = true
	}
}

// conflict finds out whether an earlier renewal was taken after all, or this replica was buried.
func (o *Owner) conflict(ctx context.Context) error {
	v, err := o.cfg.Bucket.Get(ctx, livePrefix+o.name)
	if errors.Is(err, engine.ErrNotFound) {
		o.log.Warn("another server took this one for dead: its tenants are given up")
		o.mu.Lock()
		o.live.rev = 0
		o.endLocked(true)
		o.tellLocked(false)
		o.mu.Unlock()
		return o.beginLife(ctx)
	}
	if err != nil {
		return err
	}
	var p pulse
	if err := json.Unmarshal(v.Body, &p); err != nil {
		return err
	}
	o.mu.Lock()
	sent, ours := o.live.tries[p.N]
	o.mu.Unlock()
	if ours {
		o.renewed(v.Rev, sent)
	}
	return nil
}

// endLife takes this replica's key away, so that nobody waits for it.
func (o *Owner) endLife() {
	ctx, cancel := context.WithTimeout(context.Background(), saying)
	defer cancel()
	o.mu.Lock()
	if o.live.expires != nil {
		o.live.expires.Stop()
	}
	o.mu.Unlock()
	if err := o.cfg.Bucket.Delete(ctx, livePrefix+o.name, 0); err != nil {
		o.log.Warn("the other servers learn a few seconds later that this one has gone", "err", err)
	}
}

// Alive tells whether a replica is there, as far as is known here; if not, when its key moved last
// (zero: it was never seen).
func (o *Owner) Alive(replica string) (alive bool, moved time.Time) {
	if replica == o.name {
		return true, time.Time{}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if p, ok := o.peers[replica]; ok {
		return true, p.moved
	}
	return false, o.gone[replica]
}

// sawPeerLocked takes in what the watch shows of a replica, and answers its name if it came or went.
func (o *Owner) sawPeerLocked(v engine.Value, now time.Time) (moved string) {
	name := strings.TrimPrefix(v.Key, livePrefix)
	p, known := o.peers[name]
	switch {
	case name == o.name:
		o.sawSelfLocked(v)
	case v.Body == nil && known:
		delete(o.peers, name)
		for old, at := range o.gone {
			if now.Sub(at) > time.Hour {
				delete(o.gone, old)
			}
		}
		o.gone[name] = p.moved
		return name
	case v.Body == nil:
	case known && p.rev != v.Rev:
		p.rev, p.moved = v.Rev, now
	case known:
	default:
		o.peers[name] = &peer{rev: v.Rev, since: now, moved: now}
		delete(o.gone, name)
		return name
	}
	return ""
}

func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		return nil // plain structs: cannot happen
	}
	return body
}
