package people

import (
	"context"

	"agentadapter/ccaip"
)

// Agents is the part of CCAI Platform's client that finds agents; ccaip.AgentsService is one.
type Agents interface {
	ByID(ctx context.Context, id string) (ccaip.Agent, error)
	ByEmail(ctx context.Context, email string) (ccaip.Agent, error)
}

// agent finds a platform agent by id.
func (p *People) agent(ctx context.Context, tenant string, t Tenant, id string) (ccaip.Agent, error) {
	return p.agents.get(ctx, tenant+"/"+id, func(ctx context.Context) (ccaip.Agent, error) {
		a, err := t.Agents.ByID(ctx, id)
		return a, fromPlatform(err, MissingError{ID: id})
	})
}

// fromPlatform gives a client's error its meaning here.
func fromPlatform(err error, missing MissingError) error {
	if err == nil {
		return nil
	}
	missing.Where = InPlatform
	switch ccaip.KindOf(err) {
	case ccaip.NotFound:
		return &missing
	case ccaip.KeyAtFault, ccaip.RoleMissing:
		return &UnreachableError{Where: InPlatform, Key: true, cause: err}
	}
	return &UnreachableError{Where: InPlatform, cause: err}
}
