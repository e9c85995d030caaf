package kustomer

import (
	"regexp"
	"strings"
	"testing"
)

// The requests of the public recordings (facts, code VCR) and what the real
// API answered to them.
func TestRecordedCreateCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.do("POST", "/v1/customers", `{"name":"John Von Doe","username":"test500@example.com","emails":[{"type":"home","email":"test500@example.com"}],"externalId":"500"}`).
		ok(201).has("data.type", "customer", "data.attributes.displayName", "John Von Doe", "data.attributes.firstName", "John", "data.attributes.lastName", "Von Doe",
		"data.attributes.externalIds", `[{"externalId":"500","verified":true}]`, "data.attributes.emails", `[{"email":"test500@example.com","type":"home","verified":false}]`,
		"data.attributes.lastConversation", `{"channels":[],"tags":[]}`, "data.attributes.preview", "{}", "data.attributes.progressiveStatus", "null",
		"data.attributes.verified", "true", "data.attributes.rev", "1", "data.attributes.deleted", "false",
		"data.attributes.satisfactionLevel", `{"firstSatisfaction":{"sentByTeams":[]},"lastSatisfaction":{"sentByTeams":[]}}`)
	for _, name := range strings.Fields("sharedExternalIds sharedEmails phones sharedPhones smoochIds whatsapps facebookIds instagramIds socials sharedSocials " +
		"urls locations activeUsers watchers tags recentItems roleGroupVersions accessOverride") {
		made.has("data.attributes."+name, "[]")
	}
	for header, want := range map[string]string{
		"Content-Type": "application/json; charset=utf-8", "X-Content-Type-Options": "nosniff", "X-Kustomer-Pod": "prod1", "Timing-Allow-Origin": "*",
		"X-Ratelimit-Limit": "1000", "X-Ratelimit-Remaining": "999", "Cache-Control": "no-cache,private", "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	} {
		if got := made.header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if tag := made.header.Get("Etag"); !regexp.MustCompile(`^W/"[0-9a-f]+-[A-Za-z0-9+/]{27}"$`).MatchString(tag) {
		t.Errorf("Etag: %q", tag)
	}
}

func TestRecordedUpdateCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"New name","externalId":"50"}`)
	updated := w.do("PUT", "/v1/customers/"+customer, `{"username":"the_new_email@example.com","emails":[{"type":"home","email":"the_new_email@example.com"}],"externalId":"50"}`).
		ok(200).has("data.attributes.name", "New name", "data.attributes.username", "the_new_email@example.com", "data.attributes.rev", "2",
		"data.attributes.externalIds", `[{"externalId":"50","verified":true}]`)
	if limit, left := updated.header.Get("X-Ratelimit-Object-Limit"), updated.header.Get("X-Ratelimit-Object-Remaining"); limit != "600" || left != "599" {
		t.Errorf("object limit %q, left %q", limit, left)
	}
	w.do("GET", "/v1/customers/email=the_new_email@example.com", "").ok(200).has("data.id", customer)
	w.do("GET", "/v1/customers/externalId=50", "").ok(200).has("data.id", customer)
	missing := w.do("GET", "/v1/customers/externalId=51", "").ok(404)
	missing.has("errors", `[{"code":"notfound","source":{"parameter":"externalId"},"status":404,"title":"Not Found"}]`)
}

func TestRecordedCustomObjects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"John"}`)
	path := "/v1/customers/" + customer + "/klasses/order"
	w.do("POST", path, `{"title":"Order","custom":{"notAnActualAttribute":"foobar"}}`).ok(400).
		has("errors", `[{"code":"badparam","detail":"/properties/custom/additionalProperties","source":{"parameter":"notAnActualAttribute"},"status":400,"title":"Additional properties not allowed"}]`)
	made := w.do("POST", path, `{"title":"Order","custom":{"orderIdNum":1,"orderCreatedAt":"2020-10-01T12:06:19.825Z","orderNumberStr":"R11111111"}}`).ok(201).
		has("data.type", "kobject.order", "data.attributes.icon", "shopping", "data.attributes.rev", "1", "data.attributes.images", "[]",
			"data.attributes.custom", `{"orderCreatedAt":"2020-10-01T12:06:19.825Z","orderIdNum":1,"orderNumberStr":"R11111111"}`,
			"data.relationships.klass", `{"data":{"id":"order","type":"klass"},"link":{"self":"/v1/klasses/order"}}`,
			"data.relationships.customer.data", `{"id":"`+customer+`","type":"customer"}`)
	made.has("data.links.self", "/v1/klasses/orders/"+made.id())
	w.do("PUT", "/v1/klasses/order/"+made.id(), `{"externalId":"R1","title":"Order R1"}`).ok(200).has("data.attributes.rev", "2")
	w.do("GET", "/v1/klasses/orders/externalId=R1", "").ok(200).has("data.attributes.title", "Order R1")
	w.do("GET", path, "").ok(200).has("meta.total", "1")
	w.do("POST", "/v1/klasses", `{"name":"ticket"}`).ok(200)
	w.do("POST", "/v1/klasses", `{"name":"ticket"}`).refused(409, "conflict", "name", "")
	w.do("GET", "/v1/klasses/ticket", "").ok(200).has("meta.total", "0")
	w.do("GET", "/v1/klasses/planet", "").refused(404, "notfound", "klass", "")
	w.do("GET", "/v1/klasses", "").ok(200).has("meta.total", "2")
}
