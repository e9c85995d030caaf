package kustomer

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"agentadapter/sandbox/kustomer/schema"
)

// Bounds of bulk writes: items of one, and how many are remembered.
const (
	maxBulk   = 500
	keptBulks = 100
)

// bulkRoutes write many records at once: an array of bodies, each with an
// optional _clientRef by which its result is found again.
func (s *Server) bulkRoutes() []route {
	items := schema.List(schema.Free(200), maxBulk)
	all := []route{
		{"GET /v1/bulk/{id}", "", "", nil, s.getOf(kindBulk)},
		{"GET /v1/bulk/{id}/batches", "", "", nil, s.bulkBatches},
	}
	for _, of := range []struct {
		path, kind     string
		create, update schema.Type
		make, change   handler
		made           int // the status of a bulk create
	}{
		{"customers", kindCustomer, schema.CustomerCreate, schema.CustomerUpdate, s.createCustomer, s.updateCustomer, 201},
		{"conversations", kindConversation, schema.ConversationCreate, schema.ConversationUpdate, s.createConversation, s.updateConversation, 201},
		{"messages", kindMessage, schema.MessageCreate.Requiring("channel", "app", "direction"), schema.MessageUpdate, s.createMessage, s.updateMessage, 200},
		{"notes", kindNote, schema.NoteCreate, schema.NoteUpdate, s.createNote, s.updateNote, 201},
	} {
		all = append(all,
			route{"POST /v1/" + of.path + "/bulk", of.kind, "create", &items, s.bulk(of.made, "created", of.create, of.make)},
			route{"PUT /v1/" + of.path + "/bulk", of.kind, "update", &items, s.bulk(of.made, "updated", of.update, of.change)})
	}
	return all
}

// bulk writes one item after the other; what is wrong with one is its own
// result and holds no other up.
func (s *Server) bulk(status int, done string, body schema.Type, do handler) handler {
	return func(c *call) (int, any, error) {
		refs := map[string]bool{}
		for _, item := range c.list {
			if ref, ok := item.(map[string]any)["_clientRef"].(string); ok {
				refs[ref] = true
			}
		}
		if len(refs) != 0 && len(refs) != len(c.list) {
			return 0, nil, badParam("_clientRef", "all items or none must have one, each its own", "")
		}
		results := make([]any, 0, len(c.list))
		for _, item := range c.list {
			results = append(results, c.bulkItem(maps.Clone(item.(map[string]any)), done, body, do))
		}
		return status, single(s.keepBulk(c, results)), nil
	}
}

// bulkItem writes one item and tells what became of it.
func (c *call) bulkItem(item map[string]any, done string, body schema.Type, do handler) map[string]any {
	result := map[string]any{"status": "error"}
	if ref, ok := item["_clientRef"]; ok {
		result["_clientRef"] = ref
		delete(item, "_clientRef")
	}
	one := &call{ResponseWriter: c.ResponseWriter, Request: &http.Request{Method: http.MethodPatch, URL: c.URL}, who: c.who, at: c.at, body: item}
	if done == "updated" {
		one.SetPathValue("id", fmt.Sprint(item["id"]))
		delete(item, "id")
	}
	if fault := body.Check(item); fault != nil {
		result["error"] = refused(fault).Error()
		return result
	}
	evenTimes(item)
	_, made, err := do(one)
	if err != nil {
		result["error"] = err.Error()
		var refusal *apiError
		if errors.As(err, &refusal) {
			result["error"] = refusal.title
		}
		return result
	}
	result["status"] = done
	if of, ok := made.(oneRecord); ok {
		result["objectId"] = of.of.id
	}
	return result
}

// keepBulk remembers the results for those who poll; the oldest go first.
func (s *Server) keepBulk(c *call, results []any) *record {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	made := stamp(c.at)
	r := &record{ref: ref{kindBulk, s.ids.next(c.at)}, many: map[string][]ref{}, attrs: map[string]any{
		"status": "completed", "completed": len(results), "total": len(results), "createdAt": made, "updatedAt": made,
	}, one: map[string]ref{"org": {"org", orgID}, "createdBy": {kindUser, c.who.user}}}
	s.store.put(r, c.at, c.who)
	s.bulks[r.id] = results
	for ids := s.store.order[kindBulk]; len(ids) > keptBulks; ids = s.store.order[kindBulk] {
		delete(s.bulks, ids[0])
		s.store.remove(s.store.byID[kindBulk][ids[0]], c.who)
	}
	return r
}

// bulkBatches answers with the results, in one batch and in the items' order.
func (s *Server) bulkBatches(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	r, err := s.record(kindBulk, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, map[string]any{"meta": map[string]any{"page": 1, "pageSize": pageMax, "total": 1}, "data": []any{map[string]any{
		"type": "bulk_batch", "id": r.id, "attributes": map[string]any{"status": "completed", "results": slices.Clone(s.bulks[r.id])},
		"links": map[string]any{"self": r.path() + "/batches"},
	}}}, nil
}
