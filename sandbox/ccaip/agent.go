package ccaip

import (
	"fmt"
	"strings"
	"time"
)

// agent is a person at work. All of it is guarded by the floor's lock.
type agent struct {
	Agent
	status    string    // what stands beside their name
	statusAt  time.Time // when that began
	before    string    // selectable status to come back to after work
	next      string    // chosen while busy, applied when free; "" none
	loggedIn  time.Time // last log-in
	idleSince time.Time // longest idle gets the next caller

	offer *session         // rings now
	call  *session         // talks now
	wrap  *session         // is being written up, until wrapUntil
	chats map[int]*session // goes on at once

	wrapUntil        time.Time
	wrapTimer        func() // cancels
	calls, chatCount int    // taken since start
	page             *agentPage
	prompt           *dialling // an ordered call that waits for the agent's choice of number
}

// busy tells whether a call may not be offered.
func (a *agent) busy() bool { return a.offer != nil || a.call != nil || a.wrap != nil }

// online tells whether the agent is signed in.
func (a *agent) online() bool { return a.status != statusOffline }

// firstName and lastName split the name at its first blank.
func (a *agent) firstName() string { first, _, _ := strings.Cut(a.Name, " "); return first }
func (a *agent) lastName() string  { _, last, _ := strings.Cut(a.Name, " "); return last }

// number is the short number agents are dialled by.
func (a *agent) number() string { return fmt.Sprintf("%04d", 1000+a.ID) }

// become puts a status beside the agent's name.
func (f *floor) become(a *agent, name string) {
	if a.status == name {
		return
	}
	a.status, a.statusAt = name, f.now()
	if name == statusAvailable {
		a.idleSince = a.statusAt
	}
	if s, ok := statusNamed(name); ok && !s.system {
		a.before = name
	}
	f.post(a, "Agent_Status_Changed", map[string]any{"status": name})
}

// free gives the agent back their next status, or the one from before.
func (f *floor) free(a *agent) {
	if a.busy() {
		return
	}
	if len(a.chats) > 0 {
		f.become(a, statusInChat)
		return
	}
	name := or(a.next, or(a.before, statusAvailable))
	a.next = ""
	f.become(a, name)
}

// refused says why a status may not be set, in the vendor's manner: nobody
// but the platform moves an agent out of a system status or into one.
func (a *agent) refused(name string) string {
	now, _ := statusNamed(a.status)
	to, _ := statusNamed(name)
	switch {
	case now.system:
		return fmt.Sprintf("Agent is in the system status %s and can not be moved out of it.", a.status)
	case to.system:
		return fmt.Sprintf("%s is a system status, agents can not be moved into it.", name)
	}
	return ""
}

// choose is the agent's own hand on the status list: a busy agent chooses
// what comes next, a free one changes at once.
func (f *floor) choose(a *agent, name string) error {
	to, known := statusNamed(name)
	if !known || to.system {
		return refusal{422, fmt.Sprintf("%q is not a status to choose from.", name)}
	}
	if now, _ := statusNamed(a.status); now.busy {
		a.next = name
		return nil
	}
	f.become(a, name)
	return nil
}

// logIn puts an agent on the floor. The status from before is kept; somebody
// who was offline begins as Unavailable, as the vendor's default has it.
func (f *floor) logIn(a *agent) {
	a.loggedIn = f.now()
	if !a.online() {
		f.become(a, statusUnavailable)
	}
}

// logOut takes an agent off the floor; their call, if any, is dropped as it is
// when an agent's browser goes away.
func (f *floor) logOut(a *agent) {
	if s := a.offer; s != nil {
		f.unoffer(s, "ag_ignored")
	}
	if s := a.call; s != nil {
		f.drop(s, a)
	}
	if s := a.wrap; s != nil {
		_ = f.finishWrap(s, a, disposition{}) // it is in wrap-up: just seen
	}
	for _, s := range a.chats {
		f.end(s, "nothing", byAgent)
	}
	a.next = ""
	f.become(a, statusOffline)
}

// drop ends an agent's part of a call whose media are gone.
func (f *floor) drop(s *session, a *agent) {
	if s.agent != a {
		_ = f.hangUpByAgent(s, a) // it is in their hands: just seen
		return
	}
	f.end(s, "ag_canceled", byAgent)
}

// agentByEmail finds an agent, letter case aside.
func (f *floor) agentByEmail(email string) *agent {
	for _, a := range f.agents {
		if strings.EqualFold(a.Email, strings.TrimSpace(email)) {
			return a
		}
	}
	return nil
}

// agentByID finds an agent.
func (f *floor) agentByID(id int) *agent {
	for _, a := range f.agents {
		if a.ID == id {
			return a
		}
	}
	return nil
}
