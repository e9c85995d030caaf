package ccaip

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// AgentsService is the chapter "Agents" of the Manager API.
type AgentsService struct{ c *Client }

// Agent is a person who takes calls in the platform.
type Agent struct {
	ID              string
	Email           string
	Name            string
	Number          string // agent_number
	Status          string // name of the current status
	StatusUpdatedAt time.Time
	Online          bool
	Roles           []string
}

func readAgent(raw json.RawMessage) (Agent, error) {
	f, err := readFields(raw)
	if err != nil {
		return Agent{}, err
	}
	a := Agent{
		ID:              f.id("id", "agent_id"),
		Email:           f.text("email"),
		Name:            readSessionAgent(f).Name,
		Number:          f.text("agent_number"),
		Status:          statusName(f),
		StatusUpdatedAt: f.when("status_updated_at"),
		Online:          f.flag("online"),
		Roles:           readNames(f.raw("roles")),
	}
	if a.ID == "" {
		return Agent{}, errNoAgentID
	}
	return a, nil
}

// readNames reads a list of words or of objects with a name.
func readNames(raw json.RawMessage) []string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var names []string
	for _, member := range list {
		name := textOf(member)
		if f, err := readFields(member); err == nil {
			name = f.text("name")
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// List reads all agents.
func (s AgentsService) List(ctx context.Context) ([]Agent, error) {
	return s.list(ctx, get("list agents", "/manager/api/v1/agents"))
}

// ByEmail finds an agent by e-mail, letter case aside; nobody is [NotFound].
func (s AgentsService) ByEmail(ctx context.Context, email string) (Agent, error) {
	const op = "get agent by e-mail"
	if email == "" {
		return Agent{}, refusedHere(op, "nothing to look up: the e-mail is empty")
	}
	return s.first(ctx, op, url.Values{"email": {email}}, func(a Agent) bool {
		return strings.EqualFold(a.Email, email)
	})
}

// ByID finds an agent by id; nobody is [NotFound].
func (s AgentsService) ByID(ctx context.Context, id string) (Agent, error) {
	const op = "get agent by id"
	if id == "" {
		return Agent{}, refusedHere(op, "nothing to look up: the id is empty")
	}
	return s.first(ctx, op, url.Values{"id[]": {id}}, func(a Agent) bool { return a.ID == id })
}

// first asks for a filtered list and checks the filter, which an older instance may not know.
func (s AgentsService) first(ctx context.Context, op string, filter url.Values, is func(Agent) bool) (Agent, error) {
	k := get(op, "/manager/api/v1/agents")
	k.query = filter
	agents, err := s.list(ctx, k)
	if err != nil {
		return Agent{}, err
	}
	for _, a := range agents {
		if is(a) {
			return a, nil
		}
	}
	return Agent{}, &Error{Kind: NotFound, Op: op, Detail: "the platform has no such agent"}
}

func (s AgentsService) list(ctx context.Context, k call) ([]Agent, error) {
	var agents []Agent
	err := s.c.pages(ctx, k, func(raw json.RawMessage) error {
		a, err := readAgent(raw)
		if err == nil {
			agents = append(agents, a)
		}
		return err
	})
	return agents, err
}
