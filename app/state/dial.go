package state

import (
	"strings"

	"agentadapter/protocol"
)

// Obstacle is why Call cannot be pressed now.
type Obstacle int

// Obstacles, in the order they are looked for.
const (
	NoObstacle Obstacle = iota
	NotConnected
	AlreadyCalling
	OnACall
	NoNumber
	NotDigits
	TooShort
	TooLong
)

// maxNumber is more than any number with spaces and signs has; what is pasted beyond is noise.
const maxNumber = 64

// Obstacle tells why Call cannot be pressed now, NoObstacle if it can.
func (s State) Obstacle() Obstacle {
	switch {
	case !s.Working():
		return NotConnected
	case s.Dial.Ref != "":
		return AlreadyCalling
	case s.OnCall():
		return OnACall
	}
	return numberObstacle(s.Dial.Number)
}

// numberObstacle looks at a number as people write them. Whether it exists, and in which country,
// the server says: that knowledge is too heavy for the page.
func numberObstacle(text string) Obstacle {
	digits := 0
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("+-()./ \u00a0\u2010\u2011\u2013", r):
		default:
			return NotDigits
		}
	}
	switch {
	case digits == 0:
		return NoNumber
	case digits < 3:
		return TooShort
	case digits > 15: // E.164 knows no longer one
		return TooLong
	}
	return NoObstacle
}

func (c *change) dial(m Msg) {
	switch m := m.(type) {
	case HostDialed:
		c.hostDialed(m)
	case TypedNumber:
		if m.Text == c.Dial.Number {
			return
		}
		c.Dial = Dial{Number: clip(m.Text), Ref: c.Dial.Ref}
		c.numberChanged()
	case RestedTyping:
		if m.Text == c.Dial.Number && c.Dial.Told == nil {
			c.askNumber()
		}
	case PressedCall:
		c.pressedCall()
	case PressedCallAnyway:
		c.callAnyway()
	case CancelledCall:
		c.cancelCall()
	case PressedCallback:
		c.callBack(m.Session)
	}
}

// hostDialed fills the field of the live window; Kustomer's phone icon calls nobody by itself.
func (c *change) hostDialed(m HostDialed) {
	if !c.Waiting() {
		c.fillField(m.Number, m.Customer, m.Conversation)
		return
	}
	fill := protocol.Fill{Number: clip(m.Number), Customer: m.Customer, Conversation: m.Conversation}
	if c.Connection.State == Live {
		c.ask(fill)
		return
	}
	c.Lease.fill = &fill
	if c.SignedOut() {
		c.do(OpenHost{}, Focus{ID: UseThisID})
		return
	}
	if c.Connection.Quiet {
		c.connect()
	}
}

func (c *change) fillField(number, customer, conversation string) {
	c.Dial = Dial{Number: clip(number), Customer: customer, Conversation: conversation, Ref: c.Dial.Ref}
	c.do(WriteNumber{c.Dial.Number})
	if country := prefixCountry(c.Dial.Number, c.Dialing.Chosen); country != "" {
		c.Dialing.Chosen = country
	}
	c.askNumber()
}

// pressedCall calls, once: until the answer is here another press does nothing.
func (c *change) pressedCall() {
	if c.Dial.Ref != "" || c.Dial.Placed {
		return
	}
	if why := c.Obstacle(); why != NoObstacle {
		c.Dial.Outcome, c.Dial.Refused = why.Text(), true
		return
	}
	c.place(false)
}

// place asks for the call; anyway: the agent has read the warning.
func (c *change) place(anyway bool) {
	c.Dial.Outcome, c.Dial.Refused, c.Dial.Warned = "", false, nil
	c.Dial.Ref = c.ask(protocol.Dial{
		Number: strings.TrimSpace(c.Dial.Number), Customer: c.Dial.Customer, Conversation: c.Dial.Conversation,
		Back: c.Dial.Back, Country: c.numberCountry(), Outbound: c.Dialing.Outbound, Language: c.Dialing.Language,
		Anyway: anyway,
	})
}

// dialed takes the answer to the dial that waits for one; an answer to another is old news.
func (c *change) dialed(ref string, d protocol.Dialed) {
	if ref == "" || ref != c.Dial.Ref {
		return
	}
	c.Dial.Ref = ""
	switch d.Result {
	case protocol.DialWarned:
		c.warned(d.Problem)
	case protocol.DialPlaced:
		c.dialedFrom()
		c.Dial = Dial{Placed: true, Outcome: placedText.With("number", first(d.Number, c.Dial.Number))}
		c.do(WriteNumber{})
	case protocol.DialAct:
		c.Dial.Outcome = actText.String()
		c.bringSoftphone()
	default:
		c.Dial.Refused = true
		c.Dial.Outcome = problemText(d.Problem, refusedText)
	}
}

// dialLost ends the wait for an answer that cannot come any more.
func (c *change) dialLost(outcome string) {
	if c.Dial.Ref == "" {
		return
	}
	c.Dial.Ref, c.Dial.Outcome, c.Dial.Refused = "", outcome, true
}

func clip(number string) string {
	runes := []rune(number)
	return string(runes[:min(len(runes), maxNumber)])
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
