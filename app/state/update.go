package state

import (
	"strconv"

	"agentadapter/protocol"
)

// change is one Update at work: the state so far and the effects so far.
type change struct {
	State
	effects []Effect
}

func (c *change) do(e ...Effect) { c.effects = append(c.effects, e...) }

// ask says a frame that wants an answer and gives the reference the answer will carry.
func (c *change) ask(body protocol.Up) string {
	c.refs++
	ref := "q" + strconv.Itoa(c.refs)
	c.do(Say{protocol.Head{Ref: ref, Term: c.Lease.Term}, body})
	return ref
}

// tell says a frame that wants none.
func (c *change) tell(body protocol.Up) {
	c.do(Say{protocol.Head{Term: c.Lease.Term}, body})
}

// Update gives what follows from a message: the next state, and what is to be done. The state it
// is given stays as it was.
func Update(s State, m Msg) (State, []Effect) {
	c := &change{State: s.copied()}
	wasOnCall := s.OnCall()
	switch m := m.(type) {
	case FrameCame:
		c.frame(m.Frame)
	case LinkOpening, LinkAlive, LinkLost, SignInFailed, WentOffline, Unsaid, PressedReload:
		c.connection(m)
	case HostDialed, TypedNumber, RestedTyping, PressedCall, PressedCallAnyway, CancelledCall, PressedCallback:
		c.dial(m)
	case ToggledCountry, SearchedCountry, PressedCountryKey, ChoseCountry, ToggledFavourite, NamedCountries,
		ChoseOutbound, ChoseLanguage:
		c.dialing(m)
	case ChoseTab, PressedTabKey, ToggledMissed:
		c.desk(m)
	case ChoseVolume, ChoseSink, NamedSinks, PressedTryTone, PressedAllow:
		c.sound(m)
	case PressedTest, Probed, PressedReport:
		c.test(m)
	case Remembered:
		c.rememberSound(m.Kept)
		c.Dialing.Flags = m.Flags
		c.remember(m.Kept)
	case Ticked:
		c.Now = m.Now
		c.historyDue()
	case ToggledStatus, ClosedStatus, PressedStatusKey, ChoseStatus, PressedClearNext, PressedReconcile:
		c.statusBox(m)
	case PressedAnswer, PressedDecline, ToggledSoftphone, SoftphoneSaid:
		c.softphone(m)
	case PressedKey, ToggledKeys, SwitchedKeys:
		c.keys(m)
	case PickedCustomer, PressedUseCustomer:
		c.pick(m)
	case PressedUseThis, ConfirmedTakeOver, CancelledTakeOver:
		c.lease(m)
	case PressedSignOut:
		c.signOut()
	case HostStatus:
		c.hostStatus(m)
	case HostProblem:
		c.problem(m.Problem)
	case DismissedProblem:
		c.dismiss(m.Code)
	}
	if on := c.OnCall(); on != wasOnCall {
		c.do(TellOnCall{on})
	}
	c.speak(s)
	if on := c.Tone(); on != c.toning {
		c.toning = on
		c.do(PlayTone{on})
	}
	c.reloadIfDue()
	return c.State, c.effects
}

// frame takes in what the server said.
func (c *change) frame(f protocol.DownFrame) {
	switch b := f.Body.(type) {
	case protocol.Welcome:
		c.welcome(b)
	case protocol.Lease:
		c.leaseTold(b)
	case protocol.Number:
		c.numberTold(f.Ref, b)
	case protocol.Check:
		c.checkTold(f.Ref, b)
	case protocol.History:
		c.historyTold(f.Ref, b)
	case protocol.Dialed:
		c.dialed(f.Ref, b)
	case protocol.StatusSet:
		c.statusSet(f.Ref, b)
	case protocol.Status:
		c.Status.Status = b
	case protocol.Session:
		c.session(b)
	case protocol.Pop:
		c.pop(f.N, b)
	case protocol.Fill:
		c.fillField(b.Number, b.Customer, b.Conversation)
		c.do(OpenHost{})
	case protocol.Filled:
		c.filled(b)
	case protocol.Choose:
		c.choose(b)
	case protocol.Problem:
		if f.Ref != "" {
			c.unansweredChoices(f.Ref)
		}
		c.problem(b)
	}
}
