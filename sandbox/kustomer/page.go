package kustomer

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

//go:embed page
var pageFiles embed.FS

// agentKey is where a request carries the agent it was made for.
type agentKey struct{}

// pageRoutes adds the page, its own endpoints and the card script.
//
//	/                     the agents' page, ?agent=ana
//	/app/customers/…      links to records lead into it
//	/kustomer-card.min.js window.Kustomer for widgets
//	/_page/me             who the agent is, statuses, where the widget is
//	/_page/events         everything that changes, as server-sent events
//	/_page/status         sets the agent's status
//	/_page/join           merges one conversation into another
//	/_page/api/v1/…       the API as that agent, free of charge: the page's own view
//	/_page/request/v1/…   the same at the agents' budget: what widgets ask for
//	/_page/files/{id}     an uploaded file
func (s *Server) pageRoutes(mux *http.ServeMux, api http.Handler) {
	static, _ := fs.Sub(pageFiles, "page") // the folder is compiled in
	files := http.FileServerFS(static)
	mux.HandleFunc("GET /{$}", asset(files))
	mux.HandleFunc("GET /static/", asset(http.StripPrefix("/static", files)))
	mux.HandleFunc("GET /kustomer-card.min.js", s.cardScript)
	mux.HandleFunc("GET /app/customers/{id}/event/{event}", openRecord)
	mux.HandleFunc("GET /app/customers/{id}", openRecord)
	mux.HandleFunc("GET /_page/me", s.pageMe)
	mux.HandleFunc("GET /_page/events", s.pageEvents)
	mux.HandleFunc("POST /_page/status", s.pageStatus)
	mux.HandleFunc("POST /_page/join", s.pageJoin)
	mux.HandleFunc("GET /_page/files/{id}", s.pageFile)
	mux.Handle("/_page/api/", s.asAgent("/_page/api", true, api))
	mux.Handle("/_page/request/", s.asAgent("/_page/request", false, api))
}

// asset serves the page's own files; nothing is cached, so that a rebuilt
// sandbox is seen at once, and nothing foreign is loaded.
func asset(files http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-src http: https:; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		files.ServeHTTP(w, r)
	}
}

// cardScript is what widgets load from another origin.
func (s *Server) cardScript(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Header().Set("Cache-Control", "no-store")
	http.ServeFileFS(w, r, pageFiles, "page/kustomer-card.js")
}

// openRecord leads links as Kustomer writes them into the page.
func openRecord(w http.ResponseWriter, r *http.Request) {
	at := "/?" + r.URL.RawQuery + "#/customers/" + url.PathEscape(r.PathValue("id"))
	if event := r.PathValue("event"); event != "" {
		at += "/event/" + url.PathEscape(event)
	}
	http.Redirect(w, r, at, http.StatusSeeOther)
}

// agent finds the agent that the query names: by key, id or e-mail.
func agent(r *http.Request) (Agent, bool) {
	by := r.URL.Query().Get("agent")
	for _, agent := range Agents {
		if by == agent.Key || by == agent.ID || strings.EqualFold(by, agent.Email) {
			return agent, true
		}
	}
	return Agent{}, false
}

// asAgent passes a request on to the API as the agent that the query names.
func (s *Server) asAgent(prefix string, free bool, api http.Handler) http.Handler {
	return http.StripPrefix(prefix, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		of, ok := agent(r)
		if !ok {
			s.fail(w, unauthorized("Choose an agent first"))
			return
		}
		query := r.URL.Query()
		query.Del("agent")
		at := *r.URL
		at.RawQuery = query.Encode()
		who := &principal{id: of.ID, name: of.Name, user: of.ID, roles: []string{of.Role}, agent: true, free: free}
		r = r.Clone(context.WithValue(r.Context(), agentKey{}, who))
		r.URL, r.RequestURI = &at, at.RequestURI()
		api.ServeHTTP(w, r)
	}))
}

