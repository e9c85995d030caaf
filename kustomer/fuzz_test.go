package kustomer

import (
	"net/http"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzDocument feeds every decoder of answers.
func FuzzDocument(f *testing.F) {
	f.Add([]byte(`{"data":{"type":"customer","id":"1","attributes":{"name":"Ana","phones":[{"phone":"+1"}],"custom":{"aStr":1}},"relationships":{"company":{"data":{"id":"c"}}}}}`))
	f.Add([]byte(`{"data":[{"type":"conversation","id":"1","attributes":{"tags":["a"]},"relationships":{"customer":{"data":[]}}}],"links":{"next":"/v1/x?page=2"}}`))
	f.Add([]byte(`{"data":null,"links":null,"meta":{"upload":{"url":"https://x","fields":{"a":"b"}}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		parseMany[App](body)
		parseOne[Attachment](body)
		parseOne[Conversation](body)
		parseOne[Customer](body)
		parseOne[Message](body)
		parseOne[Metadata](body)
		parseOne[Note](body)
		parseOne[Token](body)
		parseMany[RoutingStatus](body)
		parseMany[User](body)
		parseMany[WorkSession](body)
		if _, next, err := parseMany[Conversation](body); err == nil {
			get("list", "/v1/x").turn(next)
		}
	})
}

// FuzzFaults: whatever a refusal's body holds, its status decides, and its words stay short.
func FuzzFaults(f *testing.F) {
	f.Add(400, []byte(`{"errors":[{"status":400,"source":{"parameter":"x"},"code":"badparam","title":"t","detail":"/properties/custom/additionalProperties"}]}`))
	f.Add(409, []byte(`{"errors":[{"code":1,"message":["a"],"source":"x"}]}`))
	f.Add(500, []byte(`{"errors":{}}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := refusal("op", answer{status: status, header: http.Header{}, body: body}, time.Now())
		if e.Kind == "" || e.Error() == "" {
			t.Fatal("no verdict")
		}
		if len(e.Detail) > maxDetail+len("…") || len(e.Field) > 256+len("…") {
			t.Fatal("too long")
		}
		if utf8.Valid(body) && !utf8.ValidString(e.Detail) {
			t.Fatal("cut inside a character")
		}
	})
}

// FuzzWebhook: whatever is signed is read without harm, and what is read has a name and a record.
func FuzzWebhook(f *testing.F) {
	f.Add([]byte(`{"id":"1","name":"kustomer.conversation.update","dataId":"2","createdAt":"2026-01-01T00:00:00Z","changes":{"attributes":{"status":{"op":"replace","before":"open","after":"done"}}}}`))
	f.Add([]byte(`{"name":"kustomer.conversation.create","data":{"type":"conversation","id":"2","attributes":{"status":"open"},"relationships":{"customer":{"data":{"id":"3"}}}},"changes":null}`))
	f.Add([]byte(`{"name":"a.b.c","dataId":1,"changes":{"attributes":{"x":{"before":{"y":[]}}},"relationships":[]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		w, err := ParseWebhook(body)
		if err != nil {
			return
		}
		if w.Name == "" || w.Record == "" {
			t.Fatal("read without a name or a record")
		}
		for _, change := range w.Attributes {
			change.Text()
		}
		w.Conversation()
	})
}
