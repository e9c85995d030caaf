package kustomer

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestSection2ThePreviewFollowsTheLatestMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	first := w.do("POST", "/v1/customers/"+customer+"/messages", `{"channel":"voice","app":"x","direction":"in","preview":"Inbound call: ringing"}`).ok(201)
	shows := func(text string) {
		t.Helper()
		w.do("GET", "/v1/customers/"+customer, "").ok(200).has("data.attributes.preview.text", text)
	}
	shows("Inbound call: ringing")
	w.do("PATCH", "/v1/messages/"+first.id(), `{"preview":"Inbound call: 3 minutes"}`).ok(200)
	shows("Inbound call: 3 minutes")
	w.clock.forward(time.Second)
	w.do("POST", "/v1/customers/"+customer+"/messages", `{"channel":"chat","app":"x","direction":"out","preview":"Anything else?"}`).ok(201)
	w.do("PATCH", "/v1/messages/"+first.id(), `{"preview":"Inbound call: rated 5"}`).ok(200)
	shows("Anything else?")
}

func TestSection3SnoozeElapses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	of := w.do("POST", "/v1/conversations", `{"customer":"`+customer+`"}`).ok(201).id()
	heard, leave := w.s.live.listen()
	defer leave()
	until := func(status string) {
		t.Helper()
		deadline := time.After(time.Minute)
		for {
			select {
			case e := <-heard.events:
				if e.Type == kindConversation && e.Record.text("status") == status {
					return
				}
			case <-deadline:
				t.Fatal("the conversation never became " + status)
			}
		}
	}
	soon := stamp(w.clock.now().Add(50 * time.Millisecond))
	w.do("PATCH", "/v1/conversations/"+of, `{"status":"snoozed","snooze":{"time":"`+soon+`","status":"scheduled"}}`).ok(200)
	until("snoozed")
	until("open")
	w.do("GET", "/v1/conversations/"+of, "").has("data.attributes.snooze.status", "elapsed", "data.attributes.reopenCount", "1", "data.attributes.snoozeCount", "1")
	w.do("GET", "/v1/customers/"+customer, "").has("data.attributes.conversationCounts", `{"all":1,"done":0,"open":1,"snoozed":0}`)
}

func TestSection3ASnoozeThatIsOverDoesNotWake(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	of := w.do("POST", "/v1/conversations", `{"customer":"`+w.customer(`{"name":"Kim"}`)+`"}`).ok(201).id()
	at := w.clock.now().Add(time.Hour)
	w.do("PATCH", "/v1/conversations/"+of, `{"status":"snoozed","snooze":{"time":"`+stamp(at)+`","status":"scheduled"}}`).ok(200)
	w.s.wake(of, at.Add(time.Minute))
	w.do("GET", "/v1/conversations/"+of, "").has("data.attributes.status", "snoozed")
	w.do("PATCH", "/v1/conversations/"+of, `{"status":"done"}`).ok(200)
	w.s.wake(of, at)
	w.do("GET", "/v1/conversations/"+of, "").has("data.attributes.status", "done")
}

func TestSection1OneObjectIsNotUpdatedWithoutEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer, other := w.customer(`{"name":"Kim"}`), w.customer(`{"name":"Lee"}`)
	for i := range updatesPerMinute {
		w.do("PATCH", "/v1/customers/"+customer, fmt.Sprintf(`{"name":"Kim %d"}`, i)).ok(200)
	}
	refused := w.do("PATCH", "/v1/customers/"+customer, `{"name":"Kim"}`).ok(429)
	if refused.header.Get("X-Ratelimit-Reset") == "" || !strings.Contains(refused.text, "rate_limited") {
		t.Fatalf("%v %s", refused.header, refused.text)
	}
	w.do("PATCH", "/v1/customers/"+other, `{"name":"Lee"}`).ok(200)
	w.clock.forward(time.Minute)
	w.do("PATCH", "/v1/customers/"+customer, `{"name":"Kim"}`).ok(200)
}

