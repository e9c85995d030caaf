package inherit

import (
	"context"
	"strings"
	"sync"
	"time"
)

// grace is how long what is at hand may take once a stop was asked for.
const grace = 3 * time.Second

// home is a tenant that is worked for here, from then on until it is closed.
type home struct {
	ctx     context.Context // ends when nothing more may be done
	started time.Time

	mu      sync.Mutex // guards closed, and that nothing begins once it is set
	closed  bool
	running sync.WaitGroup
}

// nowhere is the home of agents whose tenant is worked for by another server.
var nowhere = &home{ctx: func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}(), closed: true}

// begin runs a task beside, unless the home is closed.
func (h *home) begin(task func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.running.Go(task)
	}
}

// close waits for what is at hand.
func (h *home) close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.running.Wait()
}

// Run looks after a tenant's agents until ctx ends and then finishes what is at hand, unless hard ends
// it. It begins by remembering who was here, and then calls ready.
func (i *Inherit) Run(ctx, hard context.Context, tenant string, ready func()) error {
	atHand, cut := context.WithCancel(hard)
	defer cut()
	h := &home{ctx: atHand, started: time.Now()}
	i.mu.Lock()
	i.homes[tenant] = h
	i.mu.Unlock()
	defer i.leave(tenant)
	if err := i.remember(ctx, tenant); err != nil {
		return err
	}
	ready()
	i.sweep(ctx, h)
	time.AfterFunc(grace, cut)
	return nil
}

// leave forgets a tenant's agents: another server may go on with them.
func (i *Inherit) leave(tenant string) {
	i.mu.Lock()
	h := i.homes[tenant]
	i.mu.Unlock()
	h.close()
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.homes, tenant)
	for key := range i.agents {
		if tenant == "" || strings.HasPrefix(key, tenant+".") {
			delete(i.agents, key)
		}
	}
}

// find gives the agent's place, making it if it is not there. It is kept only as long as the tenant is
// worked for here.
func (i *Inherit) find(tenant, id string) *agent {
	i.mu.Lock()
	defer i.mu.Unlock()
	key := tenant + "." + id
	if a, ok := i.agents[key]; ok {
		return a
	}
	h, ok := i.homes[tenant]
	if !ok {
		h, ok = i.homes[""]
	}
	if !ok {
		h = nowhere
	}
	a := &agent{tenant: tenant, id: id, home: h, turn: make(chan struct{}, 1)}
	if ok {
		i.agents[key] = a
	}
	return a
}
