package ccaip

import "time"

// posted is a message that the agent page posts to the window that frames it,
// in the shape of the vendor's post events: fields that do not apply are left
// out.
type posted struct {
	Type string         `json:"type"`
	Data map[string]any `json:"data"`
}

// maxPosted is how many messages wait for a page that is slow to take them;
// beyond it the oldest goes.
const maxPosted = 64

// agentPage is an open page of an agent: the newest log-in, there is but one.
type agentPage struct {
	token string
	posts chan posted
	gone  chan struct{} // closed when another page took over
	open  int           // streams; 0 while the page is shut or coming back
	lost  func()        // cancels the wait for it to come back; nil while it is open
}

// reconnectTime is how long an agent's page may be gone during a call.
const reconnectTime = time.Minute

// opened notes a stream of the page.
func (f *floor) opened(p *agentPage) {
	p.open++
	if p.lost != nil {
		p.lost()
		p.lost = nil
	}
}

// shut notes the end of a stream. A page that stays away takes its agent's
// call with it.
func (f *floor) shut(a *agent, p *agentPage) {
	p.open--
	if p.open > 0 || a.page != p {
		return
	}
	p.lost = f.after(reconnectTime, func() {
		p.lost = nil
		if a.page == p && a.call != nil {
			f.drop(a.call, a)
		}
	})
}

// post hands a message to the agent's page, if one is open.
func (f *floor) post(a *agent, kind string, data map[string]any) {
	if a.page == nil {
		return
	}
	data["agent_id"] = a.ID
	data["agent_custom_id"] = a.Email
	data["timestamp"] = f.now().UnixMilli()
	for {
		select {
		case a.page.posts <- posted{kind, data}:
			return
		default:
		}
		select {
		case <-a.page.posts:
		default:
		}
	}
}

// postRing posts that something rings, and until when: the agent page counts
// that down. How the vendor names the moment is not public.
func (f *floor) postRing(a *agent, s *session) {
	f.postSession(a, s, "Ringing", map[string]any{"expires_at": s.offerUntil.UnixMilli()})
}

// postSession posts what happened to a session: Call_Ringing, Chat_Ended, ….
func (f *floor) postSession(a *agent, s *session, what string, more map[string]any) {
	prefix := map[string]string{kindCall: "Call_", kindChat: "Chat_"}[s.kind]
	data := map[string]any{s.kind + "_id": s.id, "session_type": s.sessionType, "direction": s.direction}
	put := func(key string, value any, applies bool) {
		if applies {
			data[key] = value
		}
	}
	if s.menu != nil {
		data["queue_id"], data["queue_path"] = s.menu.id, s.menu.names(" / ")
	}
	put("end_user_number", s.endUser.phone, s.endUser.phone != "")
	put("end_user_identifier", s.endUser.identifier, s.endUser.identifier != "")
	put("support_number", s.supportNumber, s.supportNumber != "")
	put("outbound_number", s.outboundNumber, s.outboundNumber != "")
	put("parent_id", s.parentID, s.parentID != 0)
	for key, value := range more {
		put(key, value, value != nil)
	}
	f.post(a, prefix+what, data)
}
