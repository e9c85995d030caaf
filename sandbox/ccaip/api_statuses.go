package ccaip

import (
	"fmt"
	"net/http"
	"slices"
)

// wireAgentStatus is an agent in the Apps API's status lists.
type wireAgentStatus struct {
	AgentID        int     `json:"agent_id"`
	Name           string  `json:"name"`
	Email          string  `json:"email"`
	AgentNumber    string  `json:"agent_number"`
	PreviousStatus *string `json:"previous_status,omitempty"`
	CurrentStatus  string  `json:"current_status"`
	UpdatedAt      *stamp  `json:"status_updated_at,omitempty"`
	IPAddress      string  `json:"ip_address,omitempty"`
	Message        string  `json:"message,omitempty"`
}

// wireStatus shows an agent in such a list.
func (a *agent) wireStatus() wireAgentStatus {
	return wireAgentStatus{AgentID: a.ID, Name: a.Name, Email: a.Email, AgentNumber: a.number(), CurrentStatus: a.status}
}

// getAgentStatuses answers every agent's current status.
func (s *Server) getAgentStatuses(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	s.floor.read(func() {
		all := []wireAgentStatus{}
		for _, a := range s.floor.agents {
			entry := a.wireStatus()
			entry.UpdatedAt, entry.IPAddress = at(a.statusAt), "127.0.0.1"
			all = append(all, entry)
		}
		var page []wireAgentStatus
		page, err = paged(w, r, all)
		got = answer{200, page}
	})
	return got, err
}

// statusOrder is the body of POST /apps/api/v1/agent_statuses.
type statusOrder struct {
	Status   string `json:"status"`
	AgentIDs []int  `json:"agent_ids"`
	TeamIDs  []int  `json:"team_ids"`
}

// postAgentStatuses sets a status; each agent's entry tells whether it took.
func (s *Server) postAgentStatuses(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	var order statusOrder
	if err := decode(w, r, &order, false); err != nil {
		return got, err
	}
	if _, known := statusNamed(order.Status); !known {
		return got, refusal{400, fmt.Sprintf("%q is not a status of this company.", order.Status)}
	}
	if len(order.AgentIDs)+len(order.TeamIDs) == 0 {
		return got, refusal{400, "agent_ids or team_ids required"}
	}
	err = s.floor.do(func() error {
		out := []wireAgentStatus{}
		for _, id := range s.floor.everybody(order.AgentIDs, order.TeamIDs) {
			out = append(out, s.floor.setByAPI(id, order.Status))
		}
		got = answer{200, out}
		return nil
	})
	return got, err
}

// everybody lists the ids named and those of the teams' agents, each once.
func (f *floor) everybody(agents, teams []int) []int {
	ids := slices.Clone(agents)
	if slices.Contains(teams, houseTeam.ID) {
		for _, a := range f.agents {
			ids = append(ids, a.ID)
		}
	}
	seen := map[int]bool{}
	return slices.DeleteFunc(ids, func(id int) bool {
		twice := seen[id]
		seen[id] = true
		return twice
	})
}

// setByAPI sets one agent's status, or says in their entry why not.
func (f *floor) setByAPI(id int, name string) wireAgentStatus {
	a := f.agentByID(id)
	if a == nil {
		return wireAgentStatus{AgentID: id, Message: "Agent not found"}
	}
	before := a.status
	why := a.refused(name)
	if why == "" {
		f.become(a, name)
	}
	entry := a.wireStatus()
	entry.PreviousStatus, entry.Message = &before, why
	return entry
}

// logoutOrder is the body of POST …/force_logout.
type logoutOrder struct {
	AgentIDs []int `json:"agent_ids"`
}

// forceLogout signs agents out.
func (s *Server) forceLogout(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	var order logoutOrder
	if err := decode(w, r, &order, false); err != nil {
		return got, err
	}
	err = s.floor.do(func() error {
		out := []wireAgentStatus{}
		for _, id := range order.AgentIDs {
			a := s.floor.agentByID(id)
			if a == nil {
				out = append(out, wireAgentStatus{AgentID: id, Message: "Agent not found"})
				continue
			}
			before := a.status
			s.floor.logOut(a)
			entry := a.wireStatus()
			entry.PreviousStatus = &before
			out = append(out, entry)
		}
		got = answer{200, out}
		return nil
	})
	return got, err
}
