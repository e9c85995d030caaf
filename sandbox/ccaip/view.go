package ccaip

import "time"

// sessionView is a session as our own pages show it. Times are epoch
// milliseconds, 0 where they have not come.
type sessionView struct {
	Kind        string   `json:"kind"`
	ID          int      `json:"id"`
	Type        string   `json:"type"`
	Direction   string   `json:"direction"`
	Status      string   `json:"status"`
	Who         string   `json:"who"`
	Number      string   `json:"number"`
	Queue       string   `json:"queue"`
	Lang        string   `json:"lang"`
	Support     string   `json:"support"`
	Outbound    string   `json:"outbound"`
	Agent       string   `json:"agent"`
	AgentEmail  string   `json:"agentEmail"`
	FailReason  string   `json:"failReason"`
	CreatedAt   int64    `json:"createdAt"`
	OfferUntil  int64    `json:"offerUntil"`
	ConnectedAt int64    `json:"connectedAt"`
	EndsAt      int64    `json:"endsAt"`
	WrapUntil   int64    `json:"wrapUntil"`
	Held        bool     `json:"held"`
	Muted       bool     `json:"muted"`
	Redacting   bool     `json:"redacting"`
	Wrapping    []string `json:"wrapping"`
	Others      []string `json:"others"` // third parties on the line
	Transfers   []string `json:"transfers"`

	Messages []messageView `json:"messages,omitempty"`
}

// messageView is a line of a chat.
type messageView struct {
	From string `json:"from"`
	Mine bool   `json:"mine"` // an agent's
	Text string `json:"text"`
	At   int64  `json:"at"`
}

// millis is a time as the pages want it.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// stampMillis is the same for a time on the wire.
func stampMillis(t *stamp) int64 {
	if t == nil {
		return 0
	}
	return millis(time.Time(*t))
}

// view shows a session to our pages.
func (s *session) view() sessionView {
	v := sessionView{
		Kind: s.kind, ID: s.id, Type: s.sessionType, Direction: s.direction, Status: s.status,
		Who: or(s.endUser.name, or(s.endUser.phone, or(s.endUser.identifier, "Unknown"))), Number: s.endUser.phone,
		Queue: s.menu.names(" / "), Lang: s.lang, Support: s.supportNumber, Outbound: s.outboundNumber,
		FailReason: s.failReason, CreatedAt: millis(s.createdAt), ConnectedAt: millis(s.connectedAt),
		EndsAt: millis(s.endsAt), Held: !s.heldSince.IsZero(), Muted: s.muted, Redacting: s.redacting,
		Wrapping: []string{}, Others: []string{}, Transfers: []string{},
	}
	if s.agent != nil {
		v.Agent, v.AgentEmail = s.agent.Name, s.agent.Email
		if s.agent.offer == s {
			v.OfferUntil = millis(s.offerUntil)
		}
	}
	for _, a := range s.wrapping {
		v.Wrapping = append(v.Wrapping, a.Name)
		v.WrapUntil = millis(a.wrapUntil)
	}
	for _, p := range s.participants {
		if p.kind == "third_party" && p.endedAt.IsZero() {
			v.Others = append(v.Others, p.phone)
		}
	}
	for _, t := range s.transfers {
		v.Transfers = append(v.Transfers, t.word())
	}
	for _, m := range s.messages {
		v.Messages = append(v.Messages, messageView{m.from, m.by != nil, m.text, millis(m.at)})
	}
	return v
}

// word tells a transfer in a line.
func (t *transfer) word() string {
	to := or(t.line, t.toMenu.names(" / "))
	if t.toAgent != nil {
		to = t.toAgent.Name
	}
	return t.fromAgent.Name + " to " + or(to, "an agent") + ": " + t.status
}
