package rules

// ownerKey marks that a customer made by the session was given to the agent.
func ownerKey(s Session) string { return "owner:" + s.AgentNow() }

// ownerWanted: the session made its customer, who is still to be given to the session's agent (C6).
func ownerWanted(s Session, r Record) bool {
	key := ownerKey(s)
	return r.Settled.CustomerMade && s.AgentNow() != "" && !r.NoOwner && !r.written(key) && !r.given(key)
}

// ownerWrite gives the customer to the session's agent (C6).
func ownerWrite(s Session, r Record, agent User) (Write, bool) {
	if !ownerWanted(s, r) || agent.ID == "" {
		return Write{}, false
	}
	raw, _ := body(map[string]any{"dedicatedUser": agent.ID})
	return Write{
		Key: ownerKey(s), Mark: agent.ID, Rule: "C6", Reason: "the customer was made for this agent's session",
		Verb: Change, Target: OnCustomer, ID: r.Settled.Customer, Body: raw, Facts: s.Cite(AgentID, AssignedAt, ConnectedAt),
	}, true
}
