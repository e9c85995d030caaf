package admin

import (
	"context"
	"net/http"
	"slices"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
)

// Routing lists the statuses of the tenant's Kustomer; kustomer.RoutingService is one.
type Routing interface {
	Statuses(ctx context.Context) ([]kustomer.RoutingStatus, error)
}

// PlatformStatuses lists those of its CCAI Platform; ccaip.StatusesService is one.
type PlatformStatuses interface {
	UserStatuses(ctx context.Context) ([]ccaip.UserStatus, error)
}

// choicesBody is what can be mapped to what. A side that does not answer leaves its list empty and a
// problem that says why.
type choicesBody struct {
	Kustomer []statusChoice     `json:"kustomerStatuses"`
	Platform []targetChoice     `json:"platformStatuses"`
	Problems []protocol.Problem `json:"problems"`
}

// statusChoice is a status of Kustomer; Type is available, busy, unavailable or offline.
type statusChoice struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	System bool   `json:"system"`
}

// targetChoice is a status of CCAI Platform; System: the platform alone sets it.
type targetChoice struct {
	Name   string `json:"name"`
	Color  string `json:"color"`
	System bool   `json:"system"`
}

func (a *Admin) choices(c *call) (any, error) {
	body := choicesBody{Kustomer: []statusChoice{}, Platform: []targetChoice{}, Problems: []protocol.Problem{}}
	statuses, err := c.tenant.Routing.Statuses(c.ctx)
	body.trouble(err, "check.kustomer-statuses: The statuses of Kustomer cannot be read. {words}")
	for _, s := range inUse(statuses) {
		body.Kustomer = append(body.Kustomer, statusChoice{s.ID, s.Name, s.StatusType, s.System})
	}
	if !c.tenant.Complete {
		return body, nil // nobody has connected the platform yet
	}
	targets, err := c.tenant.Statuses.UserStatuses(c.ctx)
	body.trouble(err, "check.platform-statuses: The statuses of CCAI Platform cannot be read. {words}")
	for _, s := range targets {
		body.Platform = append(body.Platform, targetChoice{s.Name, s.Color, rules.SystemStatus(s.Name)})
	}
	return body, nil
}

// inUse leaves out the org's own statuses that were switched off. Where no status says that it is on,
// Kustomer does not tell, and all of them are.
func inUse(all []kustomer.RoutingStatus) []kustomer.RoutingStatus {
	if !slices.ContainsFunc(all, func(s kustomer.RoutingStatus) bool { return s.Enabled }) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(s kustomer.RoutingStatus) bool { return !s.Enabled && !s.System })
}

func (b *choicesBody) trouble(err error, what string) {
	if err != nil {
		no := troubleOf(err)
		text, said := protocol.Say(what, "words", no.Text)
		b.Problems = append(b.Problems, protocol.Problem{
			Code: no.Code, Text: text, Fix: no.Fix, Said: said.With("words", no.Said), FixSaid: no.FixSaid})
	}
}

// troubleOf says what an error of a neighbour means to an admin.
func troubleOf(err error) *refusal {
	if no := refused(err); no != nil {
		return no
	}
	return no(http.StatusBadGateway, "unreachable", "refusal.unreachable: It did not answer.", "refusal.again.fix: Try again in a moment.")
}

// fromPlatform tells what CCAI Platform answered. Its errors never hold the token.
func fromPlatform(e *ccaip.Error) *refusal {
	r := no(http.StatusBadGateway, "platform-refused", "refusal.platform: CCAI Platform refused: {words}",
		"refusal.platform.fix: Try again; if it goes on, look at what CCAI Platform says.", "words", e.Error())
	switch e.Kind {
	case ccaip.KeyAtFault:
		r.advise("token-refused", "refusal.token.fix: Give the tenant the subdomain and an API token of CCAI Platform that work (Settings › Developer Settings › API credentials).")
	case ccaip.RoleMissing:
		r.advise("permission-missing", "refusal.permission.fix: Give the API credentials of CCAI Platform the permission for the Manager API and the Apps API.")
	case ccaip.Limited:
		r.status = http.StatusServiceUnavailable
		r.advise("platform-busy", "refusal.again.fix: Try again in a moment.")
	case ccaip.Unreachable:
		r.advise("platform-unreachable", "refusal.base.fix: Check the base address of CCAI Platform, and try again in a moment.")
	}
	return r
}
