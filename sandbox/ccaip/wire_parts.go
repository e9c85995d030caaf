package ccaip

import "time"

// The lists inside a call or chat, each entry as the Manager API shows it.

type wireParty struct {
	ID           int    `json:"id"`
	Type         string `json:"type"`
	Status       string `json:"status"`
	CallID       *int   `json:"call_id,omitempty"`
	ChatID       *int   `json:"chat_id,omitempty"`
	UserID       *int   `json:"user_id"`
	EndUserID    *int   `json:"end_user_id"`
	CallDuration *int   `json:"call_duration"`
	ChatDuration *int   `json:"chat_duration,omitempty"`
	HoldDuration *int   `json:"hold_duration"`
	ConnectedAt  *stamp `json:"connected_at"`
	EndedAt      *stamp `json:"ended_at"`
	FailReason   string `json:"fail_reason"`
}

type wireHandle struct {
	ID           int       `json:"id"`
	AgentID      int       `json:"agent_id"`
	Transfer     bool      `json:"transfer"`
	StartedAt    *stamp    `json:"started_at"`
	EndedAt      *stamp    `json:"ended_at"`
	ACWDuration  int       `json:"acw_duration"` // wrap-up after the call
	BCWDuration  int       `json:"bcw_duration"` // work before the call
	CallDuration int       `json:"call_duration"`
	HoldDuration int       `json:"hold_duration"`
	MenuPath     *wirePath `json:"menu_path"`
}

type wireQueueStay struct {
	ID            int       `json:"id"`
	AgentID       *int      `json:"agent_id"`
	MenuPath      *wirePath `json:"menu_path"`
	ServiceLevel  string    `json:"service_level_event"`
	Lang          string    `json:"lang"`
	QueueDuration int       `json:"queue_duration"`
	Transfer      bool      `json:"transfer"`
	TransferID    *int      `json:"transfer_id"`
	StartedAt     *stamp    `json:"started_at"`
	EndedAt       *stamp    `json:"ended_at"`
}

type wireTransfer struct {
	ID           int            `json:"id"`
	Status       string         `json:"status"`
	FailReason   *string        `json:"fail_reason"`
	CreatedAt    *stamp         `json:"created_at"`
	AssignedAt   *stamp         `json:"assigned_at"`
	ConnectedAt  *stamp         `json:"connected_at"`
	UpdatedAt    *stamp         `json:"updated_at"`
	WaitDuration int            `json:"wait_duration"`
	CallDuration int            `json:"call_duration"`
	Deflection   string         `json:"deflection"`
	FromMenu     *wireMenu      `json:"from_menu"`
	FromMenuPath *wirePath      `json:"from_menu_path"`
	ToMenu       *wireMenu      `json:"to_menu"`
	ToMenuPath   *wirePath      `json:"to_menu_path"`
	FromAgent    *wireAgentInfo `json:"from_agent"`
	ToAgent      *wireAgentInfo `json:"to_agent"`
	FromPriority *int           `json:"from_queue_priority_level"`
	ToPriority   *int           `json:"to_queue_priority_level"`
	AnswerType   *string        `json:"answer_type"`
}

// slaTarget is the wait that the house promises.
const slaTarget = 30 * time.Second

func (s *session) wireParties(now time.Time) []wireParty {
	out := []wireParty{}
	for _, p := range s.participants {
		w := wireParty{ID: p.id, Type: p.kind, Status: p.status,
			ConnectedAt: at(p.connectedAt), EndedAt: at(p.endedAt), FailReason: or(p.failReason, "nothing")}
		var talked, held *int
		if !p.connectedAt.IsZero() {
			t, h := seconds(p.connectedAt, p.endedAt, now), int(p.held/time.Second)
			talked, held = &t, &h
		}
		w.HoldDuration = held
		if s.kind == kindChat {
			w.ChatID, w.ChatDuration = &s.id, talked
		} else {
			w.CallID, w.CallDuration = &s.id, talked
		}
		switch {
		case p.agent != nil:
			w.UserID = &p.agent.ID
		case p.kind == "end_user":
			w.EndUserID = &s.endUser.id
		}
		out = append(out, w)
	}
	return out
}

func (s *session) wireHandles(now time.Time) []wireHandle {
	out := []wireHandle{}
	for _, l := range s.legs {
		out = append(out, wireHandle{ID: l.id, AgentID: l.agent.ID, Transfer: l.transfer,
			StartedAt: at(l.startedAt), EndedAt: at(l.endedAt), ACWDuration: seconds(l.wrapFrom, l.wrapUntil, now),
			CallDuration: seconds(l.startedAt, l.endedAt, now), HoldDuration: int(l.held / time.Second),
			MenuPath: wirePathOf(l.menu)})
	}
	return out
}

func (s *session) wireQueues(now time.Time) []wireQueueStay {
	out := []wireQueueStay{}
	for _, w := range s.waits {
		stay := wireQueueStay{ID: w.id, MenuPath: wirePathOf(w.menu), ServiceLevel: "in_sla", Lang: s.lang,
			QueueDuration: seconds(w.startedAt, w.endedAt, now), Transfer: w.transferID != 0,
			TransferID: number(w.transferID), StartedAt: at(w.startedAt), EndedAt: at(w.endedAt)}
		if w.agent != nil {
			stay.AgentID = &w.agent.ID
		}
		if w.endedAt.Sub(w.startedAt) > slaTarget {
			stay.ServiceLevel = "not_in_sla"
		}
		out = append(out, stay)
	}
	return out
}

func (f *floor) wireTransfers(s *session) []wireTransfer {
	out := []wireTransfer{}
	for _, t := range s.transfers {
		out = append(out, wireTransfer{ID: t.id, Status: t.status, FailReason: text(t.failReason),
			CreatedAt: at(t.createdAt), AssignedAt: at(t.assignedAt), ConnectedAt: at(t.connectedAt), UpdatedAt: at(t.updateAt),
			WaitDuration: seconds(t.createdAt, t.assignedAt, f.now()), CallDuration: seconds(t.connectedAt, s.endsAt, f.now()),
			Deflection: "no_deflection",
			FromMenu:   t.fromMenu.wire(s.menuType()), FromMenuPath: wirePathOf(t.fromMenu),
			ToMenu: t.toMenu.wire(s.menuType()), ToMenuPath: wirePathOf(t.toMenu),
			FromAgent: t.fromAgent.wireInfo(), ToAgent: t.toAgent.wireInfo(), AnswerType: text(s.answerType)})
	}
	return out
}

// wireOffers lists when the session was cast to agents.
func (s *session) wireOffers() []wireOffer {
	if s.offeredAt.IsZero() {
		return []wireOffer{}
	}
	return []wireOffer{{CastingTime: at(s.offeredAt), Group: "default"}}
}
