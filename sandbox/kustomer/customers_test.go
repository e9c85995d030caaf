package kustomer

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestSection2CreateAndLookUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.do("POST", "/v1/customers", `{"phones":[{"phone":"+14155550199","type":"mobile","verified":false}],"emails":[{"email":"Kim@Example.com"}],"externalId":"ccaip-eu-77"}`).ok(201)
	made.has("data.type", "customer", "data.attributes.rev", "1", "data.attributes.displayName", "Kim@Example.com", "data.attributes.name", "null",
		"data.attributes.verified", "true", "data.attributes.emails.0.verified", "false", "data.attributes.externalIds.0.verified", "true",
		"data.attributes.externalIds.0.externalId", "ccaip-eu-77", "data.attributes.conversationCounts.all", "0",
		"data.relationships.createdBy.data.id", machineUser, "data.relationships.org.data.id", orgID,
		"data.links.self", "/v1/customers/"+made.id())
	if at, _ := made.at("data.attributes.createdAt").(string); !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`).MatchString(at) {
		t.Errorf("createdAt %q", at)
	}
	for _, by := range []string{"phone=+14155550199", "phone=%2B14155550199", "email=kim@example.com", "email=" + url.PathEscape("kim@example.com"), "externalId=ccaip-eu-77", "id=" + made.id(), made.id()} {
		w.do("GET", "/v1/customers/"+by, "").ok(200).has("data.id", made.id())
	}
	w.do("GET", "/v1/customers/phone=%2B14155550000", "").refused(404, "notfound", "phone", "Not Found")
	w.do("GET", "/v1/customers/externalId=unknown", "").refused(404, "notfound", "externalId", "Not Found")
	w.do("GET", "/v1/customers/nobody", "").refused(404, "notfound", "id", "Not Found")
}

func TestSection2ExternalIDsMayHoldSlashes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.customer(`{"externalId":"a/b c+d"}`)
	w.do("GET", "/v1/customers/externalId="+url.PathEscape("a/b c+d"), "").ok(200).has("data.id", id)
}

func TestSection2StrictBodies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for body, parameter := range map[string]string{
		`{"phone":"+14155550123"}`:                                "phone",
		`{"phones":["+14155550123"]}`:                             "phones",
		`{"phones":[{"phone":"call me"}]}`:                        "phone",
		`{"phones":[{"phone":"+14155550123","type":"landline"}]}`: "type",
		`{"phones":[{"number":"+14155550123"}]}`:                  "number",
		`{"name":"` + strings.Repeat("x", 257) + `"}`:             "name",
		`{"externalId":""}`:                                       "externalId",
		`{"externalId":42}`:                                       "externalId",
		`{"gender":"x"}`:                                          "gender",
		`{"tags":["#no"]}`:                                        "tags",
		`{"emails":[{"email":"nobody"}]}`:                         "email",
		`{"birthdayAt":"yesterday"}`:                              "birthdayAt",
	} {
		w.do("POST", "/v1/customers", body).refused(400, "badparam", parameter, "")
	}
}

func TestSection2Uniqueness(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.customer(`{"phones":[{"phone":"+14155550199"}],"emails":[{"email":"one@example.com"}],"externalId":"one","whatsapps":[{"phone":"+14155550188"}]}`)
	for body, parameter := range map[string]string{
		`{"phones":[{"phone":"+1 (415) 555-0199"}]}`: "phones",
		`{"emails":[{"email":"ONE@example.com"}]}`:   "emails",
		`{"externalId":"one"}`:                       "externalIds",
		`{"externalIds":[{"externalId":"one"}]}`:     "externalIds",
		`{"whatsapps":[{"phone":"+14155550188"}]}`:   "whatsapps",
	} {
		w.do("POST", "/v1/customers", body).refused(409, "conflict", parameter, "duplicate")
	}
	second := w.customer(`{"sharedPhones":[{"phone":"+14155550199"}]}`) // shared ones are not unique
	w.do("PATCH", "/v1/customers/"+second, `{"phones":[{"phone":"+14155550199"}]}`).refused(409, "conflict", "phones", "duplicate")
	w.do("PATCH", "/v1/customers/"+first, `{"phones":[]}`).ok(200) // the list is replaced whole, and the number is free again
	w.do("PATCH", "/v1/customers/"+second, `{"phones":[{"phone":"+14155550199"}]}`).ok(200)
	w.do("DELETE", "/v1/customers/"+second, "").ok(204)
	w.customer(`{"phones":[{"phone":"+14155550199"}]}`)
}

func TestSection2Update(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.customer(`{"name":"Kim","company":"` + fixedID("company") + `"}`)
	w.clock.forward(time.Hour)
	w.do("PATCH", "/v1/customers/"+id, `{"name":"Kim Lee","rev":1}`).ok(200).has("data.attributes.rev", "2", "data.attributes.name", "Kim Lee",
		"data.relationships.company", "null", "data.attributes.modifiedAt", "2026-03-02T11:00:00.000Z", "data.attributes.createdAt", "2026-03-02T10:00:00.000Z")
	w.do("PATCH", "/v1/customers/"+id, `{"name":"Late","rev":1}`).refused(409, "conflict", "rev", "")
	w.do("PUT", "/v1/customers/"+id, `{"locale":"US"}`).ok(200).has("data.attributes.name", "Kim Lee") // PUT is PATCH
	w.do("PUT", "/v1/customers/"+id+"?replace=true", `{"locale":"GB"}`).ok(200).has("data.attributes.name", "null", "data.attributes.locale", "GB")
	w.do("PATCH", "/v1/customers/"+id, `{"dedicatedUser":"`+Agents[0].ID+`"}`).ok(200).has("data.attributes.dedicatedUser", Agents[0].ID)
	w.do("PATCH", "/v1/customers/"+fixedID("nobody"), `{}`).refused(404, "notfound", "id", "")
}

func TestSection2Merge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	source := w.customer(`{"name":"Old","phones":[{"phone":"+14155550101"}]}`)
	target := w.customer(`{"name":"New","emails":[{"email":"new@example.com"}]}`)
	moved := w.conversation(source, "")
	merge := w.do("POST", "/v1/customers/merges", `{"source":"`+source+`","target":"`+target+`"}`).ok(201).has("data.attributes.status", "completed")
	w.do("GET", "/v1/customers/merges/"+merge.id(), "").ok(200)
	w.do("GET", "/v1/customers/"+source, "").ok(404)
	w.do("GET", "/v1/customers/phone=+14155550101", "").ok(200).has("data.id", target, "data.attributes.name", "New", "data.attributes.conversationCounts.open", "1")
	w.do("GET", "/v1/conversations/"+moved, "").ok(200).has("data.relationships.customer.data.id", target)
}

func TestSection9SearchFindsSharedPhones(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.customer(`{"name":"One","sharedPhones":[{"phone":"+14155550177"}]}`), w.customer(`{"name":"Two","sharedPhones":[{"phone":"+14155550177"}]}`)
	for _, attribute := range []string{"customer_phone", "customer_shared_phone", "customer_shared_phones"} {
		got := w.do("POST", "/v1/customers/search", `{"queryContext":"customer","and":[{"`+attribute+`":{"equals":"+14155550177"}}],"sort":[{"customer_name":"asc"}]}`).ok(200)
		got.has("meta.total", "2", "data.0.id", first, "data.1.id", second)
	}
	w.do("POST", "/v1/customers/search", `{"or":[{"customer_name":{"contains":"two"}},{"customer_email":{"equals":"maria.jensen@example.com"}}]}`).ok(200).has("meta.total", "2")
	w.do("POST", "/v1/customers/search", `{"queryContext":"conversation","and":[{"conversation_status":{"equals":"open"}},{"conversation_created_at":{"gte":"2026-01-06T00:00:00.000Z"}}]}`).ok(200).has("meta.total", "2")
	w.do("POST", "/v1/customers/search", `{"and":[{"customer_name":{"sounds_like":"x"}}]}`).refused(400, "badparam", "sounds_like", "operator")
	w.do("POST", "/v1/customers/search?page=101", `{}`).refused(400, "badparam", "page", "")
}

func TestSection9TheIndexLags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.knobs(`{"searchDelay":"10s"}`)
	id := w.customer(`{"name":"Before"}`)
	found := func(name string) answer {
		return w.do("POST", "/v1/customers/search", `{"and":[{"customer_name":{"equals":"`+name+`"}}]}`).ok(200)
	}
	found("Before").has("meta.total", "0")
	w.clock.forward(11 * time.Second)
	w.do("PATCH", "/v1/customers/"+id, `{"name":"After"}`).ok(200)
	found("Before").has("meta.total", "1", "data.0.attributes.name", "Before")
	w.clock.forward(11 * time.Second)
	found("After").has("meta.total", "1")
}

func TestSection1FiltersAndSorting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.customer(`{"name":"Young"}`)
	w.do("GET", "/v1/customers?filter%5BcreatedAt%5D%5Bgte%5D=2026-02-01T00:00:00.000Z", "").ok(200).has("meta.total", "1", "data.0.id", id)
	w.do("GET", "/v1/customers?filter[createdAt][sounds]=x", "").refused(400, "badparam", "filter[createdAt][sounds]", "")
	first, last := w.do("GET", "/v1/conversations?sort=asc", "").at("data.0.id"), w.do("GET", "/v1/conversations?sort=desc", "").at("data.0.id")
	if first == last || first == nil {
		t.Errorf("sorted %v and %v", first, last)
	}
	w.do("GET", "/v1/routing/queues", "").ok(200).has("data.0.attributes.name", "Support")
}
