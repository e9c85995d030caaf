package rules

import (
	"cmp"
	"maps"
	"slices"
)

// Transfer is one hand-over as the platform's object tells it.
type Transfer struct {
	ID string `json:"id"`
	// From and To are agents, by the platform's id; the queues are names.
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
	FromQueue string `json:"fromQueue,omitempty"`
	ToQueue   string `json:"toQueue,omitempty"`
	// At is when it was taken, in milliseconds since 1970; zero: it was not (yet).
	At int64 `json:"at,omitempty"`
}

// TransferTold is a hand-over as told last.
type TransferTold struct {
	Transfer Transfer `json:"transfer"`
	Said     Said     `json:"said"` // its Value is the hand-over as JSON, for ties
}

// foldTransfers joins the hand-overs told, each on its own.
func (s Session) foldTransfers(f Fact) Session {
	if len(f.Transfers) == 0 {
		return s
	}
	s.Transfers = copied(s.Transfers)
	for _, t := range f.Transfers {
		told, said := s.Transfers[t.ID], f.said(asText(t))
		if t.ID != "" && better(told.Said, said) == said {
			s.Transfers[t.ID] = TransferTold{Transfer: t, Said: said}
		}
	}
	return s
}

// stint is one agent's time with the session.
type stint struct {
	agent string
	at    int64
	key   string // the agent's id; with the hand-over's for one who comes back
	queue string
	from  string // queue that the one before had it in, where the platform told
}

// stints are the agents who took the session, one after the other.
func (s Session) stints() []stint {
	var all []stint
	for id, part := range s.Agents {
		if part.Taken != 0 {
			all = append(all, stint{agent: id, at: part.Taken, key: id, queue: lastStep(part.Queue.Value)})
		}
	}
	sortStints(all)
	for _, id := range slices.Sorted(maps.Keys(s.Transfers)) {
		all = enrich(all, s.Transfers[id].Transfer)
	}
	sortStints(all)
	return all
}

// enrich adds what the platform tells of a hand-over: to the stint that it began, or as one of its own
// where the agent had had the session before and comes back.
func enrich(all []stint, t Transfer) []stint {
	if t.To == "" || t.At == 0 {
		return all
	}
	first := slices.IndexFunc(all, func(x stint) bool { return x.agent == t.To })
	between := first >= 0 && slices.ContainsFunc(all[first+1:], func(x stint) bool { return x.agent != t.To && x.at <= t.At })
	if first < 0 || between {
		key := t.To
		if between {
			key += ":" + t.ID
		}
		return append(all, stint{agent: t.To, at: t.At, key: key, queue: t.ToQueue, from: t.FromQueue})
	}
	all[first].queue = cmp.Or(t.ToQueue, all[first].queue)
	all[first].from = cmp.Or(t.FromQueue, all[first].from)
	return all
}

func sortStints(all []stint) {
	slices.SortFunc(all, func(a, b stint) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.key, b.key)) })
}

// addTransfers notes each hand-over from one agent to another (S6).
func (p *Plan) addTransfers(s Session, r Record, set Settings) {
	all := s.stints()
	for i := 1; i < len(all); i++ {
		from, to := all[i-1], all[i]
		if from.agent == to.agent {
			continue
		}
		text := "Transferred from " + s.AgentCalled(from.agent) + inQueue(cmp.Or(to.from, from.queue)) +
			" to " + s.AgentCalled(to.agent) + inQueue(to.queue)
		p.put(s, r, set, Write{
			Key: "transfer:" + to.key, Rule: "S6", Reason: "another agent has taken the session",
			ID:    derive(r.Tenant, s.Name, "S6", to.key, settlement(r)),
			Facts: []string{"agent " + from.agent + " " + stamp(moment(from.at)), "agent " + to.agent + " " + stamp(moment(to.at))},
		}, text, nil)
	}
}

func inQueue(name string) string {
	if name == "" {
		return ""
	}
	return " (" + name + ")"
}

// queueAnswered is the queue that was answered last.
func (s Session) queueAnswered() string {
	all := s.stints()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].queue != "" {
			return all[i].queue
		}
	}
	return s.Queue()
}
