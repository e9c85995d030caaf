package relay

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// maxAnew bounds how often files are brought again that Kustomer has lost.
const maxAnew = 2

// filesGone: Kustomer does not know the files any more that a write refers to, since that write came
// long after them or their record was deleted. They are brought again.
func (p *pass) filesGone(w rules.Write, err error) bool {
	e, _ := errors.AsType[*kustomer.Error](err)
	d := &p.seat.doc
	if e == nil || e.Kind != kustomer.NotFound || e.Field != "attachments" || d.Anew >= maxAnew {
		return false
	}
	var sent struct{ Attachments []rules.File }
	if json.Unmarshal(w.Body, &sent) != nil || len(sent.Attachments) == 0 {
		return false
	}
	p.change(func(d *document) {
		d.Anew++
		d.noted(w, w.ID, "its files are gone and are brought again", time.Now())
		for key, got := range d.Carried {
			if slices.ContainsFunc(got.Parts, func(f rules.File) bool { return slices.Contains(sent.Attachments, f) }) {
				delete(d.Carried, key)
			}
		}
	})
	return true
}
