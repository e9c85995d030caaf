package kustomer

import "context"

// TeamsService is the chapter "Teams" of the API.
type TeamsService struct{ c *Client }

// Team is a group of users.
type Team struct {
	ID   string `json:"-"`
	Name string `json:"displayName"`
	// Plain is the team's other name, which is always there.
	Plain   string   `json:"name"`
	Members []string `json:"members"` // ids of users
	Deleted bool     `json:"deleted"`
	// RoutingEnabled is the switch Enable Team Routing, nil where Kustomer does not tell. (The page of
	// the documentation that would name the attribute was not readable; this is its switch's name.)
	RoutingEnabled *bool `json:"routingEnabled"`
}

func (t *Team) fill(r resource) bool {
	t.ID = r.ID
	if t.Name == "" {
		t.Name = t.Plain
	}
	return r.ID != ""
}

// List reads all teams.
func (s TeamsService) List(ctx context.Context) ([]Team, error) {
	return list[Team](ctx, s.c, get("list teams", "/v1/teams"))
}
