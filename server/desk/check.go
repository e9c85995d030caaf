package desk

import (
	"context"
	"errors"
	"sync"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
)

const (
	// checkWithin bounds each of a self-test's questions.
	checkWithin = 5 * time.Second
	// checkLife is how long an answer is good for all agents of a tenant: nobody spends its budget by
	// pressing a button.
	checkLife = 5 * time.Second
)

var (
	kustomerUnreachable = protocol.Fault("kustomer-unreachable",
		"problem.kustomer-unreachable: Kustomer does not answer the adapter's server.",
		"problem.kustomer-unreachable.fix: Records are written once it does. If it goes on, tell an admin.")
	kustomerKey = protocol.Fault("kustomer-key",
		"problem.kustomer-key: Kustomer refuses the adapter's key.",
		"problem.kustomer-key.fix: Ask an admin to check the API key and its roles.")
)

// checks are the newest answers, by tenant. The zero value is ready.
type checks struct {
	mu sync.Mutex
	by map[string]*checked
}

type checked struct {
	once   sync.Once
	at     time.Time
	answer protocol.Check
}

// of is the tenant's check, a new one if the last is too old.
func (c *checks) of(tenant string) *checked {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.by[tenant]; old != nil && time.Since(old.at) < checkLife {
		return old
	}
	if c.by == nil {
		c.by = map[string]*checked{}
	}
	c.by[tenant] = &checked{at: time.Now()}
	return c.by[tenant]
}

// Check asks both neighbours whether they answer. Now is the moment of the answer.
func (d *Desk) Check(ctx context.Context, tenant string) protocol.Check {
	t, ok := d.cfg.Tenant(tenant)
	if !ok {
		return protocol.Check{Now: time.Now().UnixMilli()}
	}
	c := d.checks.of(tenant)
	c.once.Do(func() {
		var kustomer, platform protocol.Neighbour
		var both sync.WaitGroup
		both.Go(func() { kustomer = ask(ctx, "kustomer", t.Kustomer, ofKustomer) })
		both.Go(func() { platform = ask(ctx, "platform", t.platform, ofPlatform) })
		both.Wait()
		c.answer.Neighbours = []protocol.Neighbour{kustomer, platform}
	})
	answer := c.answer
	answer.Now = time.Now().UnixMilli()
	return answer
}

// errUnconnected is what a platform answers that nobody has connected.
var errUnconnected = errors.New("desk: the platform is not connected")

func (t Tenant) platform(ctx context.Context) error {
	if t.Unconnected {
		return errUnconnected
	}
	_, err := t.Statuses.CurrentStatuses(ctx)
	return err
}

func ask(ctx context.Context, name string, question func(context.Context) error, word func(error) protocol.Problem) protocol.Neighbour {
	n := protocol.Neighbour{Name: name}
	if question == nil {
		return n
	}
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	began := time.Now()
	err := question(ctx)
	n.Millis = time.Since(began).Milliseconds()
	if err != nil {
		p := word(err)
		n.Problem = &p
	}
	return n
}

func ofKustomer(err error) protocol.Problem {
	switch kustomer.KindOf(err) {
	case kustomer.KeyAtFault, kustomer.RoleMissing:
		return kustomerKey
	}
	return kustomerUnreachable
}

func ofPlatform(err error) protocol.Problem {
	if errors.Is(err, errUnconnected) {
		return unconnected
	}
	switch ccaip.KindOf(err) {
	case ccaip.KeyAtFault, ccaip.RoleMissing:
		return keyRefused
	case ccaip.Limited:
		return busy
	}
	return unreachable
}
