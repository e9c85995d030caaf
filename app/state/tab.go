package state

import (
	"slices"
	"strconv"

	"agentadapter/protocol"
)

// Tabs of the lower half.
const (
	TabCalls     = "calls"
	TabHistory   = "history"
	TabVoicemail = "voicemail"
	TabMore      = "more"
)

// Tabs are all of them, in their order.
var Tabs = []string{TabCalls, TabHistory, TabVoicemail, TabMore}

// TabID is the id of a tab's button.
func TabID(tab string) string { return "tab-" + tab }

// historyAgain is how old, in milliseconds, a list may be before an open tab asks anew.
const historyAgain = 60_000

// Desk is what the lower half shows.
type Desk struct {
	Tab string
	// Missed narrows the history to what was missed.
	Missed bool
	// Leaving asks whether to sign out although something is live here.
	Leaving bool
	// History is what the server told last, At when it was asked for, by this page's clock, and Ref
	// the question that waits.
	History protocol.History
	At      int64
	Ref     string
}

// Listed are the sessions of the tab in front.
func (s State) Listed() []protocol.Session {
	switch {
	case !s.Waiting():
	case s.Connection.Open:
		return s.Sessions // as the live window has them, to look at
	default:
		return nil // nobody knows how they are by now
	}
	switch s.Desk.Tab {
	case TabHistory:
		var all []protocol.Session
		for _, one := range s.Desk.History.Sessions {
			if !s.Desk.Missed || missed(one) {
				all = append(all, one)
			}
		}
		return all
	case TabVoicemail:
		return s.Desk.History.Voicemails
	}
	return s.Sessions
}

func missed(one protocol.Session) bool {
	return one.State == protocol.StateMissed || one.State == protocol.StateAbandoned && one.Direction != "out"
}

func (c *change) desk(m Msg) {
	switch m := m.(type) {
	case ChoseTab:
		c.chooseTab(m.Tab)
	case PressedTabKey:
		at := slices.Index(Tabs, c.Desk.Tab)
		switch m.Key {
		case "ArrowRight":
			at = (at + 1) % len(Tabs)
		case "ArrowLeft":
			at = (at + len(Tabs) - 1) % len(Tabs)
		default:
			return
		}
		c.chooseTab(Tabs[at])
		c.do(Focus{ID: TabID(c.Desk.Tab)})
	case ToggledMissed:
		c.Desk.Missed = !c.Desk.Missed
	}
}

func (c *change) chooseTab(tab string) {
	if !slices.Contains(Tabs, tab) {
		return
	}
	c.Desk.Tab, c.Desk.Leaving = tab, false
	c.askHistory()
}

// askHistory asks for the lists of an open tab.
func (c *change) askHistory() {
	if tab := c.Desk.Tab; tab != TabHistory && tab != TabVoicemail || !c.Working() {
		return
	}
	c.asked++
	c.Desk.Ref = "h" + strconv.Itoa(c.asked)
	c.Desk.At = c.Now
	c.do(Say{protocol.Head{Ref: c.Desk.Ref, Term: c.Lease.Term}, protocol.AskHistory{}})
}

// historyDue asks anew while a list is looked at: voicemails are told to nobody.
func (c *change) historyDue() {
	if c.Now-c.Desk.At >= historyAgain {
		c.askHistory()
	}
}

func (c *change) historyTold(ref string, h protocol.History) {
	if ref != "" && ref == c.Desk.Ref {
		c.Desk.Ref, c.Desk.History = "", h
	}
}

// historyMoved keeps a session's newest word in the list too.
func (c *change) historyMoved(one protocol.Session) {
	at := slices.IndexFunc(c.Desk.History.Sessions, func(old protocol.Session) bool { return old.Session == one.Session })
	if at < 0 {
		return
	}
	c.Desk.History.Sessions = slices.Clone(c.Desk.History.Sessions)
	c.Desk.History.Sessions[at] = one
}
