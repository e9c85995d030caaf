package rules

import "strings"

// Decide compares what the CRM should hold for the session with what it holds, and says what to do
// next. It never writes twice what Record.Done names, and it is silent about what was given up.
func Decide(s Session, r Record, set Settings) Plan {
	if p, stop := pilot(s, r, set); stop {
		return p
	}
	if r.Settled.Customer == "" && r.Settled.Conversation == "" {
		if p, stop := due(s, r, set); stop {
			return p
		}
	}
	if r.Settled.Customer == "" {
		return settleCustomer(s, r, set)
	}
	if r.Settled.Conversation == "" {
		return settleConversation(s, r, set)
	}
	return missing(s, r, set)
}

// missing lists the writes that the settled session still lacks, in order.
func missing(s Session, r Record, set Settings) Plan {
	p := Plan{State: Saved}
	if r.given("conversation") {
		return p // all that stands on it was given up with it
	}
	agent, ask := p.assignee(s, r, set)
	if len(ask) > 0 {
		return Plan{State: Saving, Ask: ask}
	}
	p.add(conversationWrite(s, r, set, agent))
	p.add(reopenWrite(s, r))
	p.add(messageWrite(s, r, set))
	p.add(assignWrite(s, r, agent))
	p.add(phoneNoteWrite(s, r, set))
	p.add(ownerWrite(s, r, agent))
	p.addUserID(s, r)
	p.addNotes(s, r, set)
	p.addData(s, r, set)
	p.addFiles(s, r, set)
	if len(p.Writes) > 0 || len(p.Carry) > 0 || len(p.Later) > 0 || p.Again {
		p.State = Saving
	}
	return p
}

// add plans a write, if it is wanted.
func (p *Plan) add(w Write, wanted bool) {
	if wanted {
		p.Writes = append(p.Writes, w)
	}
}

// assignee is who is to be given the records that still lack somebody, and what must be asked to know.
// An agent who cannot be asked for now is asked for again, one whom Kustomer does not know is named.
func (p *Plan) assignee(s Session, r Record, set Settings) (User, []Question) {
	if made := r.written("conversation") || !r.Settled.Make; made && r.written(assignKey(s)) && !ownerWanted(s, r) {
		return User{}, nil
	}
	agent, ask := agentOf(s, r, set)
	p.Again = agent.Unreachable
	if id := s.AgentNow(); id != "" && len(ask) == 0 && agent.ID == "" && !agent.Unreachable {
		p.Missing = append(p.Missing, id)
	}
	return agent, ask
}

// addNotes plans what is told in words beside the message.
func (p *Plan) addNotes(s Session, r Record, set Settings) {
	if !r.stands() {
		return
	}
	p.addTransfers(s, r, set)
	p.addHeard(s, r, set)
	p.addDisposition(s, r, set)
	p.addFailedActions(s, r, set)
	p.addWholes(s, r, set)
}

// agentOf answers who the session's agent is in Kustomer, or what must be asked to know. A session
// that ended without one goes to the default author, if it made the conversation (V11).
func agentOf(s Session, r Record, set Settings) (User, []Question) {
	if id := s.AgentNow(); id != "" {
		user, asked := r.Users[AgentKey(id)]
		if !asked {
			return User{}, []Question{{Agent: id}}
		}
		return user, nil
	}
	author := set.DefaultAuthor
	if author == "" || !s.Ended() {
		return User{}, nil
	}
	if !strings.Contains(author, "@") {
		return User{ID: author}, nil
	}
	user, asked := r.Users[author]
	if !asked {
		return User{}, []Question{{Email: author}}
	}
	return user, nil
}
