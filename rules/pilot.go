package rules

import (
	"slices"
	"strings"
)

// pilot keeps to the sessions of a pilot's agents, where there is one (W9). A session is theirs once
// one of them has taken it, also by a hand-over, and stays so when it is handed on to somebody else.
// Who they are is what the setting says now: what was written for others stays, and nothing more is.
func pilot(s Session, r Record, set Settings) (p Plan, stop bool) {
	if len(set.PilotAgents) == 0 {
		return Plan{}, false
	}
	takers := s.takers()
	switch {
	case len(takers) == 0 && !s.Ended():
		return Plan{State: Waiting, Rule: "W9", Reason: "only sessions of the pilot's agents are written, and nobody has it yet"}, true
	case len(takers) == 0:
		return Plan{State: Skipped, Rule: "W9", Reason: "only sessions of the pilot's agents are written, and nobody had it"}, true
	}
	ours, ask, unreachable := r.amongPilots(takers, set.PilotAgents)
	switch {
	case ours:
		return Plan{}, false
	case len(ask) > 0:
		return Plan{State: Waiting, Rule: "W9", Ask: ask}, true // nothing is being saved yet
	case unreachable:
		return Plan{State: Saving, Rule: "W9", Reason: "nobody can tell yet whether its agent is of the pilot", Again: true}, true
	}
	return Plan{State: Skipped, Rule: "W9", Reason: "only sessions of the pilot's agents are written"}, true
}

// takers are the agents who have had the session, by the platform's id.
func (s Session) takers() []string {
	var all []string
	for _, stint := range s.stints() {
		all = append(all, stint.agent)
	}
	if now := s.AgentNow(); now != "" {
		all = append(all, now)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// amongPilots tells whether one of the agents is a pilot, by the e-mail that Kustomer knows of them
// (V11), letter case aside. Otherwise what must be asked to know, and whether somebody could not be.
func (r Record) amongPilots(agents, emails []string) (ours bool, ask []Question, unreachable bool) {
	for _, agent := range agents {
		user, asked := r.Users[AgentKey(agent)]
		if !asked {
			ask = append(ask, Question{Agent: agent})
		}
		unreachable = unreachable || user.Unreachable
		ours = ours || user.Email != "" && slices.ContainsFunc(emails, func(e string) bool { return strings.EqualFold(e, user.Email) })
	}
	return ours, ask, unreachable
}
