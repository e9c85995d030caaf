package ccaip

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// wireAgent is an agent as the Manager API shows it.
type wireAgent struct {
	ID               int           `json:"id"`
	Email            string        `json:"email"`
	CreatedAt        *stamp        `json:"created_at"`
	LastLoginTime    *stamp        `json:"last_login_time"`
	FirstName        string        `json:"first_name"`
	MiddleName       *string       `json:"middle_name"`
	LastName         string        `json:"last_name"`
	AvatarURL        *string       `json:"avatar_url"`
	AgentNumber      string        `json:"agent_number"`
	Status           status        `json:"status"`
	StatusUpdatedAt  *stamp        `json:"status_updated_at"`
	CRMAuthenticated bool          `json:"crm_authenticated"`
	Online           bool          `json:"online"`
	WrapUp           bool          `json:"wrap_up"`
	CallCount        int           `json:"call_count"`
	ChatCount        int           `json:"chat_count"`
	Location         *string       `json:"location"`
	Roles            []string      `json:"roles"`
	Teams            []wireTeam    `json:"teams"`
	Channels         []wireChannel `json:"channels"`
}

type wireTeam struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

type wireChannel struct {
	ChannelType string    `json:"channel_type"`
	Menu        *wireMenu `json:"menu"`
}

// houseTeam is the one team everybody is in.
var houseTeam = wireTeam{ID: 1, Name: "Everybody"}

// wireAgent shows an agent.
func (f *floor) wireAgent(a *agent) wireAgent {
	now, _ := statusNamed(a.status)
	w := wireAgent{ID: a.ID, Email: a.Email, CreatedAt: at(a.loggedIn), LastLoginTime: at(a.loggedIn),
		FirstName: a.firstName(), LastName: a.lastName(), AgentNumber: a.number(), Status: now,
		StatusUpdatedAt: at(a.statusAt), CRMAuthenticated: true, Online: a.online(), WrapUp: a.wrap != nil,
		CallCount: a.calls, ChatCount: a.chatCount, Roles: []string{"agent"}, Teams: []wireTeam{houseTeam}}
	for _, m := range f.leaves() {
		w.Channels = append(w.Channels, wireChannel{"call", m.wire("ivr_menu")})
	}
	return w
}

// listAgents answers the agents that match email, id[], agent_number[] and
// status_updated_at[from].
func (s *Server) listAgents(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	changed, err := between(r, "status_updated_at")
	if err != nil {
		return got, err
	}
	s.floor.read(func() {
		found := []wireAgent{}
		for _, a := range s.floor.agents {
			if matches(a, r) && changed(a.statusAt) {
				found = append(found, s.floor.wireAgent(a))
			}
		}
		sortAgents(found, r)
		var page []wireAgent
		page, err = paged(w, r, found)
		got = answer{200, page}
	})
	return got, err
}

// sortAgents orders by status_updated_at or id, as asked.
func sortAgents(agents []wireAgent, r *http.Request) {
	slices.SortStableFunc(agents, func(a, b wireAgent) int {
		c := cmp.Compare(a.ID, b.ID)
		if r.URL.Query().Get("sort_column") == "status_updated_at" {
			c = cmp.Compare(stampMillis(a.StatusUpdatedAt), stampMillis(b.StatusUpdatedAt))
		}
		if strings.EqualFold(r.URL.Query().Get("sort_direction"), "desc") {
			return -c
		}
		return c
	})
}

// matches tells whether the query asks for this agent.
func matches(a *agent, r *http.Request) bool {
	q := r.URL.Query()
	ids, numbers := q["id[]"], q["agent_number[]"]
	return (q.Get("email") == "" || strings.EqualFold(q.Get("email"), a.Email)) &&
		(len(ids) == 0 || slices.Contains(ids, itoa(a.ID))) &&
		(len(numbers) == 0 || slices.Contains(numbers, a.number()))
}

// getAgent answers one agent.
func (s *Server) getAgent(_ http.ResponseWriter, r *http.Request) (got answer, err error) {
	id, err := pathID(r)
	if err != nil {
		return got, err
	}
	s.floor.read(func() {
		a := s.floor.agentByID(id)
		if a == nil {
			err = refusal{404, "Resource not found."}
			return
		}
		got = answer{200, s.floor.wireAgent(a)}
	})
	return got, err
}

// userStatuses answers every status there is, system ones too.
func (s *Server) userStatuses(http.ResponseWriter, *http.Request) (answer, error) {
	return answer{200, statuses}, nil
}

// wireCurrent is an agent's status in the list of all.
type wireCurrent struct {
	ID              int    `json:"id"`
	Email           string `json:"email"`
	AgentNumber     string `json:"agent_number"`
	Status          string `json:"status"`
	StatusUpdatedAt *stamp `json:"status_updated_at"`
}

// currentStatuses answers every agent's status at this moment.
func (s *Server) currentStatuses(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	s.floor.read(func() {
		all := []wireCurrent{}
		for _, a := range s.floor.agents {
			if matches(a, r) {
				all = append(all, wireCurrent{a.ID, a.Email, a.number(), a.status, at(a.statusAt)})
			}
		}
		var page []wireCurrent
		page, err = paged(w, r, all)
		got = answer{200, page}
	})
	return got, err
}
