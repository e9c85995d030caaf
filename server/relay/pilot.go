package relay

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"agentadapter/rules"
	"agentadapter/server/engine"
)

const (
	// lookAtPilots is how often the settings are looked at for other pilots.
	lookAtPilots = 2 * time.Second
	// maxTakenUp bounds the sessions in memory while those left out are taken up again.
	maxTakenUp = 5000
)

// pilotKey is the key under which it is kept by which list the sessions were told apart last (W9).
func (l *line) pilotKey() string { return l.tenant.ID + ".pilots" }

// watchPilots has the sessions that a pilot left out looked at again when its agents change, also
// when that was while nobody looked (W9). The list is kept once all of them are at work again.
func (l *line) watchPilots(asked context.Context) {
	known, err := l.cfg.Checkpoints.Get(asked, l.pilotKey())
	for asked.Err() == nil && err != nil && !errors.Is(err, engine.ErrNotFound) {
		l.log.Error("it cannot be read whose sessions were left out; trying again", "err", err)
		pause(asked, lookAtPilots)
		known, err = l.cfg.Checkpoints.Get(asked, l.pilotKey())
	}
	was := string(known.Body)
	for {
		if now := pilotsOf(l.tenant.Settings()); now != was {
			if err := l.takeUpLeftOut(asked, now); err != nil {
				l.log.Error("sessions that a pilot left out are not all looked at yet; trying again", "err", err)
			} else {
				was = now
			}
		}
		if !pause(asked, lookAtPilots) {
			return
		}
	}
}

// pilotsOf is the list as it is compared and kept.
func pilotsOf(set rules.Settings) string {
	list := slices.Clone(set.PilotAgents)
	for i := range list {
		list[i] = strings.ToLower(list[i])
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

// takeUpLeftOut gives every session a seat that was left out, and keeps by which list.
func (l *line) takeUpLeftOut(asked context.Context, list string) error {
	for _, name := range l.index.leftOut() {
		for l.crowded() {
			if !pause(asked, lookAtPilots) {
				return asked.Err()
			}
		}
		l.mu.Lock()
		_, err := l.seatLocked(asked, name)
		l.mu.Unlock()
		if err != nil {
			return err
		}
		l.write.push(name, false)
	}
	_, err := l.cfg.Checkpoints.Put(asked, l.pilotKey(), []byte(list))
	return err
}

// crowded: there are enough sessions in memory for now.
func (l *line) crowded() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.seats) >= maxTakenUp
}

// leftOut are the sessions that wait for other pilots.
func (x *index) leftOut() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	var names []string
	for name, line := range x.by {
		if line.rule == "W9" {
			names = append(names, name)
		}
	}
	return names
}
