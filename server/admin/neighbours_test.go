package admin_test

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
)

// crm is the tenant's Kustomer as far as the set-up asks it.
type crm struct {
	statuses []kustomer.RoutingStatus
	key      kustomer.Token
	people   []kustomer.User
	teams    []kustomer.Team
	fault    error
}

func newCRM() *crm {
	on := true
	return &crm{key: kustomer.Token{Name: "UJET", Roles: []string{"org.admin", "org.user"}},
		people: []kustomer.User{{ID: "a1", Name: "Ana", Email: "Ana@acme.com"}, {ID: "b1", Name: "Ben", Email: "ben@acme.com"},
			{ID: "z1", Email: "gone@acme.com", DeletedAt: time.Now()}},
		teams: []kustomer.Team{{Name: "Support", Members: []string{"a1"}, RoutingEnabled: &on}},
		statuses: []kustomer.RoutingStatus{
			{ID: "k1", Name: "Available", StatusType: "available", System: true},
			{ID: "k2", Name: "Lunch", StatusType: "unavailable", Enabled: true},
			{ID: "k3", Name: "Old", StatusType: "unavailable"},
		}}
}

func (c *crm) Statuses(context.Context) ([]kustomer.RoutingStatus, error) {
	if c.fault != nil {
		return nil, c.fault
	}
	return c.statuses, nil
}

// platform is its CCAI Platform.
type platform struct {
	statuses []ccaip.UserStatus
	agents   []ccaip.Agent
	apps     error
	fault    error
}

func newPlatform() *platform {
	return &platform{agents: []ccaip.Agent{{ID: "15", Name: "Ana", Email: "ana@acme.com"}, {ID: "16", Name: "Cleo", Email: "cleo@acme.com"}},
		statuses: []ccaip.UserStatus{{ID: "1", Name: "Available", Color: "#0a0"}, {ID: "2", Name: "In-call"}}}
}

func (p *platform) UserStatuses(context.Context) ([]ccaip.UserStatus, error) {
	if p.fault != nil {
		return nil, p.fault
	}
	return p.statuses, nil
}

func (c *crm) Current(context.Context) (kustomer.Token, error) { return c.key, c.fault }

func (c *crm) People(context.Context) ([]kustomer.User, error) { return c.people, c.fault }

type teams struct{ *crm }

func (t teams) List(context.Context) ([]kustomer.Team, error) { return t.teams, t.fault }

func (p *platform) MayUseApps(context.Context) error { return p.apps }

func (p *platform) List(context.Context) ([]ccaip.Agent, error) { return p.agents, p.fault }

// store is Kustomer's app store as far as the org sees it.
type store struct {
	registered []string
	installed  *kustomer.App
	fault      error
}

func (s *store) Register(_ context.Context, definition json.RawMessage) (kustomer.App, error) {
	if s.fault != nil {
		return kustomer.App{}, s.fault
	}
	var d struct{ App, Version string }
	_ = json.Unmarshal(definition, &d)
	if slices.Contains(s.registered, d.Version) {
		return kustomer.App{}, &kustomer.Error{Kind: kustomer.Taken, Op: "register app"}
	}
	s.registered = append(s.registered, d.Version)
	return kustomer.App{Name: d.App + "_o1", Version: d.Version}, nil
}

func (s *store) Install(_ context.Context, name, version string) (kustomer.App, error) {
	if !slices.Contains(s.registered, version) {
		return kustomer.App{}, &kustomer.Error{Kind: kustomer.NotFound, Op: "install app"}
	}
	s.installed = &kustomer.App{Name: name, Version: version, State: "installed"}
	return *s.installed, nil
}

func (s *store) Installed(context.Context) ([]kustomer.App, error) {
	if s.installed == nil {
		return nil, s.fault
	}
	return []kustomer.App{{Name: "other"}, *s.installed}, s.fault
}
