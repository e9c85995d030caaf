package rules

import "maps"

// open is the only status that counts as open (V2): snoozed and done never do.
const open = "open"

// place is where a session belongs: a conversation of the customer's, or with none a new one.
type place struct {
	in        *Conversation
	rule, why string
	// reopen: it is done, and is opened again (V12).
	reopen bool
}

// settleConversation chooses the conversation, once the customer's are listed (V1–V8).
func settleConversation(s Session, r Record, set Settings) Plan {
	if p, stop := awaitsEarlier(s, r); stop {
		return p
	}
	if !r.Listed {
		ask := []Question{{Conversations: r.Settled.Customer}}
		_, more := agentOf(s, r, set)
		return Plan{State: Saving, Ask: append(ask, more...)}
	}
	at := placeOf(s, r, set)
	if at.in == nil && unwanted(s, set) {
		return notForAbandoned
	}
	settled := r.Settled
	settled.Rule, settled.Why, settled.Reopen = at.rule, at.why, at.reopen
	if at.in != nil {
		settled.Conversation = at.in.ID
	} else {
		settled.Conversation, settled.Make = ConversationID(r.Tenant, s.Name, at.rule, settled.N), true
	}
	return Plan{State: Saving, Settle: &settled}
}

func placeOf(s Session, r Record, set Settings) place {
	switch {
	case s.Phase() == VoiceMail:
		return place{rule: "V8", why: "a voicemail always has its own"}
	case s.Outbound():
		return placeOutbound(r, set)
	}
	return placeInbound(s, r, set)
}

// placeInbound: the open one of the same menu and channel (V1, V7), or one that was closed lately (V12).
func placeInbound(s Session, r Record, set Settings) place {
	if c := newest(r.Conversations, func(c Conversation) bool { return fits(c, s) }); c != nil {
		return place{in: c, rule: "V1", why: "appended to the one that is open"}
	}
	if c := newest(r.Conversations, func(c Conversation) bool { return reopenable(c, s, set) }); c != nil {
		return place{in: c, rule: "V12", why: "closed only lately, and opened again", reopen: true}
	}
	return place{rule: "V1", why: "none is open with this menu and channel"}
}

// fits: open, with the session's menu and channel (V1, V2). One without a channel is not ours.
func fits(c Conversation, s Session) bool {
	return c.Status == open && c.Channel == s.Channel() && c.Menu.same(s.Menu())
}

func anyOf(Conversation) bool { return true }

// newest is the one created last of those that fit; the greater id where times agree.
func newest(all []Conversation, fit func(Conversation) bool) *Conversation {
	var best *Conversation
	for i := range all {
		c := &all[i]
		if !fit(*c) {
			continue
		}
		if best == nil || c.CreatedAt.After(best.CreatedAt) || c.CreatedAt.Equal(best.CreatedAt) && c.ID > best.ID {
			best = c
		}
	}
	return best
}

// conversationWrite makes the settled conversation, given to its agent.
func conversationWrite(s Session, r Record, set Settings, agent User) (Write, bool) {
	if !r.Settled.Make || r.written("conversation") {
		return Write{}, false
	}
	made, also := conversationBody(s, r, set), map[string]string{}
	if data, _ := s.mapped(set, OnConversation); len(data) > 0 && !r.NoFields {
		also[dataKey(OnConversation)] = dataMark(data)
	}
	if agent.ID != "" {
		made["assignedUsers"] = []string{agent.ID}
		also[assignKey(s)] = agent.ID
	}
	raw, mark := body(fitted(made))
	return Write{
		Key: "conversation", Mark: mark, Rule: r.Settled.Rule, Reason: r.Settled.Why,
		Verb: Create, Target: OnConversation, ID: r.Settled.Conversation, Body: raw, Also: also,
		Facts: s.Cite(Type, Direction, Status, State, FailReason, MenuID, QueueIDs),
	}, true
}

// conversationBody is a new conversation with the standard data S1 and the app's own.
func conversationBody(s Session, r Record, set Settings) map[string]any {
	made := map[string]any{
		"id":         r.Settled.Conversation,
		"customer":   r.Settled.Customer,
		"externalId": numbered(set.ExternalIDPrefix, s.Name, r.Settled.N),
		"name":       s.title(),
		"status":     open,
		"direction":  s.way(),
	}
	if !r.NoFields {
		custom := standardData(s)
		data, _ := s.mapped(set, OnConversation)
		maps.Copy(custom, data)
		made["custom"] = custom
	}
	return made
}

// standardData (S1) describes the session that made the conversation.
func standardData(s Session) map[string]any {
	data := map[string]any{"callIdStr": s.ID(), "sessionChannelStr": s.Channel()}
	menu := s.Menu()
	for name, value := range map[string]string{
		"languageStr":             s.Get(Language),
		"inboundMenuSelectionStr": menu.Path,
		"inboundMenuIdStr":        menu.ID,
	} {
		if value != "" {
			data[name] = value
		}
	}
	return data
}

// assignKey marks that the session's agent (or the default author) was given the conversation.
// One who comes back after a hand-over is given it again.
func assignKey(s Session) string {
	if now := s.stintNow(); now.agent == s.AgentNow() && now.key != "" {
		return "assign:" + now.key
	}
	return "assign:" + s.AgentNow()
}

// assignWrite gives the conversation to the session's agent, once per agent (V11). The default author
// gets only a conversation that the session made.
func assignWrite(s Session, r Record, agent User) (Write, bool) {
	key := assignKey(s)
	if agent.ID == "" || r.written(key) || r.given(key) {
		return Write{}, false
	}
	if s.AgentNow() == "" && !r.Settled.Make {
		return Write{}, false
	}
	if r.Settled.Make && !r.written("conversation") {
		return Write{}, false // comes with the making
	}
	rule, reason := "V11", "answered by this agent"
	if len(s.stints()) > 1 {
		rule, reason = "S6", "transferred to this agent"
	}
	raw, _ := body(map[string]any{"assignedUsers": []string{agent.ID}})
	return Write{
		Key: key, Mark: agent.ID, Rule: rule, Reason: reason,
		Verb: Change, Target: OnConversation, ID: r.Settled.Conversation, Body: raw,
		Facts: s.Cite(AgentID, AssignedAt, ConnectedAt),
	}, true
}
