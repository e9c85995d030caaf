package rules

import (
	"fmt"
	"strings"
	"time"
)

// App is the name under which Kustomer lists our messages.
const App = "ccaip-agent-adapter"

// messageWrite makes the session's one message, or brings it up to date (S2).
func messageWrite(s Session, r Record, set Settings) (Write, bool) {
	content := fitted(messageBody(s, r, set))
	raw, mark := body(content)
	if r.Done["message"] == mark {
		return Write{}, false
	}
	w := Write{
		Key: "message", Mark: mark, Rule: "S2", Target: OnMessage, Body: raw,
		ID:    MessageID(r.Tenant, s.Name, r.Settled.N),
		Facts: s.Cite(Status, State, FailReason, ConnectedAt, EndsAt, CallSeconds),
	}
	if r.written("message") {
		w.Verb, w.Reason = Change, "more is known of the session: "+string(s.Phase())
		return w, r.Buried["message"] != mark
	}
	w.Verb, w.Reason, w.Parent = Create, "every session has one message", r.Settled.Conversation
	content["id"] = w.ID
	content["channel"] = s.Channel()
	content["app"] = App
	content["direction"] = s.way()
	content["externalId"] = numbered(set.ExternalIDPrefix, s.Name, r.Settled.N)
	content["sentAt"] = stamp(s.Began())
	w.Body, _ = body(content)
	return w, !r.given("message")
}

// messageBody is what changes of the message as more is known.
func messageBody(s Session, r Record, set Settings) map[string]any {
	content := map[string]any{"preview": s.preview(), "meta": meta(s, set)}
	if fields := s.custom(r, set); len(fields) > 0 {
		content["custom"] = fields
	}
	return content
}

// meta is what Kustomer shows of a call of an outside phone system. The whole is sent each time,
// since it is not documented whether Kustomer merges it.
func meta(s Session, set Settings) map[string]any {
	m := map[string]any{
		"session":  s.Name,
		"status":   string(s.Phase()),
		"placedAt": stamp(s.Began()),
	}
	for name, value := range s.metaTexts(set) {
		if value != "" {
			m[name] = value
		}
	}
	for name, told := range map[string]Name{
		"duration": CallSeconds, "holdDuration": HoldSeconds, "waitDuration": WaitSeconds,
	} {
		// While the session goes on they grow with every reading, and would be written each time.
		if n, ok := s.Int(told); ok && s.Ended() {
			m[name] = n
		}
	}
	for name, part := range map[string]map[string]any{"csat": s.csat(), "disposition": s.disposition(), "voicemail": s.heardLast()} {
		if part != nil {
			m[name] = part
		}
	}
	if list := s.unmapped(set); len(list) > 0 {
		m["customData"] = list
	}
	return m
}

// metaTexts are meta's plain texts, empty while unknown.
func (s Session) metaTexts(set Settings) map[string]string {
	from, to := s.Number(set.DefaultCountry), s.Get(SupportNumber)
	if s.Outbound() {
		from, to = s.Get(OutboundFrom), from
	}
	link := ""
	if set.Recordings == "link" && s.Get(MayRecord) != "denied" {
		link = s.Get(Recording)
	}
	return map[string]string{
		"from": from, "to": to, "answeredAt": when(s.Answered()), "endedAt": when(s.Over()),
		"menu": s.Menu().Path, "queue": s.queueAnswered(), "agent": s.AgentName(s.AgentNow()),
		"language": s.Get(Language), "sessionType": s.Get(Type), "failReason": s.failReason(),
		"disconnectedBy": s.endedBy(), "externalRecordingUrl": link,
	}
}

// endedBy is who ended the session, "" while nobody has or nobody knows.
func (s Session) endedBy() string {
	if by := s.Get(EndedBy); by != "disconnected_by_unknown" {
		return by
	}
	return ""
}

// when is a time as text, "" for none.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// way is Kustomer's word for the direction.
func (s Session) way() string {
	if s.Outbound() {
		return "out"
	}
	return "in"
}

// title names the session for people: "Inbound call · Billing".
func (s Session) title() string {
	kind := map[string]string{"voice": "call", "chat": "chat", "sms": "SMS chat", "whatsapp": "WhatsApp chat"}[s.Channel()]
	words := []string{"Inbound " + kind}
	if s.Outbound() {
		words[0] = "Outbound " + kind
	}
	if s.Phase() == VoiceMail {
		words[0] = "Voicemail"
	}
	if queue := s.Queue(); queue != "" && !s.Outbound() {
		words = append(words, queue)
	}
	return strings.Join(words, " · ")
}

// preview is the message's text: "Inbound call · Billing · Ana Ruiz · 3 min 4 s".
func (s Session) preview() string {
	words := []string{s.title()}
	if name := s.AgentName(s.AgentNow()); name != "" {
		words = append(words, name)
	}
	return strings.Join(append(words, s.tail()...), " · ")
}

// tail is how it stands: the phase, or how long it lasted.
func (s Session) tail() []string {
	switch phase := s.Phase(); phase {
	case Completed:
		if n, ok := s.Int(CallSeconds); ok {
			return []string{duration(time.Duration(n) * time.Second)}
		}
		if from, to := s.Answered(), s.Over(); !from.IsZero() && to.After(from) {
			return []string{duration(to.Sub(from))}
		}
		return []string{"ended"}
	case VoiceMail:
		return nil
	case InProgress:
		return []string{"in progress"}
	default:
		return []string{string(phase)}
	}
}

// duration is for people: "4 s", "3 min 4 s", "1 h 2 min".
func duration(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
}
