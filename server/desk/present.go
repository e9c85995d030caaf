package desk

import (
	"context"

	"agentadapter/protocol"
)

// Where pages are spread over several servers, one of them works for the tenant, and hears from the
// leases who has pages anywhere: Present instead of Here and Left.

// Run works for one tenant until ctx ends and then forgets it: another server may go on.
func (d *Desk) Run(ctx, _ context.Context, tenant string, ready func()) error {
	d.mu.Lock()
	d.open[tenant] = true
	d.mu.Unlock()
	ready()
	<-ctx.Done()
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, tenant)
	if w := d.watches[tenant]; w != nil {
		if w.cancel != nil {
			w.cancel()
		}
		if w.problem != nil && w.problem.Code == codeUnconnected {
			d.takeBackLocked(w) // work begins anew once it is connected, and says it again if it is not
		}
		delete(d.watches, tenant)
	}
	return nil
}

// Present says how many pages an agent has, wherever they are. It never blocks.
func (d *Desk) Present(tenant, agent string, pages int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.watches[tenant]; !d.open[tenant] || pages == 0 && (w == nil || w.agents[agent] == nil) {
		return
	}
	w, m := d.memberLocked(tenant, agent)
	if m.here == pages {
		return
	}
	came := m.here == 0
	m.here = pages
	if came {
		d.tendLocked(w, m)
	}
	w.restLocked()
}

// Trouble notes what is not right with an agent who has just come: it stands in Problems until the
// agent's platform half is found.
func (d *Desk) Trouble(tenant, agent string, p protocol.Problem) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.open[tenant] || p.Code == codeUnreachable || p.Code == codeUnconnected {
		return
	}
	w, m := d.memberLocked(tenant, agent)
	m.problem = &p
	if m.here > 0 {
		d.tendLocked(w, m)
	}
}
