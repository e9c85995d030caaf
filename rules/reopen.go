package rules

import "time"

// reopenable: done, with the session's menu and channel, and closed within the days that the tenant
// chose (V12), counted back from when the session began.
func reopenable(c Conversation, s Session, set Settings) bool {
	if set.ReopenWithinDays <= 0 || c.Status != "done" || c.Channel != s.Channel() || !c.Menu.same(s.Menu()) {
		return false
	}
	earliest := s.Began().Add(-time.Duration(set.ReopenWithinDays) * 24 * time.Hour)
	return !c.DoneAt.Before(earliest)
}

// reopenWrite opens the conversation that V12 chose, before anything is written into it.
func reopenWrite(s Session, r Record) (Write, bool) {
	if !r.Settled.Reopen || r.written("reopen") || r.given("reopen") {
		return Write{}, false
	}
	raw, mark := body(map[string]any{"status": open})
	return Write{
		Key: "reopen", Mark: mark, Rule: "V12", Reason: r.Settled.Why,
		Verb: Change, Target: OnConversation, ID: r.Settled.Conversation, Body: raw, Facts: s.Cite(Type, MenuID, QueueIDs),
	}, true
}
