package ccaip

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// StatusesService is the chapter "Agent statuses" of both APIs.
type StatusesService struct{ c *Client }

// errNoAgentID is for an entry that belongs to nobody.
var errNoAgentID = errors.New("an agent has no id")

// UserStatus is one status of the platform's list. Whether that list holds the system statuses
// (In-call, Wrap-up, …), which nobody may choose, is not documented: expect them.
type UserStatus struct {
	ID    string
	Name  string
	Color string
	WFMID string // name in workforce management
}

// AgentStatus is the status that an agent has.
type AgentStatus struct {
	AgentID   string
	Status    string // name
	UpdatedAt time.Time
}

// StatusAnswer is what the platform says to one agent's change. Refusals stand in here, not in the
// HTTP status.
type StatusAnswer struct {
	AgentID  string
	Name     string
	Email    string
	Previous string
	Current  string
	Message  string // why not, in the platform's words; "" if nothing was said
}

// statusName reads a status that is a word or an object with a name.
func statusName(f fields) string {
	if name := f.object("status").text("name"); name != "" {
		return name
	}
	return f.text("status", "current_status")
}

// UserStatuses lists the statuses that exist.
func (s StatusesService) UserStatuses(ctx context.Context) ([]UserStatus, error) {
	var statuses []UserStatus
	err := s.c.pages(ctx, get("list statuses", "/manager/api/v1/user_statuses"), func(raw json.RawMessage) error {
		f, err := readFields(raw)
		if err != nil {
			return err
		}
		if name := f.text("name"); name != "" {
			statuses = append(statuses, UserStatus{ID: f.id("id"), Name: name, Color: f.text("color"), WFMID: f.text("wfm_id")})
		}
		return nil
	})
	return statuses, err
}

// CurrentStatuses reads the status of every agent: one request for a hundred of them.
func (s StatusesService) CurrentStatuses(ctx context.Context) ([]AgentStatus, error) {
	var statuses []AgentStatus
	err := s.c.pages(ctx, get("read agents' statuses", "/manager/api/v1/agents/current_status"), func(raw json.RawMessage) error {
		f, err := readFields(raw)
		if err != nil {
			return err
		}
		id := f.id("id", "agent_id")
		if id == "" {
			return errNoAgentID
		}
		statuses = append(statuses, AgentStatus{AgentID: id, Status: statusName(f), UpdatedAt: f.when("status_updated_at", "updated_at")})
		return nil
	})
	return statuses, err
}

// MayUseApps asks for something of the Apps API that changes nothing, to see whether the credentials
// may: calls are placed and statuses set there.
func (s StatusesService) MayUseApps(ctx context.Context) error {
	_, err := s.c.do(ctx, get("check the Apps API", "/apps/api/v1/agent_statuses"))
	return err
}

// SetStatus asks for a status for one agent. The platform answers success even when it refuses
// (out of or into one of its system statuses): that comes back as an [*Error] of [Kind] [Refused]
// with its words, beside the answer itself.
func (s StatusesService) SetStatus(ctx context.Context, agentID, status string) (StatusAnswer, error) {
	const op = "set status"
	number, err := strconv.ParseInt(agentID, 10, 64)
	if err != nil || status == "" {
		return StatusAnswer{}, refusedHere(op, "needs an agent's number and a status")
	}
	k := call{op: op, method: http.MethodPost, path: "/apps/api/v1/agent_statuses"}
	k.body = map[string]any{"status": status, "agent_ids": []int64{number}}
	a, err := s.c.do(ctx, k)
	if err != nil {
		return StatusAnswer{}, err
	}
	answers, err := readStatusAnswers(a.body)
	if err != nil {
		return StatusAnswer{}, unreadable(op, err.Error())
	}
	for _, each := range answers {
		if each.AgentID == agentID {
			return each, each.verdict(op, status, a.status)
		}
	}
	return StatusAnswer{}, &Error{Kind: NotFound, Op: op, Status: a.status, Detail: "the answer does not name the agent"}
}

// verdict tells whether the agent now has the status.
func (a StatusAnswer) verdict(op, wanted string, status int) error {
	if strings.EqualFold(a.Current, wanted) {
		return nil
	}
	detail := a.Message
	if detail == "" {
		detail = "the agent stays in " + a.Current
	}
	return &Error{Kind: Refused, Op: op, Status: status, Detail: detail}
}

func readStatusAnswers(body []byte) ([]StatusAnswer, error) {
	list, err := readList(body)
	if err != nil {
		return nil, errors.New("the answer is not a list")
	}
	var answers []StatusAnswer
	for _, raw := range list {
		f, err := readFields(raw)
		if err != nil {
			return nil, err
		}
		answers = append(answers, StatusAnswer{
			AgentID:  f.id("agent_id", "id"),
			Name:     f.text("name"),
			Email:    f.text("email"),
			Previous: f.text("previous_status"),
			Current:  f.text("current_status"),
			Message:  f.text("message"),
		})
	}
	return answers, nil
}
