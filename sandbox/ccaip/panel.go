package ccaip

import (
	"embed"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"time"
)

//go:embed pages
var pageFiles embed.FS

// panelRoutes are the doors for people and tests.
func (s *Server) panelRoutes(mux *http.ServeMux) {
	on := func(route string, h handler) { mux.Handle(route, serve(s.log, h)) }
	assets, err := fs.Sub(pageFiles, "pages")
	if err != nil {
		panic("ccaip: the pages are compiled in: " + err.Error())
	}
	mux.Handle("GET /_assets/", http.StripPrefix("/_assets/", http.FileServerFS(assets)))
	mux.Handle("GET /{$}", s.page("panel.html", func() []string { return nil }))
	mux.HandleFunc("GET /_panel/stream", s.panelStream)
	on("POST /_panel/calls/{id}/{step}", func(w http.ResponseWriter, r *http.Request) (answer, error) {
		return s.panelStep(w, r, &s.floor.calls)
	})
	on("POST /_panel/chats/{id}/{step}", func(w http.ResponseWriter, r *http.Request) (answer, error) {
		return s.panelStep(w, r, &s.floor.chats)
	})
	on("POST /_panel/agents/{id}/status", s.panelStatus)
	on("POST /_panel/developer/events", s.putEvents)
	on("GET /_stories", s.listStories)
	on("POST /_stories/{name}", s.playStory)
}

// page serves one of our pages under the policy for its framing.
func (s *Server) page(name string, domains func() []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", frameAncestors(domains()))
		w.Header().Set("Cache-Control", "no-store")
		http.ServeFileFS(w, r, pageFiles, "pages/"+name)
	})
}

// panelView is what the panel shows.
type panelView struct {
	Agents   []agentLine   `json:"agents"`
	Queues   []queueLine   `json:"queues"`
	Sessions []sessionView `json:"sessions"`
	Recent   []sessionView `json:"recent"`
	Stories  []story       `json:"stories"`
	Fails    []string      `json:"fails"` // reasons a session may fail with
	Adapter  string        `json:"adapter"`
	Pending  int           `json:"pending"` // events that wait for delivery
	Now      int64         `json:"now"`
}

type agentLine struct {
	ID     int    `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Status string `json:"status"`
	Next   string `json:"next"`
	Page   bool   `json:"page"` // an agent page is open
}

type queueLine struct {
	ID      int    `json:"id"`
	Name    string `json:"name"`
	Waiting int    `json:"waiting"`
}

// Sessions shown at once, so that a load test does not drown the panel.
const (
	shownLive   = 30
	shownRecent = 10
)

// panelView looks at the floor.
func (s *Server) panelView() panelView {
	f := s.floor
	v := panelView{Stories: stories(), Fails: slices.Sorted(maps.Keys(failReasons)), Adapter: s.knobs.Get().Adapter, Pending: s.pusher.waiting(),
		Sessions: []sessionView{}, Recent: []sessionView{}}
	f.read(func() {
		v.Now = f.now().UnixMilli()
		for _, a := range f.agents {
			v.Agents = append(v.Agents, agentLine{a.ID, a.Name, a.Email, a.status, a.next, a.page != nil && a.page.open > 0})
		}
		for _, m := range f.leaves() {
			q := queueLine{ID: m.id, Name: m.names(" / ")}
			for _, w := range f.waiting {
				if w.menu == m {
					q.Waiting++
				}
			}
			v.Queues = append(v.Queues, q)
		}
		for _, h := range []*history{&f.calls, &f.chats} {
			live, recent := h.shown()
			v.Sessions, v.Recent = append(v.Sessions, live...), append(v.Recent, recent...)
		}
	})
	return v
}

// shown is the newest live and the newest ended sessions.
func (h *history) shown() (live, recent []sessionView) {
	for i := len(h.order) - 1; i >= 0 && i >= len(h.order)-10*shownLive; i-- {
		switch s := h.order[i]; {
		case !s.over() && len(live) < shownLive:
			live = append(live, s.view())
		case s.over() && len(recent) < shownRecent:
			recent = append(recent, s.view())
		}
	}
	return live, recent
}

// panelStream keeps an open panel up to date.
func (s *Server) panelStream(w http.ResponseWriter, r *http.Request) {
	nudge, leave := s.floor.watchers.add()
	defer leave()
	out := newStream(w)
	for {
		select {
		case <-nudge:
		case <-r.Context().Done():
			return
		case <-s.floor.watchers.closed:
			return
		}
		if out.send("view", s.panelView()) != nil || !rest(r, panelRest) {
			return
		}
	}
}

// panelRest is the least time between two looks of the panel, so that a load
// test is not slowed down by somebody watching it.
const panelRest = 80 * time.Millisecond

// rest waits for d; false when the page is gone first.
func rest(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// panelStep does one step to one session and answers what it has become.
func (s *Server) panelStep(w http.ResponseWriter, r *http.Request, h *history) (got answer, err error) {
	id, err := pathID(r)
	if err != nil {
		return got, err
	}
	var with step
	if err := decode(w, r, &with, true); err != nil {
		return got, err
	}
	err = s.floor.do(func() error {
		one := h.byID[id]
		if one == nil {
			return refusal{404, "There is no such session."}
		}
		if err := s.floor.act(one, r.PathValue("step"), with); err != nil {
			return err
		}
		got = answer{200, one.view()}
		return nil
	})
	return got, err
}

// panelStatus is the agent's own hand on their status list, done here.
func (s *Server) panelStatus(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	id, err := pathID(r)
	if err != nil {
		return got, err
	}
	var body struct {
		Status string `json:"status"`
	}
	if err := decode(w, r, &body, false); err != nil {
		return got, err
	}
	err = s.floor.do(func() error {
		a := s.floor.agentByID(id)
		if a == nil {
			return refusal{404, "There is no such agent."}
		}
		if body.Status == statusOffline {
			s.floor.logOut(a)
			return nil
		}
		return s.floor.choose(a, body.Status)
	})
	return answer{200, map[string]bool{"ok": true}}, err
}
