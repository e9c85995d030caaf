package admin

import (
	"context"
	"errors"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// Agents know who is live where.
type Agents interface {
	// Live answers everybody who has a window open, in order of agent.
	Live(ctx context.Context, tenant string) ([]Seated, error)
	// Release frees the agent's lease for the first in line; engine.ErrNotFound: nobody holds it.
	Release(ctx context.Context, tenant, agent string) error
	// Email is the agent's in Kustomer, empty if nobody can tell.
	Email(ctx context.Context, tenant, agent string) string
	Status(tenant, agent string) protocol.Status
}

// Seated is how an agent's lease stands.
type Seated struct {
	Agent   string
	Term    uint64
	Holder  *Instance
	Waiting []Instance
}

// Instance is one open widget.
type Instance struct {
	Instance string    `json:"instance"`
	Device   string    `json:"device"`
	Browser  string    `json:"browser"`
	Since    time.Time `json:"since"`
	OnCall   bool      `json:"onCall"`
	// RoundTrip is how long its last heartbeat took, in milliseconds; 0: not known here.
	RoundTrip int `json:"roundTripMs"`
	// Old: the page is of an earlier release.
	Old bool `json:"oldPage"`
}

// agentBody is one agent as GET agents answers.
type agentBody struct {
	Agent          string     `json:"agent"`
	Email          string     `json:"email"`
	Holder         *Instance  `json:"holder"`
	Term           uint64     `json:"term"`
	Waiting        []Instance `json:"waiting"`
	KustomerStatus string     `json:"kustomerStatus"`
	PlatformStatus string     `json:"platformStatus"`
	NextStatus     string     `json:"nextStatus"`
	Why            string     `json:"why"`
	Drift          string     `json:"drift"`
	// WhySaid and DriftSaid are by what both are translated.
	WhySaid   protocol.Said `json:"whySaid,omitempty"`
	DriftSaid protocol.Said `json:"driftSaid,omitempty"`
}

func (a *Admin) agents(c *call) (any, error) {
	live, err := a.cfg.Agents.Live(c.ctx, c.tenant.ID)
	if err != nil {
		return nil, err
	}
	all := make([]agentBody, 0, len(live))
	for _, s := range live {
		now := a.cfg.Agents.Status(c.tenant.ID, s.Agent)
		waiting := s.Waiting
		if waiting == nil {
			waiting = []Instance{}
		}
		all = append(all, agentBody{
			Agent: s.Agent, Email: a.cfg.Agents.Email(c.ctx, c.tenant.ID, s.Agent), Holder: s.Holder, Term: s.Term, Waiting: waiting,
			KustomerStatus: now.Kustomer, PlatformStatus: now.Platform, NextStatus: now.Next, Why: now.Why, WhySaid: now.WhySaid, Drift: now.Drift, DriftSaid: now.DriftSaid,
		})
	}
	return all, nil
}

func (a *Admin) release(c *call) (any, error) {
	agent := c.PathValue("agent")
	err := a.cfg.Agents.Release(c.ctx, c.tenant.ID, agent)
	if errors.Is(err, engine.ErrNotFound) {
		return nil, noAgent
	}
	a.log.InfoContext(c.ctx, "a lease was released by hand", "tenant", c.tenant.ID, "agent", agent, "author", c.who.name, "err", err)
	return map[string]string{"released": agent}, err
}
