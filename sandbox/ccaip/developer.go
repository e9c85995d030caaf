package ccaip

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// developer is what an admin types under Developer Settings: where session
// events go, and the credentials that they carry. Until somebody does, the
// knob's adapter and the configured credentials apply.
type developer struct {
	mu     sync.Mutex // guards events
	events external
}

// external are the External session events as the form has them.
type external struct {
	Calls    string `json:"calls"`
	Chats    string `json:"chats"`
	User     string `json:"user"`
	Password string `json:"password"`
}

// get is what stands there now.
func (d *developer) get() external {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.events
}

// target is where events of a kind go and who they come from; no address:
// nobody listens.
func (p *pusher) target(kind string) (address, user, password string) {
	typed := p.developer.get()
	switch base := p.knobs.Get().Adapter; {
	case typed.Calls != "" && kind == kindChat:
		return typed.Chats, typed.User, typed.Password
	case typed.Calls != "":
		return typed.Calls, typed.User, typed.Password
	case base != "":
		return base + "/ccaip/" + p.cfg.Tenant + "/events/" + kind + "s", p.cfg.EventsUser, p.cfg.EventsPassword
	}
	return "", "", ""
}

// putEvents takes the form.
func (s *Server) putEvents(w http.ResponseWriter, r *http.Request) (answer, error) {
	var typed external
	if err := decode(w, r, &typed, false); err != nil {
		return answer{}, err
	}
	for _, field := range []*string{&typed.Calls, &typed.Chats, &typed.User, &typed.Password} {
		*field = strings.TrimSpace(*field)
	}
	switch {
	case !isWebAddress(typed.Calls) || !isWebAddress(typed.Chats):
		return answer{}, refusal{422, "Both addresses must begin with https:// or http://."}
	case typed.User == "" || typed.Password == "":
		return answer{}, refusal{422, "User and password are required."}
	}
	d := s.pusher.developer
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = typed
	return answer{http.StatusOK, map[string]string{"message": "Saved."}}, nil
}

// isWebAddress tells whether events can go there at all.
func isWebAddress(text string) bool {
	at, err := url.Parse(text)
	return err == nil && at.Host != "" && (at.Scheme == "https" || at.Scheme == "http")
}
