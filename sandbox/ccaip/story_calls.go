package ccaip

import (
	"slices"
	"strings"
	"time"

	"agentadapter/sandbox/knobs"
)

// stories lists them all, group by group.
func stories() []story {
	return slices.Concat(
		grouped("Calls", callStories), grouped("Outbound", outboundStories), grouped("Transfer and add", transferStories),
		grouped("Voicemail", voicemailStories), grouped("Chats", chatStories), grouped("SmartActions", actionStories),
		grouped("Recording", recordingStories), grouped("Ends", endStories))
}

// grouped puts stories under a heading.
func grouped(name string, all []story) []story {
	out := slices.Clone(all)
	for i := range out {
		out[i].Group = name
	}
	return out
}

// Times where the script tells none.
const (
	menuTime   = 50 * time.Millisecond
	ringTime   = 500 * time.Millisecond
	talkTime   = 2 * time.Second
	wrapUpTime = 500 * time.Millisecond
	patience   = time.Minute
)

func inboundAnswered(p *play) {
	s := p.call()
	p.choose(s)
	p.answer(s)
	p.talk(s)
	p.hangUp(s)
	p.finish(s)
}

func inboundRinging(p *play) {
	s := p.call()
	p.do(func(*floor) error {
		s.ringFor = span(p.script.Ring, p.cfg.RingFor)
		return nil
	})
	p.choose(s)
	p.patient(s, patience)
	if p.script.Talk != nil {
		p.talk(s)
		p.hangUp(s)
	}
}

func inboundAbandoned(p *play) {
	s := p.call()
	p.nobody(s)
	p.choose(s)
	p.pause(p.script.Wait, ringTime)
	p.hangUp(s)
}

func inboundMenuAbandoned(p *play) {
	s := p.call()
	p.pause(p.script.Menu, ringTime)
	p.hangUp(s)
}

func inboundMissed(p *play) {
	s := p.call()
	p.do(func(f *floor) error {
		s.ringFor = span(p.script.Ring, ringTime)
		if s.wanted == nil {
			s.wanted = f.agents[0]
		}
		for _, a := range f.agents { // nobody else comes either
			s.passed[a.ID] = a != s.wanted
		}
		return nil
	})
	p.choose(s)
	p.until(s, func() bool { return len(s.participants) > 1 && s.participants[1].failReason != "" })
	p.pause(p.script.Wait, ringTime)
	p.hangUp(s)
}

func outboundAnswered(p *play) {
	s := p.dialOut()
	p.until(s, func() bool { return s.status == "connected" })
	p.talk(s)
	p.hangUp(s)
	p.finish(s)
}

// call lets the script's caller arrive.
func (p *play) call() *session {
	var s *session
	t := p.script
	p.do(func(f *floor) error {
		s = f.arrive(t.arrival(f, kindCall, or(t.SessionType, "Voice Inbound (IVR)")))
		p.record(s)
		return nil
	})
	if p.err == nil {
		p.cue(s)
	}
	return s
}

// dialOut has the script's agent (or the first) dial.
func (p *play) dialOut() *session {
	var s *session
	t := p.script
	p.do(func(f *floor) error {
		a := f.agentByEmail(t.AgentEmail)
		if a == nil {
			a = f.agents[0]
		}
		if a.busy() || !a.online() {
			return refusal{409, a.Name + " can not dial now: " + a.status + "."}
		}
		s = f.dial(dialling{by: a, number: or(t.Number, "+14155550123"), outboundNumber: t.Outbound,
			lang: t.Lang, ticketID: t.TicketID, parentID: t.ParentID, sessionType: or(t.SessionType, "Voice Outbound"),
			answerAfter: *span(t.Ring, ringTime), wrapUpFor: t.noWrapUp()})
		p.record(s)
		return nil
	})
	if p.err == nil {
		p.cue(s)
	}
	return s
}