func TestSection10Bulk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.do("POST", "/v1/customers/bulk", `[{"_clientRef":"a","name":"Kim","phones":[{"phone":"+14155550177"}]},{"_clientRef":"b","phones":[{"phone":"+14155550177"}]},{"_clientRef":"c","nam":"x"}]`).
		ok(201).has("data.type", "bulk", "data.attributes.status", "completed", "data.attributes.completed", "3")
	w.do("GET", "/v1/bulk/"+made.id(), "").ok(200).has("data.links.self", "/v1/bulk/"+made.id())
	results := w.do("GET", "/v1/bulk/"+made.id()+"/batches", "").ok(200).has(
		"data.0.attributes.results.0.status", "created", "data.0.attributes.results.0._clientRef", "a",
		"data.0.attributes.results.1.error", "duplicate detected", "data.0.attributes.results.2.status", "error")
	id := fmt.Sprint(results.at("data.0.attributes.results.0.objectId"))
	w.do("PUT", "/v1/customers/bulk", `[{"id":"`+id+`","name":"Kim Lee"}]`).ok(201)
	w.do("GET", "/v1/customers/"+id, "").ok(200).has("data.attributes.name", "Kim Lee")
	home := w.do("POST", "/v1/conversations/bulk", `[{"customer":"`+id+`","name":"Bulk"}]`).ok(201)
	of := fmt.Sprint(w.do("GET", "/v1/bulk/"+home.id()+"/batches", "").at("data.0.attributes.results.0.objectId"))
	w.do("POST", "/v1/messages/bulk", `[{"conversation":"`+of+`","channel":"voice","app":"x","direction":"in"}]`).ok(200)
	w.do("POST", "/v1/notes/bulk", `[{"conversation":"`+of+`","body":"one"},{"conversation":"`+of+`","body":"two"}]`).ok(201)
	w.do("GET", "/v1/conversations/"+of, "").has("data.attributes.messageCount", "1", "data.attributes.noteCount", "2")
	w.do("POST", "/v1/customers/bulk", `[{"_clientRef":"a"},{"name":"x"}]`).refused(400, "badparam", "_clientRef", "")
	w.as(w.s.Keys().Weak).do("POST", "/v1/customers/bulk", `[{"name":"x"}]`).ok(403)
}

// What the two public taps read, as they ask for it: each path with a slash
// at its end, searches in the order of change.
func TestSection9WhatTheTapsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do("GET", "/v1/users/current/", "").ok(200).has("data.type", "user")
	for _, kind := range []string{"customer", "conversation", "message", "note", "kobject", "company"} {
		body := `{"and":[{"` + kind + `_updated_at":{"gte":"2026-01-01T00:00:00.000Z"}},{"` + kind + `_updated_at":{"lte":"2027-01-01T00:00:00Z"}}],"or":[],` +
			`"sort":[{"` + kind + `_updated_at":"asc"}],"queryContext":"` + kind + `"}`
		found := w.do("POST", "/v1/customers/search/?pageSize=2&page=1", body).ok(200)
		last := ""
		for _, one := range found.body["data"].([]any) {
			at := fmt.Sprint(one.(map[string]any)["attributes"].(map[string]any)["updatedAt"])
			if at < last {
				t.Errorf("%s: %s comes after %s", kind, at, last)
			}
			last = at
		}
		w.do("POST", "/v1/customers/archive/search/", body).ok(200).has("meta.total", "0")
	}
	for _, path := range []string{"users", "teams", "tags", "shortcuts", "slas", "companies", "messages", "notes", "conversations", "customers"} {
		w.do("GET", "/v1/"+path+"/?page=1&pageSize=100", "").ok(200).has("meta.page", "1", "links.prev", "null")
	}
	for _, resource := range []string{"company", "conversation", "customer", "message"} {
		w.do("GET", "/v1/metadata/"+resource+"/", "").ok(200).has("data.id", resource)
	}
	w.do("GET", "/v1/conversations/"+fixedID("conversation Refund for order 1882")+"/attachments", "").ok(200).has("meta.total", "0")
}

func TestSection2MergesOfACustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	source, target := w.customer(`{"name":"Kim"}`), w.customer(`{"name":"Kim Lee"}`)
	merge := w.do("POST", "/v1/customers/merges", `{"source":"`+source+`","target":"`+target+`"}`).ok(201).id()
	w.do("GET", "/v1/customers/"+target+"/merges", "").ok(200).has("meta.total", "1", "data.0.id", merge)
	w.do("GET", "/v1/customers/"+source+"/merges", "").ok(200).has("data.0.id", merge)
}

func TestSection9ANameIsNobodysNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := `{"queryContext":"customer","or":[{"customer_name":{"contains":"maria"}},{"customer_phone":{"contains":"maria"}},{"customer_email":{"contains":"maria"}}]}`
	w.do("POST", "/v1/customers/search", body).ok(200).has("meta.total", "1", "data.0.attributes.name", "Maria Jensen")
}

// What the vendor's own SDK for app servers asks for.
func TestAppsWhatTheOfficialSDKReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{orgID, "acme", "current"} {
		w.do("GET", "/v1/orgs/"+id, "").ok(200).has("data.type", "org", "data.id", orgID, "data.attributes.name", "acme")
	}
	w.do("GET", "/v1/orgs/other", "").refused(404, "notfound", "id", "")
	customer := w.customer(`{"phones":[{"phone":"+14155550177"}],"dedicatedUser":"` + Agents[0].ID + `"}`)
	for _, by := range []string{"id=" + customer, "phone=+14155550177"} {
		w.do("GET", "/v1/customers/"+by, "").ok(200).has("data.id", customer, "data.attributes.dedicatedUser", Agents[0].ID)
	}
	w.do("GET", "/v1/apps/settings", "").refused(404, "notfound", "app", "")
}
