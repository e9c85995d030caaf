package intake

import (
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// name is how a session is called everywhere in the house: "call-418".
func name(kind ccaip.SessionKind, id string) string {
	return string(kind) + "-" + engine.Word(id)
}

// eventFact is what one event tells. The event's connected_at is left out: of an inbound call it is
// when the caller reached the platform, not when an agent spoke.
func eventFact(e ccaip.Event, now time.Time) rules.Fact {
	at := e.At
	if at.IsZero() {
		at = now
	}
	f := rules.Fact{
		V: rules.FactVersion, Session: name(e.Kind, e.Session), Source: rules.FromEvent,
		At: at.UnixMilli(), Event: e.ID,
	}
	f.Set(rules.State, strings.ToLower(e.State))
	f.Set(rules.Direction, direction(e.Direction))
	f.Set(rules.Language, e.Lang)
	f.Set(rules.QueueIDs, strings.Join(e.QueuePathIDs, "/"))
	f.Set(rules.QueueNames, strings.Join(e.QueuePathNames, "/"))
	f.SetTime(rules.EndsAt, e.EndsAt)
	f.Set(rules.Disposition, e.Disposition.Code)
	f.Set(rules.DispositionNote, e.Disposition.Note)
	for _, p := range e.Participants {
		switch strings.ToLower(p.Type) {
		case "agent":
			f.Agents = append(f.Agents, rules.Agent{ID: p.ID, Name: p.Name, State: p.State})
		case "external", "end_user":
			if f.Values[rules.ExternalPhone] == "" { // a second one is an outside line that was added
				f.Set(rules.ExternalPhone, p.Number)
			}
		}
	}
	return f
}

func direction(said string) string {
	switch strings.ToLower(said) {
	case "incoming", "inbound", "in":
		return "in"
	case "outgoing", "outbound", "out":
		return "out"
	}
	return ""
}

// objectFact is what the platform's own object tells, read at a moment of our clock.
func objectFact(s ccaip.Session, read time.Time) rules.Fact {
	at := s.UpdatedAt
	if at.IsZero() {
		at = read
	}
	f := rules.Fact{
		V: rules.FactVersion, Session: name(s.Kind, s.ID), Source: rules.FromObject,
		At: at.UnixMilli(), Read: read.UnixMilli(),
	}
	for name, value := range objectTexts(s) {
		f.Set(name, value)
	}
	for name, at := range map[rules.Name]time.Time{
		rules.CreatedAt: s.CreatedAt, rules.QueuedAt: s.QueuedAt, rules.AssignedAt: s.AssignedAt,
		rules.ConnectedAt: s.ConnectedAt, rules.EndsAt: s.EndsAt,
	} {
		f.SetTime(name, at)
	}
	for name, n := range map[rules.Name]int{
		rules.CallSeconds: s.Duration, rules.HoldSeconds: s.HoldDuration, rules.WaitSeconds: s.QueueDuration,
		rules.Messages: s.MessageCount,
	} {
		if n != 0 {
			f.SetInt(name, int64(n))
		}
	}
	f.Agents, f.Transfers = objectAgents(s), objectTransfers(s)
	addExtras(&f, s)
	return f
}

func objectTexts(s ccaip.Session) map[rules.Name]string {
	return map[rules.Name]string{
		rules.Type:          first(s.SessionType, s.CallType, s.ChatType),
		rules.Status:        strings.ToLower(s.Status),
		rules.FailReason:    s.FailReason,
		rules.Language:      s.Lang,
		rules.MenuID:        s.Menu.ID,
		rules.MenuPath:      first(strings.Join(s.MenuPathNames, " / "), s.Menu.Name),
		rules.AgentID:       s.Agent.ID,
		rules.EndUserID:     s.EndUser.ID,
		rules.Identifier:    s.EndUser.Identifier,
		rules.EndUserName:   s.EndUser.Name,
		rules.EndUserEmail:  s.EndUser.Email,
		rules.EndUserPhone:  s.EndUser.Phone,
		rules.SupportNumber: s.SupportNumber,
		rules.OutboundFrom:  s.OutboundNumber,
		rules.ParentID:      s.ParentID,
		rules.OutTicket:     first(s.OutTicketID, s.OutTicketURL),
		rules.Voicemail:     s.VoicemailReason,
		rules.Deflection:    s.Deflection,
		rules.EndedBy:       s.DisconnectedBy,
		rules.Recording:     s.RecordingURL,
		rules.MayRecord:     s.RecordingPermission,
	}
}

// objectAgents are the agents among the participants, and the one that the object names.
func objectAgents(s ccaip.Session) []rules.Agent {
	var agents []rules.Agent
	if s.Agent.ID != "" {
		agents = append(agents, rules.Agent{ID: s.Agent.ID, Name: s.Agent.Name})
	}
	for _, p := range s.Participants {
		if strings.ToLower(p.Type) != "agent" || p.UserID == "" {
			continue
		}
		agents = append(agents, rules.Agent{
			ID: p.UserID, State: p.Status, Connected: millis(p.ConnectedAt), Ended: millis(p.EndedAt),
		})
	}
	return agents
}

// objectTransfers are the hand-overs; one that nobody has taken has no time.
func objectTransfers(s ccaip.Session) []rules.Transfer {
	var all []rules.Transfer
	for _, t := range s.Transfers {
		told := rules.Transfer{
			ID: t.ID, From: t.FromAgent.ID, To: t.ToAgent.ID, FromQueue: t.FromMenu.Name, ToQueue: t.ToMenu.Name,
			At: millis(t.ConnectedAt),
		}
		if told.At == 0 && strings.EqualFold(t.Status, "transferred") {
			told.At = millis(t.CreatedAt)
		}
		if told.ID == "" {
			told.ID = t.CreatedAt.UTC().Format(time.RFC3339Nano)
		}
		all = append(all, told)
	}
	return all
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
