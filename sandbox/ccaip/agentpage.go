package ccaip

import (
	"maps"
	"net/http"
	"slices"
)

// agentRoutes are the agent page (the softphone) and what it speaks to.
func (s *Server) agentRoutes(mux *http.ServeMux) {
	on := func(route string, h handler) { mux.Handle(route, serve(s.log, h)) }
	page := s.page("agent.html", s.domains)
	mux.Handle("GET /agent/{$}", page)
	mux.Handle("GET /agent", http.RedirectHandler("/agent/", http.StatusMovedPermanently))
	on("GET /agent/who", s.agentChoice)
	on("POST /agent/login", s.agentLogin)
	on("POST /agent/logout", s.agentLogout)
	on("POST /agent/act", s.agentAct)
	mux.HandleFunc("GET /agent/stream", s.agentStream)
}

// agentChoice lists who may log in.
func (s *Server) agentChoice(http.ResponseWriter, *http.Request) (answer, error) {
	type person struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	}
	var people []person
	for _, a := range s.cfg.Agents {
		people = append(people, person{a.Name, a.Email})
	}
	return answer{200, people}, nil
}

// agentLogin opens the page for an agent; a page open elsewhere is told.
func (s *Server) agentLogin(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	var body struct {
		Email string `json:"email"`
	}
	if err := decode(w, r, &body, false); err != nil {
		return got, err
	}
	err = s.floor.do(func() error {
		a := s.floor.agentByEmail(body.Email)
		if a == nil {
			return refusal{404, "Nobody here has this e-mail address."}
		}
		if a.page != nil {
			close(a.page.gone)
		}
		a.page = &agentPage{token: uuid(), posts: make(chan posted, maxPosted), gone: make(chan struct{})}
		s.floor.logIn(a)
		s.floor.post(a, "Agent_Login", map[string]any{"name": a.Name})
		s.floor.postNow(a)
		got = answer{200, map[string]string{"token": a.page.token, "name": a.Name}}
		return nil
	})
	return got, err
}

// postNow tells a fresh page's window what is under way already.
func (f *floor) postNow(a *agent) {
	if a.offer != nil {
		f.postRing(a, a.offer)
	}
	if a.call != nil {
		f.postSession(a, a.call, "Started", nil)
		if !a.call.connectedAt.IsZero() {
			f.postSession(a, a.call, "Connected", nil)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.chats)) {
		f.postSession(a, a.chats[id], "Connected", nil)
	}
}

// byToken finds the agent whose page this is.
func (f *floor) byToken(token string) (*agent, error) {
	at := slices.IndexFunc(f.agents, func(a *agent) bool { return a.page != nil && a.page.token == token })
	if token == "" || at < 0 {
		return nil, refusal{409, "You are logged in elsewhere."}
	}
	return f.agents[at], nil
}

// agentLogout is the menu's Log Out.
func (s *Server) agentLogout(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	var body struct {
		Token string `json:"token"`
	}
	if err := decode(w, r, &body, false); err != nil {
		return got, err
	}
	err = s.floor.do(func() error {
		a, err := s.floor.byToken(body.Token)
		if err != nil {
			return err
		}
		s.floor.logOut(a)
		s.floor.post(a, "Agent_Logout", map[string]any{})
		close(a.page.gone)
		a.page = nil
		return nil
	})
	return answer{200, map[string]bool{"ok": true}}, err
}

// agentOrder is something the agent does on their page.
type agentOrder struct {
	Token  string `json:"token"`
	Action string `json:"action"` // status, clear_next, dial, text, choose_number or a step's name
	Kind   string `json:"kind"`
	ID     int    `json:"id"`
	Status string `json:"status"`
	Dial   string `json:"dial"` // number to call
	step
}

// agentAct does it.
func (s *Server) agentAct(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	var order agentOrder
	if err := decode(w, r, &order, false); err != nil {
		return got, err
	}
	err = s.floor.do(func() error {
		a, err := s.floor.byToken(order.Token)
		if err != nil {
			return err
		}
		return s.floor.actAs(a, order)
	})
	return answer{200, map[string]bool{"ok": true}}, err
}

// actAs is an agent acting on their own sessions.
func (f *floor) actAs(a *agent, order agentOrder) error {
	switch order.Action {
	case "status":
		return f.choose(a, order.Status)
	case "clear_next":
		a.next = ""
		return nil
	case "dial":
		return f.dialByHand(a, order)
	case "text":
		return f.textByHand(a, order)
	case "choose_number":
		return f.chooseNumber(a, order.Number)
	}
	books := f.books(order.Kind)
	if books == nil || books.byID[order.ID] == nil {
		return refusal{404, "There is no such session."}
	}
	s := books.byID[order.ID]
	if a.offer != s && a.wrap != s && !s.inHands(a) && s.voicemail == nil {
		return refusal{409, s.word() + " is not yours."}
	}
	order.step.By = "agent"
	if order.Action != "transfer" { // whose agent is the one to hand over to
		order.step.Agent = a.Email
	}
	return f.act(s, order.Action, order.step)
}

// dialByHand is a number typed on the agent page.
func (f *floor) dialByHand(a *agent, order agentOrder) error {
	number, ok := wellFormed(order.Dial)
	switch {
	case !ok:
		return refusal{422, "That is not a number to dial: begin with + and the country code."}
	case a.busy() || !a.online() || len(a.chats) > 0:
		return refusal{409, "You can not dial now: " + a.status + "."}
	}
	f.dial(dialling{by: a, number: number, sessionType: "Voice Outbound"})
	return nil
}

// textByHand begins a chat by SMS with a number typed on the agent page.
func (f *floor) textByHand(a *agent, order agentOrder) error {
	number, ok := wellFormed(order.Dial)
	if !ok {
		return refusal{422, "That is not a number to write to: begin with + and the country code."}
	}
	if err := a.mayText(); err != nil {
		return err
	}
	f.writeFirst(a, number, "Messaging Outbound (SMS)", nil)
	return nil
}

// chooseNumber answers the question which number an ordered call shows; an
// empty one calls the order off.
func (f *floor) chooseNumber(a *agent, number string) error {
	d := a.prompt
	a.prompt = nil
	if d == nil || number == "" {
		return nil
	}
	if a.busy() {
		return refusal{409, "You can not dial now: " + a.status + "."}
	}
	d.outboundNumber = number
	f.dial(*d)
	return nil
}
