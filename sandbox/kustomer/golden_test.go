package kustomer

import "testing"

// TestSection15WorkedCall is the whole way of one call, as the facts tell it.
func TestSection15WorkedCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const v = "abcdefabcdefabcdefabcdef"
	w.do("PUT", "/v1/metadata/message", `{"properties":{"sessionIdStr":{},"queueNameStr":{},"callDurationNum":{},"holdTimeNum":{},"waitTimeNum":{}}}`).ok(200)
	w.do("GET", "/v1/customers/phone=%2B14155550150", "").ok(404)
	customer := w.customer(`{"phones":[{"phone":"+14155550150","type":"mobile"}],"externalId":"ccaip-eu-77"}`)
	agent, _ := w.do("GET", "/v1/users?email=ana@acme.example", "").ok(200).at("data.0.id").(string)
	w.do("GET", "/v1/customers/"+customer+"/conversations?page=1&pageSize=100", "").ok(200).has("meta.total", "0", "data", "[]")
	w.do("POST", "/v1/conversations", `{"id":"`+v+`","customer":"`+customer+`","externalId":"ccaip-session-5561","name":"Inbound call - Billing","status":"open","direction":"in","assignedUsers":["`+agent+`"]}`).ok(201)
	message := w.do("POST", "/v1/conversations/"+v+"/messages", `{"channel":"voice","app":"ccaip","direction":"in","externalId":"ccaip-call-5561","preview":"Inbound call","sentAt":"2026-03-02T10:00:00.000Z","meta":{"from":"+14155550150","to":"+18005550100","placedAt":"2026-03-02T10:00:00.000Z","status":"ringing"},"custom":{"sessionIdStr":"5561","queueNameStr":"Billing"}}`).ok(201).id()
	w.do("POST", "/v1/conversations/"+v+"/notes", `{"body":"+14155550150","externalId":"ccaip-note-5561"}`).ok(201)
	w.do("PATCH", "/v1/messages/"+message, `{"meta":{"from":"+14155550150","to":"+18005550100","placedAt":"2026-03-02T10:00:00.000Z","answeredAt":"2026-03-02T10:00:09.000Z","endedAt":"2026-03-02T10:03:13.000Z","status":"completed"},"custom":{"callDurationNum":184,"holdTimeNum":12,"waitTimeNum":9}}`).
		ok(200).has("data.attributes.custom.sessionIdStr", "5561", "data.attributes.custom.callDurationNum", "184", "data.attributes.meta.status", "completed")
	file, url, fields := w.announce("chat.txt")
	if status, text := w.send(url, fields, false, nil); status != 204 {
		t.Fatal(status, text)
	}
	w.do("POST", "/v1/conversations/"+v+"/notes", `{"body":"Chat transcript","attachments":[{"_id":"`+file+`","name":"chat.txt","contentType":"text/plain","contentLength":5}]}`).ok(201)
	w.do("GET", "/v1/conversations/"+v, "").ok(200).has("data.attributes.messageCount", "1", "data.attributes.noteCount", "2", "data.attributes.channels", `["voice"]`,
		"data.attributes.status", "open", "data.attributes.assignedUsers.0", agent)
}
