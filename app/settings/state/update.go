package state

import "agentadapter/app/texts"

// change is one Update at work: the state so far and the effects so far.
type change struct {
	State
	effects []Effect
}

func (c *change) do(e ...Effect) { c.effects = append(c.effects, e...) }

// Update gives what follows from a message: the next state, and what is to be done. The state it is
// given stays as it was.
func Update(s State, m Msg) (State, []Effect) {
	c := &change{State: s}
	c.Draft = s.Draft.copied()
	switch m := m.(type) {
	case Opened, Bound, PressedSignIn:
		c.session(m)
	case Answered:
		c.answered(m)
	case ChoseTab:
		c.chooseTab(m.Tab)
	case Ticked:
		c.tick()
	case PressedCopy:
		c.do(Copy(m))
	case Copied:
		c.Told = texts.Say("told.no-clipboard: The clipboard could not be used: select the text and copy it.")
		if m.OK {
			c.Told = texts.Say("told.copied: Copied")
		}
	case Toggled, PressedAnyway, Chose, Typed, AddedRow, RemovedRow, Mapped:
		c.edit(m)
	case PressedSave, PressedSetPriority, PressedUndo, PressedKeepMine:
		c.save(m)
	case PressedCreate:
		c.create()
	default:
		c.more(m)
	}
	return c.State, c.effects
}

// more is for the messages of the other tabs.
func (c *change) more(m Msg) {
	for _, take := range []func(Msg) bool{c.setup, c.connect, c.versions, c.simulator, c.board} {
		if take(m) {
			return
		}
	}
}

// ask makes a request about the tenant; path begins behind the tenant's own.
func (c *change) ask(what, method, path string, body any) {
	r := Request{What: what, Method: method, Path: "/tenants/" + c.Tenant + path, Token: c.token}
	if body != nil {
		r.Body = encoded(body)
	}
	c.do(r)
}

// chooseTab shows a tab and reads what it shows.
func (c *change) chooseTab(tab string) {
	c.Tab, c.Told = tab, ""
	if c.Phase != SignedIn {
		return
	}
	switch tab {
	case TabSettings:
		c.do(Refill{})
	case TabSetup:
		c.openSetup()
	case TabVersions:
		c.openVersions()
	case TabSimulator:
		c.openSimulator()
	case TabBoard:
		c.openBoard()
	}
}

// tick reads again what lives.
func (c *change) tick() {
	if c.Phase == SignedIn && c.Tab == TabBoard {
		c.lookAtBoard()
	}
}
