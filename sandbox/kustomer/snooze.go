package kustomer

import "time"

// snoozeUntil is when a snoozed conversation wakes; false for one that waits
// for a reply alone.
func snoozeUntil(r *record) (time.Time, bool) {
	snooze, _ := r.attrs["snooze"].(map[string]any)
	text, _ := snooze["time"].(string)
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil && r.text("status") == "snoozed" && snooze["status"] == "scheduled"
}

// wakeLater opens a snoozed conversation once its time has come, unless it
// was opened, finished or snoozed anew before.
func (s *Server) wakeLater(r *record) {
	at, ok := snoozeUntil(r)
	if !ok {
		return
	}
	s.workers.Go(func() {
		timer := time.NewTimer(at.Sub(s.now()))
		defer timer.Stop()
		select {
		case <-timer.C:
			s.wake(r.id, at)
		case <-s.stop.Done():
		}
	})
}

// wake opens the conversation if it still sleeps until that time.
func (s *Server) wake(id string, at time.Time) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, ok := s.store.get(kindConversation, id)
	if !ok {
		return
	}
	if until, asleep := snoozeUntil(before); !asleep || !until.Equal(at) {
		return
	}
	system := &principal{user: machineUser, free: true}
	c := &call{who: system, at: s.now().UTC().Truncate(time.Millisecond), body: map[string]any{}}
	r := before.edit()
	setStatus(r, before, "open", stamp(c.at))
	r.attrs["snooze"] = map[string]any{"time": stamp(at), "status": "elapsed"}
	c.modified(r, before)
	_ = s.moveConversation(r, before, c) // it stays with its customer
}
