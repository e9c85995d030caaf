package ccaip

import (
	"maps"
	"net/http"
	"slices"
)

// agentView is what the agent page shows.
type agentView struct {
	Name     string        `json:"name"`
	Email    string        `json:"email"`
	Status   string        `json:"status"`
	Color    string        `json:"color"`
	StatusAt int64         `json:"statusAt"`
	Next     string        `json:"next"`
	Choices  []string      `json:"choices"`
	Offer    *sessionView  `json:"offer"`
	Call     *sessionView  `json:"call"`
	Wrap     *sessionView  `json:"wrap"`
	Chats    []sessionView `json:"chats"`
	Prompt   *promptView   `json:"prompt"`
	Mail     []sessionView `json:"voicemails"` // not heard yet
	History  []pastView    `json:"history"`    // the agent's own, the newest first
	Queues   []queueLine   `json:"queues"`
	Others   []agentLine   `json:"others"`
	Now      int64         `json:"now"`
}

// promptView asks which number an ordered call shall show.
type promptView struct {
	Number  string   `json:"number"`
	Numbers []string `json:"numbers"`
}

// agentView looks at one agent.
func (f *floor) agentView(a *agent) agentView {
	now, _ := statusNamed(a.status)
	v := agentView{Name: a.Name, Email: a.Email, Status: a.status, Color: now.Color, StatusAt: millis(a.statusAt),
		Next: a.next, Choices: selectable(), Offer: viewOf(a.offer), Call: viewOf(a.call), Wrap: viewOf(a.wrap),
		Chats: []sessionView{}, Mail: f.unheard(), History: f.past(a), Now: f.now().UnixMilli()}
	for _, id := range slices.Sorted(maps.Keys(a.chats)) {
		v.Chats = append(v.Chats, a.chats[id].view())
	}
	if a.prompt != nil {
		v.Prompt = &promptView{a.prompt.number, f.cfg.OutboundNumbers}
	}
	for _, m := range f.leaves() {
		v.Queues = append(v.Queues, queueLine{ID: m.id, Name: m.names(" / ")})
	}
	for _, other := range f.agents {
		if other != a {
			v.Others = append(v.Others, agentLine{ID: other.ID, Name: other.Name, Email: other.Email, Status: other.status})
		}
	}
	return v
}

// shownMail is how many voicemails the agent page lists, out of the latest
// calls.
const (
	shownMail  = 5
	lookedMail = 200
)

// unheard lists the voicemails that nobody has opened, the newest first.
func (f *floor) unheard() []sessionView {
	out := []sessionView{}
	for _, s := range f.calls.page(0, min(lookedMail, len(f.calls.order))) {
		if s.voicemail != nil && s.voicemail.Status == "received" && s.ended() && len(out) < shownMail {
			out = append(out, s.view())
		}
	}
	return out
}

// viewOf shows a session, or nothing.
func viewOf(s *session) *sessionView {
	if s == nil {
		return nil
	}
	v := s.view()
	return &v
}

// agentStream keeps an agent's page up to date: "view" is what to show, "post"
// what to post to the window around it, "elsewhere" the end.
func (s *Server) agentStream(w http.ResponseWriter, r *http.Request) {
	var a *agent
	var page *agentPage
	var err error
	err = s.floor.do(func() error {
		if a, err = s.floor.byToken(r.URL.Query().Get("token")); err == nil {
			page = a.page
			s.floor.opened(page)
		}
		return err
	})
	out := newStream(w)
	if err != nil {
		_ = out.send("elsewhere", nil) // the page is gone if this fails
		return
	}
	nudge, leave := s.floor.watchers.add()
	defer leave()
	defer func() {
		_ = s.floor.do(func() error { // closed meanwhile: there is nothing to note
			s.floor.shut(a, page)
			return nil
		})
	}()
	for err == nil {
		select {
		case m := <-page.posts:
			err = out.send("post", m)
		case <-nudge:
			var v agentView
			s.floor.read(func() { v = s.floor.agentView(a) })
			err = out.send("view", v)
		case <-page.gone:
			_ = out.send("elsewhere", nil) // as above
			return
		case <-r.Context().Done():
			return
		case <-s.floor.watchers.closed:
			return
		}
	}
}
