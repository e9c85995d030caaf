package kustomer

import (
	"strings"
	"testing"
	"time"
)

const chosen = "0123456789abcdef01234567"

func TestSection3Create(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	w.do("POST", "/v1/conversations", `{"id":"`+chosen+`","customer":"`+customer+`","externalId":"call-5561","name":"Inbound call","direction":"in","assignedUsers":["`+Agents[0].ID+`"],"tags":["vip"]}`).
		ok(201).has("data.id", chosen, "data.attributes.status", "open", "data.attributes.channels", "[]", "data.attributes.messageCount", "0",
		"data.attributes.rev", "1", "data.attributes.assignedUsers.0", Agents[0].ID, "data.relationships.customer.data.type", "customer",
		"data.relationships.messages.links.self", "/v1/conversations/"+chosen+"/messages")
	w.do("POST", "/v1/conversations", `{"id":"`+chosen+`","customer":"`+customer+`"}`).refused(409, "conflict", "id", "")
	w.do("GET", "/v1/conversations/externalId=call-5561", "").ok(200).has("data.id", chosen)
	w.do("POST", "/v1/customers/"+customer+"/conversations", `{"name":"Second"}`).ok(201)
	w.do("GET", "/v1/customers/"+customer, "").ok(200).has("data.attributes.conversationCounts", `{"all":2,"done":0,"open":2,"snoozed":0}`, "data.attributes.progressiveStatus", "open")
	for body, parameter := range map[string]string{
		`{}`: "customer", `{"customer":"` + customer + `","status":"snoozed"}`: "status", `{"customer":"12"}`: "customer",
		`{"customer":"` + customer + `","priority":9}`: "priority", `{"customer":"` + customer + `","rev":1}`: "rev",
		`{"customer":"` + customer + `","custom":{"orderNoStr":7}}`: "orderNoStr",
	} {
		w.do("POST", "/v1/conversations", body).refused(400, "badparam", parameter, "")
	}
	w.do("POST", "/v1/conversations", `{"customer":"`+fixedID("nobody")+`"}`).refused(404, "notfound", "customer", "")
}

func TestSection3StatusAndUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	id := w.conversation(customer, "")
	w.do("PATCH", "/v1/conversations/"+id, `{"status":"snoozed","snooze":{"time":"2026-03-03T00:00:00.000Z","status":"scheduled"}}`, "Content-Type", "application/json-patch+json").
		ok(200).has("data.attributes.status", "snoozed", "data.attributes.snoozeCount", "1", "data.attributes.rev", "2")
	w.do("PUT", "/v1/conversations/"+id, `{"status":"done"}`).ok(200).has("data.attributes.doneCount", "1", "data.attributes.snooze", "null")
	w.do("GET", "/v1/customers/"+customer, "").has("data.attributes.conversationCounts.done", "1", "data.attributes.conversationCounts.open", "0", "data.attributes.progressiveStatus", "done")
	w.do("PATCH", "/v1/conversations/"+id, `{"status":"open","assignedUsers":["`+Agents[1].ID+`"],"rev":3}`).ok(200).
		has("data.attributes.reopenFromDoneCount", "1", "data.attributes.assignedUsers", `["`+Agents[1].ID+`"]`)
	w.do("PATCH", "/v1/conversations/"+id, `{"rev":3}`).refused(409, "conflict", "rev", "")
	other := w.customer(`{"name":"Lee"}`)
	w.do("PATCH", "/v1/conversations/"+id, `{"customer":"`+other+`"}`).ok(200).has("data.relationships.customer.data.id", other)
	w.do("GET", "/v1/customers/"+other, "").has("data.attributes.conversationCounts.open", "1")
	w.do("DELETE", "/v1/conversations/"+id, "").ok(204)
	w.do("PATCH", "/v1/conversations/"+id, `{}`).refused(404, "notfound", "id", "")
	w.do("GET", "/v1/customers/"+other, "").has("data.attributes.conversationCounts.all", "0")
}

func TestSection3ListsAndTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	old := w.conversation(customer, "")
	w.clock.forward(time.Minute)
	young := w.conversation(customer, "")
	w.do("GET", "/v1/customers/"+customer+"/conversations?page=1&pageSize=100", "").ok(200).has("data.0.id", young, "data.1.id", old)
	w.do("GET", "/v1/conversations/"+old+","+young, "").ok(200).has("meta.total", "2")
	got := w.do("POST", "/v1/conversations/"+old+"/tags", `["vip","billing"]`).ok(200)
	id, _ := got.at("data.attributes.tags.0").(string)
	if !isID(id) {
		t.Errorf("tags are shown by id, not %q", id)
	}
	w.do("GET", "/v1/tags", "").ok(200).has("meta.total", "2")
	w.do("DELETE", "/v1/conversations/"+old+"/tags", `["vip"]`).ok(200).has("data.attributes.tags.1", "null")
	w.do("POST", "/v1/conversations/"+old+"/tags", `{"tags":["vip"]}`).refused(400, "badparam", "", "")
}

