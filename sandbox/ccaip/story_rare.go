package ccaip

import "time"

// outsideLine is a number that calls are handed over to.
const outsideLine = "+14155550177"

// scheduledCall is booked, comes due and goes on as any call.
func scheduledCall(p *play) {
	s := p.book()
	p.until(s, func() bool { return s.status != scheduled })
	p.answer(s)
	p.talk(s)
	p.hangUp(s)
	p.finish(s)
}

// scheduledCanceled is booked and called off.
func scheduledCanceled(p *play) {
	s := p.book()
	p.pause(nil, ringTime)
	p.do(func(f *floor) error { return f.cancelScheduled(s) })
}

// book books the script's call, due after its wait.
func (p *play) book() *session {
	var s *session
	t := p.script
	p.do(func(f *floor) error {
		m := findMenu(f.menus, or(string(t.Queue), "7"))
		s = f.schedule(t.arrival(f, kindCall, or(t.SessionType, scheduledByAPI)), m, f.now().Add(*span(t.Wait, talkTime)))
		p.record(s)
		return nil
	})
	if p.err == nil {
		p.cue(s)
	}
	return s
}

// smsOutbound is an agent who writes first.
func smsOutbound(p *play) {
	var s *session
	t := p.script
	p.do(func(f *floor) error {
		a := or(f.agentByEmail(t.AgentEmail), f.agents[0])
		if err := a.mayText(); err != nil {
			return err
		}
		s = f.writeFirst(a, or(t.Number, "+14155550123"), or(t.SessionType, "Messaging Outbound (SMS)"), t.noWrapUp())
		return nil
	})
	if p.err != nil {
		return
	}
	p.cue(s)
	p.until(s, func() bool { return s.status == "ongoing" })
	lines := t.Messages
	if lines == nil {
		lines = []string{"", "Your parcel is on its way.", "Great, thank you!"}
	}
	p.write(s, lines)
	p.hangUp(s)
	p.finish(s)
}

// addOutside is a call that an outside line joins and leaves.
func addOutside(p *play) {
	with := step{Number: or(p.script.ToNumber, outsideLine)}
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.do(func(f *floor) error { return f.stepAdd(s, with) })
	p.pause(nil, pickUpDelay+time.Second)
	p.do(func(f *floor) error { return f.stepLeave(s, with) })
	p.talk(s)
	p.hangUp(s)
	p.finish(s)
}

// agentUnresponsive is a call that never reaches its first agent.
func agentUnresponsive(p *play) {
	s := p.call()
	p.choose(s)
	p.until(s, func() bool { return s.offered() })
	p.pause(p.script.Ring, ringTime)
	p.do(func(f *floor) error { return f.unreachable(s, or(p.script.Fail, "ag_mic_denied")) })
	p.answer(s)
	p.talk(s)
	p.hangUp(s)
	p.finish(s)
}
