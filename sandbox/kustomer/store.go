package kustomer

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// store keeps all records in memory. Whoever reads or changes it holds mu;
// the records themselves may be read without.
type store struct {
	mu    sync.RWMutex
	byID  map[string]map[string]*record // by kind, then id
	order map[string][]string           // ids of a kind as they were made
	below map[string][]string           // ids of one kind that belong to a record: "message of <id>"
	taken map[string]string             // unique values: "phone +1415…" leads to its customer
	named map[string]string             // externalIds of conversations, messages, notes; names of tags

	// index lag: older versions are kept while it is not zero
	lag func() time.Duration
	// watch hears of every change; before is nil for a new record, after
	// for a deleted one. It is called under mu and must not wait.
	watch func(before, after *record, by *principal)
}

// newStore is empty.
func newStore() *store {
	return &store{
		byID: map[string]map[string]*record{}, order: map[string][]string{}, below: map[string][]string{},
		taken: map[string]string{}, named: map[string]string{},
		lag:   func() time.Duration { return 0 },
		watch: func(_, _ *record, _ *principal) {},
	}
}

// get finds a record.
func (s *store) get(kind, id string) (*record, bool) {
	r, ok := s.byID[kind][id]
	return r, ok
}

// put stores a new record or a new version of one.
func (s *store) put(r *record, at time.Time, by *principal) {
	kept := s.byID[r.kind]
	if kept == nil {
		kept = map[string]*record{}
		s.byID[r.kind] = kept
	}
	before := kept[r.id]
	r.at = at
	if before == nil {
		s.order[r.kind] = append(s.order[r.kind], r.id)
	}
	s.keepOld(r, before)
	s.relink(before, r)
	kept[r.id] = r
	s.watch(before, r, by)
}

// keepOld keeps the version before for as long as the search index lags.
func (s *store) keepOld(r, before *record) {
	lag := s.lag()
	if before == nil || lag == 0 {
		return
	}
	r.prev = before
	if r.at.Sub(before.at) > lag {
		before.prev = nil
	}
}

// remove forgets a record and whatever led to it.
func (s *store) remove(r *record, by *principal) {
	delete(s.byID[r.kind], r.id)
	s.order[r.kind] = without(s.order[r.kind], r.id)
	s.relink(r, nil)
	s.watch(r, nil, by)
}

// relink keeps the indexes: what belongs to whom, and external ids.
func (s *store) relink(before, after *record) {
	was, is := parents(before), parents(after)
	if !slices.Equal(was, is) {
		for _, key := range was {
			s.below[key] = without(s.below[key], before.id)
			if len(s.below[key]) == 0 {
				delete(s.below, key)
			}
		}
		for _, key := range is {
			s.below[key] = append(s.below[key], after.id)
		}
	}
	if name := externalName(before); name != "" && name != externalName(after) && s.named[name] == before.id {
		delete(s.named, name)
	}
	if name := externalName(after); name != "" {
		s.named[name] = after.id
	}
}

// parents are the index entries under which a record is listed.
func parents(r *record) []string {
	switch {
	case r == nil:
		return nil
	case r.kind == kindConversation:
		return []string{kindConversation + " of " + r.customer()}
	case r.kind == kindMessage, r.kind == kindNote:
		return []string{r.kind + " of " + r.conversation()}
	case r.kind == kindWorkSession:
		return []string{r.kind + " of " + r.one["user"].id}
	}
	return nil
}

// externalName is the index entry of a record's external id or tag name.
func externalName(r *record) string {
	switch {
	case r == nil || r.kind == kindCustomer:
		return ""
	case r.kind == kindTag:
		return kindTag + " " + strings.ToLower(r.text("name"))
	case r.text("externalId") == "":
		return ""
	}
	return r.kind + " " + r.text("externalId")
}

// of lists the records of a kind that belong to another, oldest first.
func (s *store) of(kind, id string) []*record { return s.pick(kind, s.below[kind+" of "+id]) }

// all lists the records of a kind, oldest first.
func (s *store) all(kind string) []*record { return s.pick(kind, s.order[kind]) }

// pick turns ids into records.
func (s *store) pick(kind string, ids []string) []*record {
	records := make([]*record, 0, len(ids))
	for _, id := range ids {
		if r, ok := s.byID[kind][id]; ok {
			records = append(records, r)
		}
	}
	return records
}

// claim gives the unique values to a customer; values that another holds are
// not given: the first of them is returned.
func (s *store) claim(customer string, values []unique) (unique, bool) {
	for _, value := range values {
		if holder, ok := s.taken[value.key]; ok && holder != customer {
			return value, false
		}
	}
	for _, value := range values {
		s.taken[value.key] = customer
	}
	return unique{}, true
}

// release gives unique values back.
func (s *store) release(customer string, values []unique) {
	for _, value := range values {
		if s.taken[value.key] == customer {
			delete(s.taken, value.key)
		}
	}
}

// without is the list less one id, as a list of its own: readers may still
// hold the old one. The oldest go first when the history is full, so that
// the front is looked at before the rest.
func without(ids []string, id string) []string {
	if len(ids) > 0 && ids[0] == id {
		return ids[1:]
	}
	for i := len(ids) - 1; i >= 0; i-- {
		if ids[i] == id {
			return slices.Concat(ids[:i], ids[i+1:])
		}
	}
	return ids
}
