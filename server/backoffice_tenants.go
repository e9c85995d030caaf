package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/server/admin"
	"agentadapter/server/engine"
	"agentadapter/server/tenants"
)

// register is whom the server serves, as admin asks for it.
type register struct {
	book *tenants.Book
	// adminOf makes clients into what admin knows of a tenant.
	adminOf func(neighbours) admin.Tenant
	// public tells whether the server is reached from elsewhere: on this machine alone, for trying it
	// out, admins may give addresses of this machine.
	public bool
	log    *slog.Logger
}

func (r register) List() []admin.Connection {
	var all []admin.Connection
	for _, id := range r.book.IDs() {
		if c, ok := r.Show(id); ok {
			all = append(all, c)
		}
	}
	return all
}

func (r register) Show(id string) (admin.Connection, bool) {
	t, ok := r.book.Known(id)
	if !ok || id == "" {
		return admin.Connection{}, false
	}
	k, p := t.Kustomer, t.Platform
	c := admin.Connection{
		Tenant: t.ID, Environment: t.ID == r.book.Environment(), Complete: t.Complete(), Leaving: t.Leaving, Version: t.Version,
		Since: momentOf(t.Since), Changed: momentOf(t.Changed), Author: t.Author,
		Kustomer: admin.CRMSide{BaseURL: k.BaseURL, Org: k.Org, AppURL: k.AppURL, CardScript: k.CardScript, BindCommand: k.BindCommand},
		Platform: admin.CCAIPSide{BaseURL: p.BaseURL, Subdomain: p.Subdomain, EventsUser: p.EventsUser, Rate: p.Rate, StatusPoll: p.StatusPoll.String(),
			StorageURL: p.StorageURL, StoragePoll: p.StoragePoll.String(), Reconcile: p.Reconcile.String()},
		Secrets: []admin.KeptWord{},
	}
	now := time.Now()
	for _, w := range tenants.Secrets {
		word, _ := t.Secret(w)
		kept := admin.KeptWord{Which: string(w), Set: word != "", Inbound: w.Inbound()}
		for _, f := range t.Former {
			if f.Which == w && now.Before(f.Until) {
				kept.FormerUntil = momentOf(f.Until)
			}
		}
		c.Secrets = append(c.Secrets, kept)
	}
	return c, true
}

func momentOf(at time.Time) *time.Time {
	if at.UnixMilli() <= 0 {
		return nil
	}
	at = at.UTC().Truncate(time.Millisecond)
	return &at
}

// Try makes clients for a connection as it would be; their traffic is nobody's.
func (r register) Try(id string, by admin.Asker, o admin.ConnectionOrder) (admin.Tenant, error) {
	t := tenants.Tenant{ID: o.Tenant}
	if id != "" {
		var ok bool
		if t, ok = r.book.Get(id); !ok {
			return admin.Tenant{}, engine.ErrNotFound
		}
	}
	if err := r.apply(&t, by, o); err != nil {
		return admin.Tenant{}, err
	}
	n := meet(t, neighbours{}, newTraffic(nil), r.log)
	defer n.part() // its connections end with their requests
	return r.adminOf(n), nil
}

// apply changes a tenant as ordered, and names all that is wrong then.
func (r register) apply(t *tenants.Tenant, by admin.Asker, o admin.ConnectionOrder) error {
	if !by.Operator && (o.Kustomer.BaseURL != nil || o.Kustomer.Org != nil || o.Kustomer.AppURL != nil || o.Kustomer.CardScript != nil) {
		return admin.ConnectionFaults{"kustomer's addresses and org are the operator's to change: they say who the admins are."}
	}
	faults := apply(t, o)
	if o.Kustomer.BaseURL != nil || o.Kustomer.Key != nil || o.Platform != (admin.CCAIPOrder{}) || o.Tenant != "" {
		t.WithDefaults()
		faults = append(faults, t.Check(r.public && !by.Operator)...)
	}
	if len(faults) > 0 {
		return admin.ConnectionFaults(faults)
	}
	return nil
}

