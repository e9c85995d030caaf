package relay

import (
	"maps"
	"time"

	"agentadapter/rules"
)

// record is the ledger and this pass's answers. What is parked counts as given up until it is tried again.
func (p *pass) record() rules.Record {
	r := p.answers
	d := &p.seat.doc
	if p.tenant.FieldsSince != nil {
		r.FieldsSince = p.tenant.FieldsSince()
	}
	r.Tried = d.Tried
	r.NoOwner = p.noOwner.Load()
	if p.unparked() || time.Now().After(p.seat.retry) {
		clear(p.seat.parked)
	}
	r.Settled, r.Done, r.Buried, r.Carried = d.Settled, d.Done, d.Buried, d.Carried
	if len(p.seat.parked) > 0 {
		r.Buried = maps.Clone(d.Buried)
		for key := range p.seat.parked {
			r.Buried[key] = ""
		}
	}
	return r
}

// unparked tells whether somebody wants it tried at once.
func (p *pass) unparked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	wanted := p.seat.unpark
	p.seat.unpark = false
	return wanted
}
