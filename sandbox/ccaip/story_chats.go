package ccaip

// chatOf plays an answered chat of a session type.
func chatOf(sessionType string) func(*play) {
	return func(p *play) {
		s := p.chat(sessionType)
		p.choose(s)
		p.answer(s)
		p.write(s, p.lines())
		p.hangUp(s)
		p.finish(s)
		if p.script.Rating != 0 {
			p.rate(s)
		}
	}
}

// lines are what is written, the end user and the agent in turn.
func (p *play) lines() []string {
	if p.script.Messages != nil {
		return p.script.Messages
	}
	return []string{"Hello, where is my order A-17?", "Hello! It left us this morning.", "Thank you. Grüße!", "With pleasure."}
}

// halves are the first exchange, and the rest.
func (p *play) halves() (before, after []string) {
	lines := p.lines()
	n := min(2, len(lines))
	return lines[:n], lines[n:]
}

// chat lets somebody begin a chat.
func (p *play) chat(sessionType string) *session {
	var s *session
	p.do(func(f *floor) error {
		s = f.arrive(p.script.arrival(f, kindChat, or(p.script.SessionType, sessionType)))
		return nil
	})
	if p.err == nil {
		p.cue(s)
	}
	return s
}

// write lets end user and agent write in turn.
func (p *play) write(s *session, lines []string) {
	for i, line := range lines {
		if line == "" {
			continue // nobody writes: the other one begins
		}
		with := step{Text: line}
		if i%2 == 1 {
			with.By = "agent"
		}
		p.do(func(f *floor) error { return f.stepMessage(s, with) })
		p.pause(p.script.Talk, ringTime)
	}
}

func chatRinging(p *play) {
	s := p.chat("Messaging (Web)")
	p.choose(s)
	p.write(s, p.lines()[:min(1, len(p.lines()))])
	p.patient(s, patience)
}

func chatAbandoned(p *play) {
	s := p.chat("Messaging (Web)")
	p.nobody(s)
	p.choose(s)
	p.pause(p.script.Wait, ringTime)
	p.hangUp(s)
}

func chatTransferred(p *play) {
	before, after := p.halves()
	s := p.chat("Messaging (Web)")
	p.choose(s)
	p.answer(s)
	p.write(s, before)
	p.transfer(s)
	p.write(s, after)
	p.hangUp(s)
	p.finish(s)
	p.finish(s)
}

func chatDismissed(p *play) {
	before, after := p.halves()
	s := p.chat("Messaging (Web)")
	p.choose(s)
	p.answer(s)
	p.write(s, before)
	p.do(func(f *floor) error { return f.stepDismiss(s, step{}) })
	p.finish(s)
	p.pause(p.script.Wait, ringTime)
	p.do(func(f *floor) error { return f.resume(s) })
	p.answer(s)
	p.write(s, after)
	p.hangUp(s)
	p.finish(s)
}
