package state

import "agentadapter/app/texts"

// The session is a bearer token in memory, for an hour. When it is over, what was refused waits while
// Kustomer is asked again, and is then asked once more.

// whatSession is the request that makes a session of a bound nonce.
const whatSession = "session"

func (c *change) session(m Msg) {
	switch m := m.(type) {
	case Opened:
		c.do(SignIn{})
	case PressedSignIn:
		c.Phase, c.Problem, c.retried = SigningIn, Problem{}, false
		c.do(SignIn{})
	case Bound:
		if m.Fault != "" {
			c.fail(Problem{Text: m.Fault, Fix: texts.Say("sign.again.fix: Then sign in again.")})
			return
		}
		c.do(Request{What: whatSession, Method: post, Path: "/session", Body: encoded(map[string]string{"nonce": m.Nonce})})
	}
}

func (c *change) fail(p Problem) {
	c.Phase, c.Problem = Failed, p
}

// signedIn takes the answer to the nonce.
func (c *change) signedIn(a Answered) {
	switch got, ok := object[struct {
		Token string `json:"token"`
	}](a.Body); {
	case a.Status == statusForbidden:
		c.Phase, c.Problem = NotAdmin, refusal(a)
	case a.Status != statusOK || !ok || got.Token == "":
		c.fail(refusal(a))
	default:
		c.Phase, c.Problem, c.token = SignedIn, Problem{}, got.Token
		c.enter()
	}
}

// enter reads everything for the first time, or goes on with what waited.
func (c *change) enter() {
	if len(c.waiting) > 0 {
		for _, r := range c.waiting {
			r.Token = c.token
			c.do(r)
		}
		c.waiting, c.retried = nil, true
		return
	}
	c.ask("settings", get, "/settings", nil)
	c.ask("choices", get, "/choices", nil)
	c.ask("fields", get, "/fields", nil)
	c.check(AreaRouting)
	if c.Tab != TabSettings {
		c.chooseTab(c.Tab)
	}
}

// lapsed has Kustomer asked again, once, and keeps what was refused.
func (c *change) lapsed(r Request) {
	if c.Phase == SignedIn && c.retried && r.Token == c.token {
		c.fail(Problem{Text: texts.Say("sign.lapsed: The server does not take the session that it just gave."), Fix: texts.Say("sign.lapsed.fix: Load the page again; if it stays so, tell the operator.")})
		return
	}
	if r.Token != c.token { // refused under the earlier token: the new one may be there already
		r.Token = c.token
		c.do(r)
		return
	}
	c.waiting = append(append([]Request(nil), c.waiting...), r)
	if c.Phase == SignedIn {
		c.Phase = SigningIn
		c.do(SignIn{})
	}
}

// refusal is what an answer says no with.
func refusal(a Answered) Problem {
	said, ok := object[struct {
		Error Problem `json:"error"`
	}](a.Body)
	switch {
	case a.Status == 0:
		return Problem{Text: texts.Say("answer.none: The adapter's server does not answer."), Fix: texts.Say("answer.none.fix: Check your connection and try again. {fault}", "fault", a.Fault)}
	case !ok || said.Error.Text == "":
		return Problem{Text: texts.Say("answer.odd: The adapter's server gave an answer that this page does not understand."), Fix: texts.Say("answer.odd.fix: Load the page again; it may be of another release.")}
	}
	return said.Error
}
