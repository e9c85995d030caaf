package kustomer

import (
	"maps"
	"strings"
	"sync/atomic"
	"time"
)

// The kinds of records, by the names that the API gives its resources.
const (
	kindCustomer     = "customer"
	kindConversation = "conversation"
	kindMessage      = "message"
	kindNote         = "note"
	kindAttachment   = "attachment"
	kindUser         = "user"
	kindTeam         = "team"
	kindTag          = "tag"
	kindStatus       = "status"
	kindWorkSession  = "work_session"
	kindQueue        = "queue"
	kindWorkItem     = "work_item"
	kindMerge        = "customer_merge"
	kindWebhook      = "outbound_webhook"
	kindBulk         = "bulk"
	kindKlass        = "klass"
	kindObject       = "kobject." // and the klass's name
)

// homes are the paths under which the kinds live. The plural "customers" is
// the real API's own quirk: a message names its customer's type so.
var homes = map[string]string{
	kindCustomer: "/v1/customers", "customers": "/v1/customers", kindConversation: "/v1/conversations",
	kindMessage: "/v1/messages", kindNote: "/v1/notes", kindAttachment: "/v1/attachments",
	kindUser: "/v1/users", kindTeam: "/v1/teams", kindTag: "/v1/tags", "org": "/v1/orgs",
	kindStatus: "/v1/routing/statuses", kindWorkSession: "/v1/routing/work-sessions",
	kindMerge: "/v1/customers/merges", kindWebhook: "/v1/outbound-webhooks", "company": "/v1/companies",
	kindQueue: "/v1/routing/queues", kindWorkItem: "/v1/routing/work-items", "token": "/v1/auth/tokens", "command": "/v1/commands",
	"metadata": "/v1/metadata", "app": "/v1/apps", "routing_settings": "/v1/routing/settings",
	kindBulk: "/v1/bulk", kindKlass: "/v1/klasses",
}

// ref points at another record.
type ref struct{ kind, id string }

// path is the host-less address of the record.
func (r ref) path() string {
	if klass, own := strings.CutPrefix(r.kind, kindObject); own {
		return "/v1/klasses/" + klass + "s/" + r.id
	}
	return homes[r.kind] + "/" + r.id
}

// data is the identifier object that relations carry.
func (r ref) data() map[string]any { return map[string]any{"type": r.kind, "id": r.id} }

// record is one resource. It is never changed once stored; edit makes a copy.
type record struct {
	ref
	attrs map[string]any
	one   map[string]ref   // relations to one record
	many  map[string][]ref // relations to several
	at    time.Time        // when this version was written
	prev  *record          // the version before, while the search index lags

	encoded atomic.Pointer[[]byte] // what json made of it, once somebody asked
}

// edit copies the record for a change. Values inside the attributes are
// shared and must be replaced, not changed.
func (r *record) edit() *record {
	return &record{ref: r.ref, attrs: maps.Clone(r.attrs), one: maps.Clone(r.one), many: maps.Clone(r.many)}
}

// text is a string attribute; missing or null is empty.
func (r *record) text(name string) string {
	value, _ := r.attrs[name].(string)
	return value
}

// count is a whole-number attribute.
func (r *record) count(name string) int {
	value, _ := r.attrs[name].(int)
	return value
}

// customer is the id of the customer that the record belongs to.
func (r *record) customer() string { return r.one["customer"].id }

// conversation is the id of the conversation that the record belongs to.
func (r *record) conversation() string { return r.one["conversation"].id }

// render is the record as the API shows it.
func (r *record) render() map[string]any {
	relations := make(map[string]any, len(r.one)+len(r.many)+1)
	for name, to := range r.one {
		links := "links"
		if to.kind == kindKlass {
			links = "link" // the real API's own quirk
		}
		relations[name] = map[string]any{links: map[string]any{"self": to.path()}, "data": to.data()}
	}
	for name, all := range r.many {
		data := make([]any, 0, len(all))
		for _, to := range all {
			data = append(data, to.data())
		}
		relations[name] = map[string]any{"links": map[string]any{"self": r.path() + "/" + name}, "data": data}
	}
	if r.kind == kindCustomer || r.kind == kindConversation {
		relations["messages"] = map[string]any{"links": map[string]any{"self": r.path() + "/messages"}}
	}
	return map[string]any{
		"type": r.kind, "id": r.id, "attributes": r.attrs, "relationships": relations,
		"links": map[string]any{"self": r.path()},
	}
}

// stamp writes a moment as the API does: ISO 8601, milliseconds, Z.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
