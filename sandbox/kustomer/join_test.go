package kustomer

import (
	"encoding/json"
	"testing"
	"time"
)

func TestSection3AConversationIsMergedIntoAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickly)
	url, heard := receiver(t, 0)
	customer := w.do("POST", "/v1/customers", `{"name":"Kim"}`).ok(201).id()
	other := w.do("POST", "/v1/customers", `{"name":"Lee"}`).ok(201).id()
	open := func(of string) string { return w.do("POST", "/v1/conversations", `{"customer":"`+of+`"}`).ok(201).id() }
	source, target, foreign := open(customer), open(customer), open(other)
	note := w.do("POST", "/v1/conversations/"+source+"/notes", `{"body":"kept"}`).ok(201).id()
	w.do("POST", "/v1/outbound-webhooks", `{"name":"us","url":"`+url+`","events":["kustomer.conversation.update"]}`).ok(201)

	join := func(from, into string) string { return `{"source":"` + from + `","target":"` + into + `"}` }
	w.do("POST", "/_page/join", join(source, target)).ok(401)
	for _, body := range []string{join(source, foreign), join(source, source), join(source, "x"), join("x", target)} {
		w.do("POST", "/_page/join?agent=ana", body).ok(404)
	}
	w.do("POST", "/_page/join?agent=ana", join(source, target)).ok(200)
	w.do("GET", "/v1/conversations/"+source, "").ok(200).has("data.attributes.mergedTarget", target, "data.attributes.status", "done")
	w.do("GET", "/v1/conversations/"+target+"/notes", "").ok(200).has("data.0.id", note)
	w.do("GET", "/v1/customers/"+customer, "").ok(200).has("data.attributes.conversationCounts.open", "1", "data.attributes.conversationCounts.done", "1")

	for {
		select {
		case got := <-heard:
			var told struct {
				DataID  string
				Changes struct {
					Attributes map[string]struct{ After any }
				}
			}
			if err := json.Unmarshal(got.body, &told); err != nil {
				t.Fatal(err)
			}
			if told.DataID != source || told.Changes.Attributes["mergedTarget"].After == nil {
				continue
			}
			if told.Changes.Attributes["mergedTarget"].After != target || told.Changes.Attributes["status"].After != "done" {
				t.Errorf("told %s", got.body)
			}
			return
		case <-time.After(time.Minute):
			t.Fatal("nobody told of the merge")
		}
	}
}
