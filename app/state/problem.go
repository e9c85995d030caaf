package state

import (
	"slices"

	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// problemLimit is how many faults are shown at a time; the oldest go first.
const problemLimit = 5

// problem shows a fault, in the place of an earlier one of its kind, or takes that one back.
func (c *change) problem(p protocol.Problem) {
	c.dismiss(p.Code)
	if p.Cleared {
		return
	}
	p.Text, p.Fix = texts.Problem(p)
	if p.Text == "" { // an empty box helps nobody
		p.Text = unknownFault.With("code", p.Code)
	}
	c.Problems = append(c.Problems, p)
	c.Problems = c.Problems[max(0, len(c.Problems)-problemLimit):]
}

func (c *change) dismiss(code string) {
	c.Problems = slices.DeleteFunc(c.Problems, func(p protocol.Problem) bool { return p.Code == code })
}
