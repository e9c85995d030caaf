package state

import "agentadapter/protocol"

// leaseTold takes in who is live now.
func (c *change) leaseTold(l protocol.Lease) {
	was := c.Lease
	c.Lease.Lease, c.Lease.Known = l, true
	if !l.Live {
		c.Lease.Taking = false
		c.leftLive(was.Live)
		return
	}
	c.Lease.Asking, c.Lease.Taking, c.Lease.Note = false, false, ""
	if !was.Live {
		c.wentLive()
	}
}

// leftLive ends the softphone in a window that is not the live one any more: two log-ins fight.
func (c *change) leftLive(was bool) {
	if was {
		c.Softphone = Softphone{URL: c.Softphone.URL}
		c.do(UnloadSoftphone{})
		for _, session := range c.rung {
			c.do(Unnotify{session})
		}
		c.rung = nil
	}
}

// wentLive makes this window the one that works: the softphone is loaded, the field shows what it
// holds, and what rings is announced.
func (c *change) wentLive() {
	if c.Softphone.URL != "" {
		c.do(LoadSoftphone{c.Softphone.URL})
	}
	if f := c.Lease.fill; f != nil {
		c.Lease.fill = nil
		c.fillField(f.Number, f.Customer, f.Conversation)
	}
	c.do(WriteNumber{c.Dial.Number})
	c.askNumber()
	c.sayKeptStatus()
	c.announce(false)
}

// sayKeptStatus tells the status change that came while nobody could be told.
func (c *change) sayKeptStatus() {
	if m := c.Status.unsaid; m != nil && c.Working() {
		c.Status.unsaid = nil
		c.hostStatus(*m)
	}
}

func (c *change) lease(m Msg) {
	switch m.(type) {
	case PressedUseThis:
		c.useThis()
	case ConfirmedTakeOver:
		c.Lease.Asking = false
		c.takeOver(true)
	case CancelledTakeOver:
		c.Lease.Asking, c.Lease.Taking = false, false
		c.do(ReturnFocus{})
	}
}

// useThis takes over, after a question if the other window is on a call. A window that was told
// to stay away connects first.
func (c *change) useThis() {
	if c.SignedOut() {
		c.signIn()
		return
	}
	if c.Connection.State != Live {
		c.Lease.Taking = true
		c.connect()
		return
	}
	if h := c.Lease.Holder; h != nil && h.OnCall {
		c.Lease.Asking = true
		c.do(Focus{ID: TakeOverID})
		return
	}
	c.takeOver(false)
}

// TakeOverID is the id of the button "Take over".
const TakeOverID = "take-over"

func (c *change) takeOver(duringCall bool) {
	c.Lease.Taking = true
	c.ask(protocol.TakeOver{DuringCall: duringCall})
}

// filled tells a waiting window's agent where the number went.
func (c *change) filled(f protocol.Filled) {
	c.Lease.Note = notSentText.String()
	if f.Sent {
		c.Lease.Note = sentText.String()
	}
}
