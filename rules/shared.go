package rules

import (
	"cmp"
	"slices"
)

// settleShared chooses among customers who share the number, since nobody has it alone (C4). One hit
// is the one; of several the session's agent picks; with no agent, or once the session has ended, it is
// the one created last. Asked tells whether there is anything to choose among.
func settleShared(s Session, r Record, number string) (p Plan, asked bool) {
	if number == "" {
		return Plan{}, false
	}
	found, known := r.Shared[number]
	if !known {
		return Plan{State: Saving, Ask: []Question{{Shared: number}}}, true
	}
	if len(found) == 0 {
		return Plan{}, false
	}
	if len(found) > 1 && s.AgentNow() != "" && !s.Ended() {
		return Plan{State: Waiting, Rule: "C4", Reason: "several customers share the number: the agent picks one", Choose: Choose(found)}, true
	}
	settled := r.Settled
	settled.Customer, settled.CustomerRule = createdLast(found).ID, "C4"
	return Plan{State: Saving, Settle: &settled}, true
}

// Choice is what an agent is asked: which of the customers it is (C4).
type Choice struct {
	Candidates []Candidate `json:"candidates"`
	// Proposed is the id of the one who seems likeliest, and Why says why.
	Proposed string   `json:"proposed"`
	Why      string   `json:"why"`
	Said     []string `json:"said,omitempty"` // Why by its code, as a StatusStep's
}

// Choose proposes the customer whose last open conversation moved last, or else the one created last.
func Choose(found []Candidate) *Choice {
	c := &Choice{Candidates: slices.Clone(found)}
	slices.SortFunc(c.Candidates, func(a, b Candidate) int {
		return cmp.Or(b.LastAt.Compare(a.LastAt), b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID))
	})
	best := c.Candidates[0]
	c.Proposed = best.ID
	c.Why, c.Said = say("choice.moved-last: has the open conversation that moved last")
	if best.LastAt.IsZero() {
		c.Proposed = createdLast(found).ID
		c.Why, c.Said = say("choice.created-last: was created last")
	}
	return c
}

// createdLast is the youngest customer; the greater id where times agree.
func createdLast(found []Candidate) Candidate {
	return slices.MaxFunc(found, func(a, b Candidate) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
}