// apply puts an order's values in their places, and names those that are no times.
func apply(t *tenants.Tenant, o admin.ConnectionOrder) (faults []string) {
	k, p := &t.Kustomer, &t.Platform
	for _, one := range []struct {
		to   *string
		from *string
	}{
		{&k.BaseURL, o.Kustomer.BaseURL}, {&k.Org, o.Kustomer.Org}, {&k.AppURL, o.Kustomer.AppURL}, {&k.CardScript, o.Kustomer.CardScript},
		{&k.BindCommand, o.Kustomer.BindCommand}, {&p.BaseURL, o.Platform.BaseURL}, {&p.Subdomain, o.Platform.Subdomain},
		{&p.EventsUser, o.Platform.EventsUser}, {&p.StorageURL, o.Platform.StorageURL},
		{(*string)(&k.Key), o.Kustomer.Key}, {(*string)(&p.Token), o.Platform.Token},
		{(*string)(&p.StorageKey), o.Platform.StorageKey}, {(*string)(&p.StorageSecret), o.Platform.StorageSecret},
	} {
		if one.from != nil {
			*one.to = *one.from
		}
	}
	if o.Kustomer.OrgID != "" {
		k.OrgID = o.Kustomer.OrgID
	}
	if o.Platform.Rate != nil {
		p.Rate = *o.Platform.Rate
	}
	k.BaseURL, k.AppURL, p.BaseURL = trimmed(k.BaseURL), trimmed(k.AppURL), trimmed(p.BaseURL)
	for _, one := range []struct {
		name string
		to   *time.Duration
		from *string
	}{{"statusPoll", &p.StatusPoll, o.Platform.StatusPoll}, {"storagePoll", &p.StoragePoll, o.Platform.StoragePoll}, {"reconcile", &p.Reconcile, o.Platform.Reconcile}} {
		if one.from == nil {
			continue
		}
		d, err := time.ParseDuration(*one.from)
		if err != nil {
			faults = append(faults, fmt.Sprintf("platform.%s must be a time such as 5s or 1m.", one.name))
		}
		*one.to = d
	}
	return faults
}

func trimmed(address string) string { return strings.TrimRight(strings.TrimSpace(address), "/") }

// loopback tells whether an address is one of this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.IsLoopback() || u.Hostname() == "localhost"
}

// Add makes the secrets that others send us, and keeps the tenant.
func (r register) Add(ctx context.Context, by admin.Asker, o admin.ConnectionOrder) (admin.Connection, error) {
	t := tenants.Tenant{ID: o.Tenant}
	if err := r.apply(&t, by, o); err != nil {
		return admin.Connection{}, err
	}
	t.Kustomer.BindSecret, t.Platform.EventsPassword = tenants.NewSecret(), tenants.NewSecret()
	if _, err := r.book.Add(ctx, t, by.Name); err != nil {
		return admin.Connection{}, err
	}
	c, _ := r.Show(t.ID)
	return c, nil
}

func (r register) Change(ctx context.Context, id string, by admin.Asker, o admin.ConnectionOrder) (admin.Connection, error) {
	_, err := r.book.Change(ctx, id, by.Name, func(t *tenants.Tenant) error { return r.apply(t, by, o) })
	c, _ := r.Show(id)
	return c, inAdminsWords(err)
}

func (r register) Rotate(ctx context.Context, id, which string, by admin.Asker, secret string, grace time.Duration) (string, error) {
	next := tenants.Secret(secret)
	if next == "" {
		next = tenants.NewSecret()
	}
	_, err := r.book.Change(ctx, id, by.Name, func(t *tenants.Tenant) error {
		t.Replace(tenants.Which(which), next, t.Changed.Add(grace))
		return nil
	})
	return next.Reveal(), inAdminsWords(err)
}

func (r register) Retire(ctx context.Context, id, which string, by admin.Asker) (had bool, err error) {
	_, err = r.book.Change(ctx, id, by.Name, func(t *tenants.Tenant) error {
		had = t.Retire(tenants.Which(which))
		return nil
	})
	return had, inAdminsWords(err)
}

func (r register) Remove(ctx context.Context, id string, by admin.Asker) error {
	_, err := r.book.Leave(ctx, id, by.Name)
	return inAdminsWords(err)
}

func inAdminsWords(err error) error {
	if errors.Is(err, tenants.ErrEnvironment) {
		return admin.ErrEnvironment
	}
	return err
}

// lister tries to list what a storage holds; nil: there is none.
func lister(s *ccaip.Storage) func(ctx context.Context) error {
	if s == nil {
		return nil
	}
	return func(ctx context.Context) error {
		_, err := s.List(ctx, time.Now())
		return err
	}
}
