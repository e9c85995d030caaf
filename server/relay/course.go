package relay

import (
	"cmp"
	"slices"
	"strings"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// course fills in what a session's course tells beside its state: who answered instead, how far the
// agent can be heard, hand-overs, why it failed, what was written down in wrap-up.
func (d *document) course(c *protocol.Session, agent string) {
	s := d.Session
	part := s.Agents[agent]
	c.Support = s.Get(rules.SupportNumber)
	c.OfferedAt = part.Offered
	c.Muted = c.Live() && strings.HasPrefix(part.State.Value, "mute")
	if now := s.AgentNow(); now != agent && now != "" && c.State != protocol.StateRinging {
		c.By = s.AgentName(now)
	}
	if s.Kind() == "chat" {
		n, _ := s.Int(rules.Messages)
		c.Messages = int(n)
	}
	c.Fail = failName(s.Get(rules.FailReason))
	c.Transfers = transfers(s)
	c.Disposition, c.Note = s.Get(rules.Disposition), s.Get(rules.DispositionNote)
	if heard, by := lastHeard(s); heard != "" {
		c.Heard, c.HeardBy = heard, s.AgentName(by)
	}
	if d.State == rules.Saving {
		c.Writes = d.Due
	}
	if r := d.Rang; r != nil && d.Caller == "" && (c.Customer == "" || c.Customer == r.Customer) {
		c.Name, c.Customer = cmp.Or(r.Name, c.Name), r.Customer
	}
}

// transfers are the hand-overs that somebody took, as people read them.
func transfers(s rules.Session) []protocol.Transfer {
	var all []protocol.Transfer
	for _, told := range s.Transfers {
		t := told.Transfer
		if t.At == 0 {
			continue
		}
		all = append(all, protocol.Transfer{
			From: s.AgentName(t.From), To: s.AgentName(t.To), FromQueue: t.FromQueue, ToQueue: t.ToQueue, At: t.At,
		})
	}
	slices.SortFunc(all, func(a, b protocol.Transfer) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.To, b.To)) })
	return all
}

// lastHeard is what was done with a voicemail last, and by whom, by the platform's id.
func lastHeard(s rules.Session) (what, agent string) {
	var at int64
	for name, h := range s.Heard {
		when := cmp.Or(h.At, h.Said.At)
		if what == "" || when > at || when == at && name > what {
			what, agent, at = name, h.Agent, when
		}
	}
	return what, agent
}

// failNames are the platform's fail reasons by the numbers that exported documents use.
var failNames = map[string]string{
	"10001": "unknown", "11001": "expired", "11002": "transfer_expired",
	"20001": "eu_canceled", "20002": "eu_rejected", "20003": "eu_abandoned", "20004": "eu_in_menu_abandoned",
	"21001": "eu_busy", "21002": "eu_wrong_number", "21003": "eu_no_answer", "22001": "eu_noti_failed",
	"30001": "ag_canceled", "30002": "ag_ignored", "31001": "ag_mic_no_device", "31002": "ag_mic_denied",
	"41001": "voip_twilio_error", "42001": "voip_tokbox_error", "43001": "voip_invalid_token",
	"44001": "voip_conn_general", "44002": "voip_conn_timeout", "44003": "voip_conn_signal", "45001": "voip_nexmo_error",
	"50001": "stuck_due_to_api_error", "50002": "group_deleted_no_substitute", "50003": "menu_deleted",
	"60001": "direct_pstn_call_to_fallback_number",
}

// failName is a fail reason by its name, "" for none.
func failName(told string) string {
	if told == "nothing" || told == "0" {
		return ""
	}
	return cmp.Or(failNames[told], told)
}

// saving notes that the record is being written, and how much of it is due.
func (p *pass) saving(plan rules.Plan) {
	if due := len(plan.Writes) + len(plan.Carry); due != p.seat.doc.Due {
		p.change(func(d *document) { d.Due = due })
	}
	p.note(rules.Saving, "", "")
}
