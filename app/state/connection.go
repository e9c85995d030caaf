package state

import "agentadapter/protocol"

// patience is how many attempts in a row may fail before the line says Offline: a server that
// starts again is back before the second.
const patience = 2

func (c *change) connection(m Msg) {
	switch m := m.(type) {
	case LinkOpening:
		if c.Connection.State != Offline {
			c.Connection.State = Connecting
		}
	case LinkAlive:
		if c.Connection.Open { // the browser thought it was offline, and was wrong
			c.Connection.State = Live
		}
	case WentOffline:
		c.Connection.State = Offline
	case LinkLost:
		c.linkLost(m)
	case SignInFailed:
		c.Connection.State, c.Connection.Reason = Offline, m.Reason
	case Unsaid:
		c.unsaid(m)
	case PressedReload:
		c.do(Reload{Asked: true})
	}
}

// connect comes back though the server said to stay away.
func (c *change) connect() {
	c.Connection = Connection{State: Connecting, Reload: c.Connection.Reload}
	c.do(Connect{})
}

// welcome takes in everything there is to show.
func (c *change) welcome(w protocol.Welcome) {
	c.Connection = Connection{State: Live, Open: true, Reload: c.Connection.Reload}
	c.Agent, c.Records = w.Agent, w.Records
	c.Stale = w.Build != "" && c.Build != "" && w.Build != c.Build
	c.Softphone.URL = w.Softphone
	c.welcomeDialing(w.Dialing)
	c.setSkew(w.Now)
	c.Status.Status = w.Status
	c.Problems = nil
	for _, p := range w.Problems {
		c.problem(p)
	}
	c.welcomeChoices(w.Choices)
	rang := len(c.Rings()) > 0
	c.Sessions = recent(w.Sessions)
	if w.Resume != "" {
		c.do(KeepResume{w.Resume})
	}
	taking, wasLive := c.Lease.Taking, c.Lease.Live
	c.leaseTold(w.Lease)
	if wasLive && w.Lease.Live {
		c.sayKeptStatus()
		c.announce(rang)
	}
	if !w.Lease.Live {
		c.welcomedToWait(taking)
	}
}

// welcomedToWait does what was wished for before the connection was there.
func (c *change) welcomedToWait(taking bool) {
	if f := c.Lease.fill; f != nil {
		c.Lease.fill = nil
		c.ask(*f)
	}
	if taking {
		c.Lease.Taking = false
		c.useThis()
	}
}

// linkLost says how bad it is. What waited for an answer will get none: the new connection's
// welcome tells what became of it.
func (c *change) linkLost(m LinkLost) {
	c.dialLost(dialUnknownText.String())
	c.statusLost(statusLostText.String())
	c.unansweredChoices("")
	c.testLost()
	c.Connection.Code, c.Connection.Quiet = m.Code, !m.Code.ComeBack()
	c.Connection.Reason, c.Connection.Open = "", false
	if m.Code == protocol.CloseReload {
		c.Connection.Reload = true
	}
	switch {
	case c.Connection.Quiet:
		c.Connection.State, c.Connection.Reason = Offline, m.Reason
		c.Lease.Asking, c.Lease.Taking = false, false
		if m.Code == protocol.CloseTakenOver || m.Code == protocol.CloseSignedOut {
			c.leftLive(c.Lease.Live)
			c.Lease.Live = false
		}
		if m.Code == protocol.CloseSignedOut {
			c.signedOut()
		}
	case m.Attempts > patience:
		c.Connection.State = Offline
	case c.Connection.State != Offline:
		c.Connection.State = Connecting
	}
}

// unsaid tells about a frame that never left.
func (c *change) unsaid(m Unsaid) {
	switch m.Ref {
	case "":
	case c.Dial.Ref:
		c.dialLost(dialUnsaidText.String())
	case c.Status.Ref:
		c.statusLost(setUnsaidText.String())
	default:
		c.unansweredChoices(m.Ref)
	}
}

// reloadIfDue loads the page again once nothing is live that it would disturb.
func (c *change) reloadIfDue() {
	if c.Connection.Reload && !c.Busy() && c.Dial.Ref == "" {
		c.Connection.Reload = false
		c.do(Reload{})
	}
}
