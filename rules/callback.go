package rules

import "time"

// Dial is where an agent dialled an outbound call from, noted before the platform was asked (V4, V5).
type Dial struct {
	// Conversation is the one whose page the number was clicked on, "" for none.
	Conversation string `json:"conversation,omitempty"`
	// Back is the session that the agent calls back: "call-418".
	Back string `json:"back,omitempty"`
}

// Earlier is what our ledger knows of the call that this one calls back.
type Earlier struct {
	Session      string
	Conversation string
	// Brief: it was connected for less than ten seconds (V6).
	Brief bool
	// Pending: its own conversation is still to be settled.
	Pending bool
}

// awaitsEarlier: the record of the call that is called back comes first, if it comes soon (V5).
func awaitsEarlier(s Session, r Record) (Plan, bool) {
	if !s.Outbound() || r.Earlier == nil || !r.Earlier.Pending || r.Over[WaitEarlier] {
		return Plan{}, false
	}
	return wait("V5", WaitEarlier, forEarlier, "waiting for the record of "+r.Earlier.Session+", which it calls back"), true
}

// brief is how long a connected call may have lasted to be one of V6.
const brief = 10 * time.Second

// Brief tells whether the session was connected, and for less than ten seconds.
func (s Session) Brief() bool {
	from, to := s.Answered(), s.Over()
	return !from.IsZero() && !to.IsZero() && to.Sub(from) < brief
}

// CallsBack is the session that this call calls back, "" for none.
func (s Session) CallsBack(d Dial) string {
	if d.Back != "" {
		return d.Back
	}
	if id := s.Get(ParentID); id != "" && s.Outbound() {
		return "call-" + id
	}
	return ""
}

// TellsVoicemail is what a call tells of the voicemail that it calls back: who did, and when (S10).
func (s Session) TellsVoicemail(earlier Session) (f Fact, tells bool) {
	if _, told := earlier.Heard[calledBack]; told || earlier.Phase() != VoiceMail || !s.Outbound() {
		return Fact{}, false
	}
	id, began := s.AgentNow(), s.Began()
	f = Fact{V: FactVersion, Session: earlier.Name, Source: FromEvent, At: began.UnixMilli(), Read: began.UnixMilli()}
	f.Set(VoicemailState, calledBack)
	f.Set(VoicemailAgent, id)
	f.SetTime(VoicemailAt, began)
	if name := s.AgentName(id); name != "" {
		f.Agents = []Agent{{ID: id, Name: name}}
	}
	return f, true
}

// placeOutbound: an outbound call belongs with the call that it calls back (V5, V6), where it was
// dialled from (V4), or into the customer's most recent conversation (V3), whichever is open.
func placeOutbound(r Record, set Settings) place {
	if e := r.Earlier; e != nil && !e.Pending {
		if c := openOne(r.Conversations, e.Conversation); c != nil {
			at := place{in: c, rule: "V5", why: "calls back " + e.Session + ", whose conversation is open"}
			if e.Brief {
				at.rule = "V6"
			}
			return at
		}
	} else if set.OutboundFollowsContext {
		if c := openOne(r.Conversations, r.Dial.Conversation); c != nil {
			return place{in: c, rule: "V4", why: "dialled from this open conversation"}
		}
	}
	if c := newest(r.Conversations, anyOf); c != nil && c.Status == open {
		return place{in: c, rule: "V3", why: "the customer's most recent one is open"}
	}
	return place{rule: "V3", why: "the customer's most recent one is not open"}
}

// openOne is the customer's open conversation with that id, nil if there is none.
func openOne(all []Conversation, id string) *Conversation {
	return newest(all, func(c Conversation) bool { return id != "" && c.ID == id && c.Status == open })
}
