package ccaip

import (
	"time"
)

func sdkCallAnswered(p *play) {
	p.script.SessionType = or(p.script.SessionType, "Voice Inbound (Mobile)")
	if p.script.CustomData == nil {
		p.script.CustomData = []byte(sampleData)
	}
	p.script.Rating = or(p.script.Rating, 5)
	ratedStory(p)
}

// sampleData is custom data as an SDK sends it; the hidden one must never
// reach the CRM.
const sampleData = `{"order_no":{"label":"Order","value":"A-17","type":"text","invisible_to_agent":false},` +
	`"items":{"label":"Items","value":3,"type":"number","invisible_to_agent":false},` +
	`"risk":{"label":"Risk","value":"high","type":"text","invisible_to_agent":true}}`

func inboundTransferred(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.pause(p.script.Talk, talkTime)
	p.transfer(s)
	p.pause(p.script.Talk, talkTime)
	p.hangUp(s)
	p.finish(s)
	p.finish(s)
}

// transfer hands over as the script says, waits for the next agent to take it
// and lets a warm one leave.
func (p *play) transfer(s *session) {
	var from *agent
	p.do(func(f *floor) error {
		from = s.agent
		with := step{Queue: string(p.script.ToQueue), Agent: p.script.To, Number: p.script.ToNumber, Warm: p.script.Warm}
		if with.Queue == "" && with.Agent == "" && with.Number == "" {
			with.Agent = f.otherThan(from).Email
		}
		return f.stepTransfer(s, with)
	})
	if p.script.ToNumber != "" {
		return // the far end is there already
	}
	p.answer(s)
	if p.script.Warm {
		p.do(func(f *floor) error { return f.hangUpByAgent(s, from) })
	}
}

// otherThan is some other agent; a itself where there is none.
func (f *floor) otherThan(a *agent) *agent {
	for _, other := range f.agents {
		if other != a {
			return other
		}
	}
	return a
}

func callBack(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.talk(s)
	p.backAgain(s)
}

func shortCall(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.pause(p.script.Talk, time.Second)
	p.hangUp(s)
	p.backAgain(s)
}

// backAgain calls the end user back and plays that call to its end.
func (p *play) backAgain(s *session) {
	var next *session
	p.do(func(f *floor) error {
		if err := f.stepCallback(s, step{Agent: p.script.AgentEmail}); err != nil {
			return err
		}
		next = f.calls.order[len(f.calls.order)-1]
		p.record(next)
		return nil
	})
	if p.err != nil {
		return
	}
	p.all = append(p.all, ref{next.kind, next.id})
	if p.script.Ring != nil {
		p.until(next, func() bool { return next.status == "connecting" })
		p.pause(p.script.Ring, 0)
		p.do(func(f *floor) error { return f.pickUp(next) })
	}
	p.until(next, func() bool { return next.status == "connected" })
	p.talk(next)
	p.hangUp(next)
	p.finish(next)
}

func voicemailStory(p *play) {
	s := p.call()
	p.nobody(s)
	p.choose(s)
	p.pause(p.script.Wait, ringTime)
	p.do(func(f *floor) error { return f.leaveVoicemail(s) })
	p.pause(p.script.Talk, talkTime)
	p.hangUp(s)
	with := step{Agent: p.script.AgentEmail}
	p.pause(p.script.After, ringTime)
	switch p.script.Then {
	case "read":
		p.do(func(f *floor) error { return f.handleVoicemail(s, "read", with) })
	case "dismiss":
		p.do(func(f *floor) error { return f.stepDismiss(s, with) })
	case "callback":
		p.backAgain(s)
	}
}

func smartActionStory(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.do(func(f *floor) error {
		return f.stepSmartAction(s, step{Type: p.script.SmartAction, Error: p.script.Error})
	})
	p.pause(p.script.Talk, talkTime)
	p.hangUp(s)
	p.finish(s)
}

func redactedStory(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.do(func(f *floor) error { return f.redact(s, true) })
	p.talk(s)
	p.do(func(f *floor) error { return f.redact(s, false) })
	p.hangUp(s)
	p.finish(s)
}

func ratedStory(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.talk(s)
	p.hangUp(s)
	p.finish(s)
	p.rate(s)
}

// rate is the end user's rating, a moment after the end.
func (p *play) rate(s *session) {
	p.pause(p.script.After, ringTime)
	p.do(func(f *floor) error {
		return f.stepRate(s, step{Rating: or(p.script.Rating, 5), Text: p.script.Comment})
	})
}

func outboundFailed(p *play) {
	p.script.Number = or(p.script.Number, busyNumber)
	s := p.dialOut()
	p.until(s, func() bool { return s.ended() })
}

func callFailed(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.talk(s)
	p.do(func(f *floor) error { return f.stepFail(s, step{Reason: or(p.script.Fail, "voip_conn_timeout")}) })
	p.finish(s)
}

func deflectedStory(p *play) {
	s := p.call()
	p.nobody(s)
	p.choose(s)
	p.pause(p.script.Wait, ringTime)
	p.do(func(f *floor) error { return f.deflect(s) })
}
