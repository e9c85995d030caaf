package ccaip

import (
	"net/http"
	"strconv"
)

// apis are the vendor's two APIs, without the guard in front of them.
func (s *Server) apis() http.Handler {
	mux := http.NewServeMux()
	on := func(route string, h handler) { mux.Handle(route, serve(s.log, h)) }

	on("POST /apps/api/v1/calls", s.postCall)
	on("PUT /apps/api/v1/calls/add/{id}/dial", s.dialThirdParty)
	on("PATCH /apps/api/v1/calls/scheduled/{id}/cancel", s.cancelCall)
	on("GET /apps/api/v1/agent_statuses", s.getAgentStatuses)
	on("POST /apps/api/v1/agent_statuses", s.postAgentStatuses)
	on("POST /apps/api/v1/agent_statuses/force_logout", s.forceLogout)
	on("GET /apps/api/v1/queues/status", s.queueStatus)

	on("GET /manager/api/v1/user_statuses", s.userStatuses)
	on("GET /manager/api/v1/agents", s.listAgents)
	on("GET /manager/api/v1/agents/current_status", s.currentStatuses)
	on("GET /manager/api/v1/agents/{id}", s.getAgent)
	on("GET /manager/api/v1/calls", s.listCalls)
	on("GET /manager/api/v1/calls/{id}", s.getCall)
	on("GET /manager/api/v1/chats", s.listChats)
	on("GET /manager/api/v1/chats/{id}", s.getChat)
	on("GET /manager/api/v1/menus", s.listMenus)
	on("GET /manager/api/v1/menus/tree", s.menuTree)

	on("/", func(http.ResponseWriter, *http.Request) (answer, error) {
		return answer{}, refusal{404, "Resource not found."}
	})
	return mux
}

// pathID reads the id in the path; what is no number names nothing.
func pathID(r *http.Request) (int, error) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		return 0, refusal{404, "Resource not found."}
	}
	return id, nil
}

// base is the address under which the caller reached us.
func base(r *http.Request) string { return scheme(r) + "://" + r.Host }

// listMenus answers the menus one after the other.
func (s *Server) listMenus(w http.ResponseWriter, r *http.Request) (answer, error) {
	menus := []wireMenu{}
	for _, m := range s.floor.menus {
		menus = append(menus, *m.wire("ivr_menu"))
	}
	page, err := paged(w, r, menus)
	return answer{200, page}, err
}

// menuTree answers them nested.
func (s *Server) menuTree(http.ResponseWriter, *http.Request) (answer, error) {
	return answer{200, wireTree(s.floor.menus, nil)}, nil
}

// wireQueue is a leaf queue's load.
type wireQueue struct {
	MenuID          int       `json:"menu_id"`
	Name            string    `json:"name"`
	MenuPath        *wirePath `json:"menu_path"`
	CallsWaiting    int       `json:"calls_waiting"`
	EstimatedWait   int       `json:"estimated_wait_time"` // seconds
	AgentsAvailable int       `json:"agents_available"`
}

// queueStatus answers how full each leaf queue is.
func (s *Server) queueStatus(http.ResponseWriter, *http.Request) (answer, error) {
	out := []wireQueue{}
	s.floor.read(func() {
		for _, m := range s.floor.leaves() {
			q := wireQueue{MenuID: m.id, Name: m.name, MenuPath: wirePathOf(m)}
			for _, waiting := range s.floor.waiting {
				if waiting.menu == m {
					q.CallsWaiting++
				}
			}
			for _, a := range s.floor.agents {
				if a.status == statusAvailable {
					q.AgentsAvailable++
				}
			}
			q.EstimatedWait = 60 * q.CallsWaiting / max(1, q.AgentsAvailable)
			out = append(out, q)
		}
	})
	return answer{200, out}, nil
}

// leaves are the menus that callers end in.
func (f *floor) leaves() []*menu {
	var out []*menu
	for _, m := range f.menus {
		if m.parent != nil {
			out = append(out, m)
		}
	}
	return out
}
