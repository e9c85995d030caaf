package admin_test

import (
	"context"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
)

// crm is the tenant's Kustomer as far as the set-up asks it.
type crm struct {
	statuses []kustomer.RoutingStatus
	fault    error
}

func newCRM() *crm {
	return &crm{statuses: []kustomer.RoutingStatus{
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
	fault    error
}

func newPlatform() *platform {
	return &platform{statuses: []ccaip.UserStatus{{ID: "1", Name: "Available", Color: "#0a0"}, {ID: "2", Name: "In-call"}}}
}

func (p *platform) UserStatuses(context.Context) ([]ccaip.UserStatus, error) {
	if p.fault != nil {
		return nil, p.fault
	}
	return p.statuses, nil
}
