package state

import (
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// Keyboard is the map of keys under "?", and whether single keys work at all: who speaks to the
// computer, or presses keys unawares, switches them off.
type Keyboard struct {
	Open bool
	Off  bool
}

// Ids of the map's elements, and the name under which the choice is kept in this browser.
const (
	KeysButtonID = "keys-button"
	KeysCloseID  = "keys-close"
	keptKeys     = "keys"
	keysOff      = "off"
)

// Shortcut is one key, what it does in a few words, and the doing. A key that has nothing to do now
// does nothing. They are letters without Ctrl, Alt or Meta, which browsers and screen readers keep
// for themselves, and work only where nothing is typed.
type Shortcut struct {
	Key   string
	Does  texts.Text
	press func(*change)
}

// Shortcuts are all keys, in the order in which the map lists them.
func Shortcuts() []Shortcut {
	return []Shortcut{
		{"n", "keys.number: Go to the number field", func(c *change) { c.do(Focus{ID: NumberID}) }},
		{"c", "keys.call: Call the number", func(c *change) { c.pressedCall() }},
		{"a", "keys.answer: Answer", func(c *change) { c.firstRing(func(s string) Msg { return PressedAnswer{s} }) }},
		{"d", "keys.decline: Decline", func(c *change) { c.firstRing(func(s string) Msg { return PressedDecline{s} }) }},
		{"p", "keys.softphone: Show or hide the softphone", pressSoftphone},
		{"s", "keys.status: Choose a status", pressStatus},
		{"x", "keys.clear: Clear the next status", func(c *change) { c.pressIf(c.Status.Next != "", PressedClearNext{}) }},
		{"r", "keys.reconcile: Reconcile the statuses", func(c *change) { c.pressIf(c.Status.Drift != "", PressedReconcile{}) }},
		{"o", "keys.open: Open the newest conversation", pressOpen},
		{"b", "keys.back: Call the newest caller back", pressBack},
		{"k", "keys.country: Choose a country", func(c *change) { c.pressIf(!c.Waiting(), ToggledCountry{}) }},
		{"g", "keys.calls: Show the calls and chats", func(c *change) { c.pressIf(!c.Waiting(), ChoseTab{TabCalls}) }},
		{"h", "keys.history: Show the history", func(c *change) { c.pressIf(!c.Waiting(), ChoseTab{TabHistory}) }},
		{"v", "keys.voicemail: Show the voicemails", func(c *change) { c.pressIf(!c.Waiting(), ChoseTab{TabVoicemail}) }},
		{"t", "keys.test: Run the self-test", pressTest},
		{"q", "leave: Sign out of this window", pressLeave},
		{"m", "keys.dismiss: Dismiss the oldest message", pressDismiss},
		{"u", "keys.use: Use this window", func(c *change) { c.pressIf(c.Waiting(), PressedUseThis{}) }},
		{"l", "keys.load: Load the new version", func(c *change) { c.pressIf(c.Stale && !c.Busy(), PressedReload{}) }},
		{"?", "keys.map: Show these keys", func(c *change) { c.toggleKeys() }},
	}
}

// keys takes what has to do with keys.
func (c *change) keys(m Msg) {
	switch m := m.(type) {
	case PressedKey:
		if !c.Keys.Off {
			c.pressKey(m.Key)
		}
	case ToggledKeys:
		c.toggleKeys()
	case SwitchedKeys:
		c.Keys.Off = !c.Keys.Off
		kept := ""
		if c.Keys.Off {
			kept = keysOff
		}
		c.do(Keep{keptKeys, kept})
	}
}

func (c *change) pressKey(key string) {
	for _, s := range Shortcuts() {
		if s.Key == key {
			s.press(c)
			return
		}
	}
}

// toggleKeys opens the map with the keyboard in it, or closes it and gives the keyboard back.
func (c *change) toggleKeys() {
	c.Keys.Open = !c.Keys.Open
	if c.Keys.Open {
		c.do(Focus{ID: KeysCloseID})
		return
	}
	c.do(ReturnFocus{})
}

// pressIf does what a button would do, while it is there.
func (c *change) pressIf(there bool, m Msg) {
	if !there {
		return
	}
	next, effects := Update(c.State, m)
	c.State = next
	c.do(effects...)
}

func (c *change) firstRing(press func(session string) Msg) {
	if rings := c.Rings(); len(rings) > 0 {
		c.pressIf(true, press(rings[0].Session))
	}
}

func pressSoftphone(c *change) {
	c.pressIf(c.Lease.Live && c.Softphone.URL != "", ToggledSoftphone{})
}

func pressStatus(c *change) {
	if !c.Waiting() {
		c.do(Focus{ID: StatusID})
		c.openStatus(true)
	}
}

func pressOpen(c *change) {
	for _, one := range c.Sessions {
		if c.RecordURL(one) != "" {
			c.do(OpenRecord{one.Customer, one.Conversation})
			return
		}
	}
}

func pressBack(c *change) {
	c.withFirst(CanCallBack, func(one protocol.Session) Msg { return PressedCallback{Session: one.Session} })
}

func (c *change) withFirst(fits func(protocol.Session) bool, press func(protocol.Session) Msg) {
	for _, one := range c.Sessions {
		if fits(one) {
			c.pressIf(true, press(one))
			return
		}
	}
}

func pressTest(c *change) {
	c.pressIf(!c.Waiting(), ChoseTab{TabMore})
	c.pressIf(!c.Waiting(), PressedTest{})
}

// pressLeave only leads to the button: a letter is too easily pressed to end the work by itself.
func pressLeave(c *change) {
	c.pressIf(!c.Waiting(), ChoseTab{TabMore})
	if !c.Waiting() {
		c.do(Focus{ID: SignOutID})
	}
}

func pressDismiss(c *change) {
	if len(c.Problems) > 0 {
		c.dismiss(c.Problems[0].Code)
	}
}
