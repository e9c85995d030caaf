package main

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
)

// greeter asks both neighbours of a tenant once, when its work begins, whether our keys work, so that
// a wrong one is said then and not at the first call. Nobody waits for it: a server whose neighbours
// are away still keeps what it is told.
type greeter struct {
	street *street
	log    *slog.Logger
	// foreign hears of sessions that the platform's object says another integration recorded (W10).
	foreign func(tenant, session, ticket string, began time.Time)
}

const (
	// greetWithin bounds one question.
	greetWithin = 20 * time.Second
	// lookBack is how far back it is looked whether the platform's own integration writes, too.
	lookBack = time.Hour
)

// Run asks in the background.
func (g greeter) Run(ctx, _ context.Context, tenant string, ready func()) error {
	ready()
	if n, ok := g.street.get(tenant); ok {
		var work sync.WaitGroup
		work.Go(func() { g.greetKustomer(ctx, n) })
		if n.tenant.Complete() {
			work.Go(func() { g.greetPlatform(ctx, n) })
		} else {
			g.log.Info("CCAI Platform is not connected yet: its events are kept", "tenant", tenant)
		}
		work.Wait()
	}
	<-ctx.Done()
	return nil
}

func (g greeter) greetKustomer(ctx context.Context, n neighbours) {
	ctx, cancel := context.WithTimeout(ctx, greetWithin)
	defer cancel()
	_, err := n.crm.Auth.Current(ctx)
	log := g.log.With("tenant", n.tenant.ID, "neighbour", "kustomer")
	switch {
	case err == nil:
		log.Info("Kustomer answers and the key works")
	case ctx.Err() == context.Canceled:
	case kustomer.KindOf(err) == kustomer.KeyAtFault:
		log.Error("Kustomer refuses the key: nothing is written until it works; check KUSTOMER_API_KEY and that KUSTOMER_BASE_URL is the org's own region", "err", err)
	default:
		log.Warn("Kustomer does not answer: what comes is kept and written later; check KUSTOMER_BASE_URL if this stays", "err", err)
	}
}

func (g greeter) greetPlatform(ctx context.Context, n neighbours) {
	ctx, cancel := context.WithTimeout(ctx, greetWithin)
	defer cancel()
	_, err := n.platform.Statuses.UserStatuses(ctx)
	log := g.log.With("tenant", n.tenant.ID, "neighbour", "ccaip")
	switch {
	case err == nil:
		log.Info("CCAI Platform answers and the token works")
		g.lookForOthers(ctx, n)
	case ctx.Err() == context.Canceled:
	case ccaip.KindOf(err) == ccaip.KeyAtFault:
		log.Error("CCAI Platform refuses the token: calls cannot be placed nor read; check CCAIP_SUBDOMAIN and CCAIP_API_TOKEN", "err", err)
	default:
		log.Warn("CCAI Platform does not answer: its events are kept; check CCAIP_BASE_URL if this stays", "err", err)
	}
}

// lookForOthers looks in the objects of the last hour for records that another integration wrote: the
// platform's own may still be on. What cannot be read now is seen with the sessions to come.
func (g greeter) lookForOthers(ctx context.Context, n neighbours) {
	since := time.Now().Add(-lookBack)
	for kind, list := range map[string]func(context.Context, time.Time) ([]ccaip.Session, error){
		"call-": n.later.Calls.UpdatedSince, "chat-": n.later.Chats.UpdatedSince,
	} {
		found, err := list(ctx, since)
		if err != nil {
			g.log.Debug("nobody can tell whether others record sessions", "tenant", n.tenant.ID, "err", err)
			continue
		}
		for _, s := range found {
			g.foreign(n.tenant.ID, kind+s.ID, cmp.Or(s.OutTicketID, s.OutTicketURL), s.CreatedAt)
		}
	}
}
