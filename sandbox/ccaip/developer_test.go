package ccaip

import (
	"testing"
	"time"
)

func TestDeveloper_eventsGoWhereTheFormSays(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.knob(`{"adapter":""}`)
		w.play("inbound-menu-abandoned", "")
		pass(2 * time.Second)
		equal(t, "events before", len(w.sink.posts), 0)
		form := `{"calls":" https://a.example/ccaip/acme/events/calls ","chats":"https://a.example/ccaip/acme/events/chats","user":"acme","password":"pa55"}`
		code, _ := w.send("POST", "/_panel/developer/events", form)
		equal(t, "status", code, 200)
		w.play("inbound-menu-abandoned", "")
		pass(2 * time.Second)
		r := w.sink.posts[0]
		user, password, _ := r.BasicAuth()
		equal(t, "address", r.URL.String(), "https://a.example/ccaip/acme/events/calls")
		equal(t, "credentials", []string{user, password}, []string{"acme", "pa55"})
		for _, bad := range []string{`{}`, `{"calls":"a.example","chats":"https://a.example","user":"u","password":"p"}`,
			`{"calls":"https://a.example","chats":"https://a.example","user":"u","password":" "}`} {
			code, _ := w.send("POST", "/_panel/developer/events", bad)
			equal(t, bad, code, 422)
		}
	})
}