func TestSection4Messages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	id := w.conversation(customer, "")
	path := "/v1/conversations/" + id + "/messages"
	made := w.do("POST", path, `{"channel":"voice","app":"ccaip","direction":"in","externalId":"call-1","preview":"Inbound call","meta":{"from":"+14155550123"}}`).ok(201)
	made.has("data.attributes.directionType", "initial-in", "data.attributes.status", "received", "data.attributes.rev", "1",
		"data.relationships.customer.data.type", "customers", "data.relationships.customer.links.self", "/v1/customers/"+customer,
		"data.relationships.conversation.data.id", id)
	w.do("POST", path, `{"channel":"voice","app":"ccaip","direction":"out"}`).ok(201).has("data.attributes.directionType", "response-out", "data.attributes.status", "sent")
	w.do("POST", path, `{"channel":"sms","app":"ccaip","direction":"out"}`).ok(201).has("data.attributes.directionType", "followup-out")
	w.do("GET", "/v1/conversations/"+id, "").has("data.attributes.messageCount", "3", "data.attributes.outboundMessageCount", "2",
		"data.attributes.inboundMessageCount", "1", "data.attributes.channels", `["voice","sms"]`, "data.attributes.lastMessageIn.id", made.id(), "data.attributes.lastMessageDirection", "out")
	w.do("GET", "/v1/customers/"+customer, "").has("data.attributes.lastMessageIn.id", made.id(), "data.attributes.lastConversation.id", id)
	w.do("GET", "/v1/messages/externalid=call-1", "").ok(200).has("data.id", made.id())
	w.do("GET", "/v1/messages/externalId=call-1", "").ok(200)
	w.do("PATCH", "/v1/messages/"+made.id(), `{"meta":{"endedAt":"2026-03-02T10:03:00.000Z"},"preview":"Done"}`).ok(200).
		has("data.attributes.meta", `{"endedAt":"2026-03-02T10:03:00.000Z"}`, "data.attributes.rev", "2", "data.attributes.preview", "Done")
	for body, parameter := range map[string]string{`{"channel":"sms"}`: "channel", `{"app":"x"}`: "app", `{"direction":"out"}`: "direction", `{"body":"x"}`: "body"} {
		w.do("PATCH", "/v1/messages/"+made.id(), body).refused(400, "badparam", parameter, "Additional properties")
	}
	for body, parameter := range map[string]string{
		`{"app":"x"}`: "channel", `{"channel":"voice"}`: "app", `{"channel":"fax","app":"x"}`: "channel",
		`{"channel":"voice","app":"x","preview":"` + strings.Repeat("x", 10241) + `"}`: "preview", `{"channel":"voice","app":"x","body":"x"}`: "body",
	} {
		w.do("POST", path, body).refused(400, "badparam", parameter, "")
	}
	w.do("POST", "/v1/messages", `{"channel":"voice","app":"x","conversation":"`+id+`"}`).refused(400, "badparam", "direction", "Missing")
	w.do("DELETE", "/v1/messages/"+made.id(), "").ok(404)
}

func TestSection4MessageOfACustomerMakesAConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	made := w.do("POST", "/v1/customers/"+customer+"/messages", `{"channel":"sms","app":"x","direction":"out"}`).ok(201)
	conversation, _ := made.at("data.relationships.conversation.data.id").(string)
	w.do("GET", "/v1/conversations/"+conversation, "").ok(200).has("data.attributes.direction", "out", "data.attributes.messageCount", "1")
}

func TestSection4ReopenOnInbound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.conversation(w.customer(`{"name":"Kim"}`), `,"status":"done"`)
	path := "/v1/conversations/" + id + "/messages"
	status := func(want string) {
		t.Helper()
		w.do("GET", "/v1/conversations/"+id, "").has("data.attributes.status", want)
	}
	w.do("POST", path, `{"channel":"voice","app":"x","direction":"out"}`).ok(201)
	w.do("POST", path, `{"channel":"voice","app":"x","direction":"in","importedAt":"2026-01-01T00:00:00.000Z"}`).ok(201)
	status("done")
	w.knobs(`{"reopenOnInbound":false}`)
	w.do("POST", path, `{"channel":"voice","app":"x","direction":"in"}`).ok(201)
	status("done")
	w.knobs(`{"reopenOnInbound":true}`)
	w.do("POST", path, `{"channel":"voice","app":"x","direction":"in"}`).ok(201)
	status("open")
	w.do("GET", "/v1/conversations/"+id, "").has("data.attributes.reopenFromDoneCount", "1")
}

func TestSection3TheFirstMessageTellsTheDirection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	for more, want := range map[string]string{"": "out", `,"direction":"in"`: "in"} {
		id := w.conversation(customer, more)
		w.do("POST", "/v1/conversations/"+id+"/messages", `{"channel":"voice","app":"x","direction":"out"}`).ok(201)
		w.do("GET", "/v1/conversations/"+id, "").has("data.attributes.direction", want)
	}
}

func TestSection1TimesHaveMilliseconds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.conversation(w.customer(`{"name":"Kim"}`), "")
	w.do("POST", "/v1/conversations/"+id+"/messages", `{"channel":"voice","app":"x","sentAt":"2026-03-01T12:00:00+02:00"}`).ok(201).
		has("data.attributes.sentAt", "2026-03-01T10:00:00.000Z")
}

func TestSection1AuthorshipIsForAdmins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.conversation(w.customer(`{"name":"Kim"}`), "")
	body := `{"channel":"voice","app":"x","createdBy":"` + Agents[1].ID + `","createdAt":"2026-02-01T00:00:00.000Z"}`
	w.do("POST", "/v1/conversations/"+id+"/messages", body).ok(201).
		has("data.relationships.createdBy.data.id", Agents[1].ID, "data.attributes.createdAt", "2026-02-01T00:00:00.000Z")
	// An agent without org.admin may send them, but the token tells.
	got := w.as("").do("POST", "/_page/api/v1/conversations/"+id+"/messages?agent=ben", strings.ReplaceAll(body, Agents[1].ID, Agents[0].ID)).ok(201)
	got.has("data.relationships.createdBy.data.id", Agents[1].ID, "data.attributes.createdAt", "2026-03-02T10:00:00.000Z")
}
