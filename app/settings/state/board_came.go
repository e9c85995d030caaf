package state

import (
	"slices"
	"strings"

	"agentadapter/app/texts"
)

// boardCame takes in what the board asked for. A look that fails is said once and tried again by the
// next one.
func (c *change) boardCame(what string, a Answered) bool {
	b := &c.Board
	b.asking = slices.DeleteFunc(slices.Clone(b.asking), func(one string) bool { return one == what })
	switch what {
	case "status":
		took(c, a, &b.Status)
	case "agents":
		took(c, a, &b.Agents)
	case "figures":
		if took(c, a, &b.Figures) {
			b.Looks++
		}
	case "sessions":
		c.sessionsCame(a)
	case "account":
		took(c, a, &b.Open)
	case "order":
		c.ordered(a)
	case "release":
		if a.Status != statusOK {
			b.Problem = refusal(a)
			return true
		}
		c.Told = texts.Say("told.released: Released")
		c.lookAtBoard()
	default:
		return false
	}
	return true
}

// took reads an answer into its place, or says why not.
func took[T any](c *change, a Answered, into *T) bool {
	got, ok := object[T](a.Body)
	if a.Status != statusOK || !ok {
		c.Board.Problem = refusal(a)
		return false
	}
	*into = got
	return true
}

func (c *change) sessionsCame(a Answered) {
	_, filter, _ := strings.Cut(a.Request.What, " ")
	var got struct {
		Sessions []Session
		Next     string
	}
	if filter != c.Board.Filter || !took(c, a, &got) {
		return // the answer to an earlier choice
	}
	c.Board.Sessions, c.Board.More = got.Sessions, got.Next != ""
	c.do(Refill{})
}

// ordered shows how the session stands after an order.
func (c *change) ordered(a Answered) {
	if !took(c, a, &c.Board.Open) {
		return
	}
	c.Told = texts.Say("told.ordered: {session} is {state}", "session", c.Board.Open.Session, "state", StateName(c.Board.Open.State))
	c.listSessions()
}
