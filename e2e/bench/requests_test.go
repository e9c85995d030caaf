package bench

import (
	"fmt"
	"net/http"
	"testing"
)

// id is the n-th of some ids that are told apart by their first digits.
func id(kind, n int) string { return fmt.Sprintf("%08x%016x", 0xbe0000+kind, n) }

const (
	ofConversations = iota
	ofMessages
)

// past exempts a record from the limit of 120 per minute and customer.
const past = `"importedAt":"2026-01-01T00:00:00.000Z"`

// BenchmarkKustomer asks for what the product asks for with each call.
func BenchmarkKustomer(b *testing.B) {
	s := open(b, "--history", "1000000") // forgetting is measured by BenchmarkMemory
	phone := "/v1/customers/phone=%2B12125550100"
	api := func(method, path, body string) request { return request{method, s.Kustomer + path, body} }
	s.many(b, 1, func(int) request {
		return api(http.MethodPost, "/v1/customers", `{"externalId":"bench","phones":[{"phone":"+12125550100"}]}`)
	})
	customer := s.idAt(b, phone)
	var made [2]int // so many of a kind there are
	fresh := func(kind, i int) string { return id(kind, made[kind]+i) }
	one := func(kind, i int) string { return id(kind, 1+i%made[kind]) }
	conversation := func(i int) request {
		return api(http.MethodPost, "/v1/conversations", `{"id":"`+fresh(ofConversations, i)+`","customer":"`+customer+`","name":"Inbound call",`+past+`}`)
	}
	message := func(i int) request {
		return api(http.MethodPost, "/v1/conversations/"+one(ofConversations, i)+"/messages",
			`{"id":"`+fresh(ofMessages, i)+`","channel":"voice","app":"bench","direction":"in","meta":{"from":"+12125550100"},`+past+`}`)
	}
	seed := func(kind, n int, one func(int) request) {
		s.many(b, n, one)
		made[kind] = n
	}
	seed(ofConversations, 500, conversation)
	seed(ofMessages, 2000, message)
	for _, each := range []struct {
		name    string
		creates int // a kind, or -1
		request func(i int) request
	}{
		{"get_customer_by_phone", -1, func(int) request { return api(http.MethodGet, phone, "") }},
		{"get_conversation", -1, func(i int) request { return api(http.MethodGet, "/v1/conversations/"+one(ofConversations, i), "") }},
		{"create_message", ofMessages, message},
		{"update_message", -1, func(i int) request { // one after the other: each may be changed so often a minute only
			return api(http.MethodPatch, "/v1/messages/"+one(ofMessages, i), `{"preview":"Inbound call","meta":{"status":"completed"}}`)
		}},
		{"create_conversation", ofConversations, conversation},
	} {
		b.Run(each.name, func(b *testing.B) {
			s.measure(b, each.request)
			if each.creates >= 0 {
				made[each.creates] += b.N + callers
			}
		})
	}
}

// BenchmarkPlatform asks for what the product asks for while agents work.
func BenchmarkPlatform(b *testing.B) {
	s := open(b)
	s.many(b, 1000, s.abandoned)
	api := func(method, path, body string) request { return request{method, s.CCAIP + path, body} }
	for name, r := range map[string]request{
		"get_call":         api(http.MethodGet, "/manager/api/v1/calls/418", ""),
		"current_statuses": api(http.MethodGet, "/manager/api/v1/agents/current_status", ""),
		"changed_since":    api(http.MethodGet, "/manager/api/v1/calls?updated_at[from]=2999-01-01T00:00:00Z", ""),
		"set_status":       api(http.MethodPost, "/apps/api/v1/agent_statuses", `{"status":"Break","agent_ids":[16]}`),
	} {
		b.Run(name, func(b *testing.B) { s.measure(b, func(int) request { return r }) })
	}
}

// abandoned is a call that is over as soon as it began.
func (s *stage) abandoned(i int) request {
	return request{http.MethodPost, s.CCAIP + "/_stories/inbound-menu-abandoned", fmt.Sprintf(`{"number":"+1%010d","menu":"1ms"}`, 2000000000+i)}
}