// arrival is who gets in touch. An app user is known by their identifier and
// has a number only where the script tells one.
func (t script) arrival(f *floor, kind, sessionType string) arrival {
	who := endUser{identifier: t.Identifier, phone: t.Number, name: t.Name, email: t.Email}
	if bySDK(sessionType) {
		who.identifier = or(who.identifier, "app-user-1042")
	} else {
		who.phone = or(who.phone, "+14155550123")
		who.identifier = or(who.identifier, who.phone)
	}
	return arrival{kind: kind, sessionType: sessionType, caller: who, lang: t.Lang,
		wanted: f.agentByEmail(t.AgentEmail), customData: t.CustomData,
		wrapUpFor: t.noWrapUp(), ticketID: t.TicketID, parentID: t.ParentID}
}

// bySDK tells whether sessions of this type come from an app or a web page.
func bySDK(sessionType string) bool {
	for _, word := range []string{"(Mobile)", "(Web)", "(App)"} {
		if strings.Contains(sessionType, word) {
			return true
		}
	}
	return false
}

// record says how the call is recorded.
func (p *play) record(s *session) {
	s.recorded = p.script.Recording == nil || *p.script.Recording
	s.segments, s.recordingSize = p.script.Segments, p.script.Bytes
	if s.recorded {
		s.recordingPermission = "granted"
	}
}

// choose lets the caller hear the menu and choose the script's queue.
func (p *play) choose(s *session) {
	p.pause(p.script.Menu, menuTime)
	p.do(func(f *floor) error {
		return f.stepQueue(s, step{Queue: or(string(p.script.Queue), "7")})
	})
}

// answer waits until it rings, lets it ring, answers, and waits until they
// talk. Somebody at the agent page may be quicker.
func (p *play) answer(s *session) {
	talking := func() bool { return s.status == "connected" || s.status == "ongoing" }
	for taken := false; !taken && p.err == nil; {
		p.until(s, func() bool { return s.offered() || talking() })
		p.pause(p.script.Ring, ringTime)
		p.do(func(f *floor) error {
			if s.offered() {
				return f.accept(s)
			}
			return nil
		})
		p.floor.read(func() { taken = s.inHands(s.agent) })
	}
	p.until(s, talking)
}

// talk waits while they talk, partly on hold where the script has it so.
func (p *play) talk(s *session) {
	if p.script.Hold != nil {
		p.do(func(f *floor) error { return f.hold(s, true) })
		p.pause(p.script.Hold, 0)
		p.do(func(f *floor) error { return f.hold(s, false) })
	}
	p.pause(p.script.Talk, talkTime)
}

// nobody sees to it that no agent is asked.
func (p *play) nobody(s *session) {
	p.do(func(f *floor) error {
		for _, a := range f.agents {
			s.passed[a.ID] = true
		}
		return nil
	})
}

// hangUp ends the session as the script says.
func (p *play) hangUp(s *session) {
	p.do(func(f *floor) error { return f.stepHangUp(s, step{By: p.script.HangUpBy}) })
}

// finish writes the session up after the script's time.
func (p *play) finish(s *session) {
	var any bool
	p.floor.read(func() { any = len(s.wrapping) > 0 })
	if !any {
		return
	}
	p.pause(p.script.WrapUp, wrapUpTime)
	p.do(func(f *floor) error {
		return f.stepFinish(s, step{Code: or(p.script.Code, "resolved"), Note: p.script.Note})
	})
}

// patient waits for somebody to answer; after wait the caller gives up.
func (p *play) patient(s *session, wait time.Duration) {
	if p.script.Wait != nil {
		wait = time.Duration(*p.script.Wait)
	}
	p.do(func(f *floor) error {
		f.after(wait, func() {
			if s.connectedAt.IsZero() && !s.ended() && s.status != "connecting" {
				_ = f.hangUp(s) // it is not over: just seen
			}
		})
		return nil
	})
	p.until(s, func() bool { return !s.connectedAt.IsZero() || s.ended() })
}

// noWrapUp is zero where the script wants none; nil leaves it to the house, and
// the script's time is how long the agent takes.
func (t script) noWrapUp() *time.Duration {
	if t.WrapUp != nil && *t.WrapUp == 0 {
		return new(time.Duration)
	}
	return nil
}

// span turns a told duration into a plain one; nil where none is told would
// mean "the house's habit", so the fallback is made explicit.
func span(d *knobs.Duration, fallback time.Duration) *time.Duration {
	if d != nil {
		fallback = time.Duration(*d)
	}
	return &fallback
}