// pageMe is what the page needs to begin with.
func (s *Server) pageMe(w http.ResponseWriter, r *http.Request) {
	people := make([]map[string]any, 0, len(Agents))
	for _, of := range Agents {
		people = append(people, map[string]any{"key": of.Key, "id": of.ID, "name": of.Name, "email": of.Email, "role": of.Role})
	}
	body := map[string]any{"agents": people, "org": s.org, "widget": s.widget(), "me": nil}
	if of, ok := agent(r); ok {
		body["me"] = map[string]any{"key": of.Key, "id": of.ID, "name": of.Name, "email": of.Email, "role": of.Role, "status": s.statusOf(of.ID), "routing": s.routed(of.ID)}
	}
	s.store.mu.RLock()
	statuses := s.store.all(kindStatus)
	s.store.mu.RUnlock()
	body["statuses"] = statuses
	writeJSON(w, http.StatusOK, body)
}

// statusOf is the id of an agent's status; without a shift it is Offline.
func (s *Server) statusOf(user string) string {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	if session := s.currentSession(user); session != nil {
		return session.one["status"].id
	}
	return fixedID("status Offline")
}

// routed tells whether an agent is in a team with routing. Without one there
// are no shifts and no statuses.
func (s *Server) routed(user string) bool {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	return slices.ContainsFunc(s.store.all(kindTeam), func(team *record) bool {
		return team.attrs["routingEnabled"] == true && slices.Contains(asTexts(team.attrs["members"]), user)
	})
}

// pageStatus sets the agent's status as the menu in the corner does.
func (s *Server) pageStatus(w http.ResponseWriter, r *http.Request) {
	of, ok := agent(r)
	if !ok {
		s.fail(w, unauthorized("Choose an agent first"))
		return
	}
	var asked struct{ Status string }
	if err := json.NewDecoder(io.LimitReader(r.Body, 4096)).Decode(&asked); err != nil {
		s.fail(w, unreadable(err))
		return
	}
	if !s.routed(of.ID) {
		s.fail(w, badParam("status", "Team routing is not enabled for any of your teams", ""))
		return
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	status, ok := s.store.get(kindStatus, asked.Status)
	if !ok || status.attrs["selectable"] != true {
		s.fail(w, badParam("status", "Not a status that an agent can choose", ""))
		return
	}
	who := &principal{user: of.ID, roles: []string{of.Role}, agent: true, free: true}
	s.setAgentStatus(of.ID, status, &call{who: who, at: s.now().UTC().Truncate(time.Millisecond)})
	writeJSON(w, http.StatusOK, map[string]any{"status": status.id})
}

// pageEvents sends everything that changes. A page that fell too far behind
// gets "reload" and loads its view again.
func (s *Server) pageEvents(w http.ResponseWriter, r *http.Request) {
	l, leave := s.live.listen()
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	send := func(text string) bool {
		_, err := io.WriteString(w, text)
		return err == nil && flush.Flush() == nil
	}
	if !send("retry: 500\n\n") {
		return
	}
	beat := time.NewTicker(15 * time.Second)
	defer beat.Stop()
	for {
		text := ": still here\n\n"
		select {
		case <-r.Context().Done():
			return
		case <-s.stop.Done():
			return
		case <-l.missed:
			text = "data: {\"type\":\"reload\"}\n\n"
		case e, ok := <-l.events:
			if !ok {
				return
			}
			raw, _ := json.Marshal(e) // attributes came from JSON
			text = fmt.Sprintf("data: %s\n\n", raw)
		case <-beat.C:
		}
		if !send(text) {
			return
		}
	}
}

// pageFile serves an uploaded file as its uploader named it; nothing in it
// runs.
func (s *Server) pageFile(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	content, ok := s.files.get(id)
	s.store.mu.RLock()
	file, known := s.store.get(kindAttachment, id)
	s.store.mu.RUnlock()
	if !ok || !known {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", file.text("contentType"))
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(file.text("name")))
	http.ServeContent(w, r, "", seedTime, strings.NewReader(string(content)))
}
