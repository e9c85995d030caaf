package ccaip

import (
	"testing"
	"time"
)

func TestFact6_5_updatedSince(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		for range 3 {
			w.play("inbound-answered", `{"talk":"1s"}`)
			pass(time.Minute)
		}
		since := w.srv.floor.now().Format("2006-01-02T15:04:05.000Z")
		path := "/manager/api/v1/calls?updated_at[from]=" + since
		equal(t, "nothing since", w.get(path), []any{})
		pass(time.Second)
		w.want(200, "POST", "/_panel/calls/419/rate", `{"rating":4}`)
		w.want(200, "POST", "/_panel/calls/418/rate", `{"rating":3}`)
		found := w.get(path).([]any)
		equal(t, "two, the newest session first", []any{len(found), dig(found, 0, "id"), dig(found, 1, "id")}, []any{2, 419, 418})
		equal(t, "the oldest change first", dig(w.get(path+"&sort_column=updated_at&sort_direction=ASC"), 0, "id"), 418)
		equal(t, "by status", len(w.get("/manager/api/v1/calls?status=finished").([]any)), 3)
		w.want(422, "POST", "/_panel/calls/418/rate", `{"rating":6}`)
	})
}

func TestHistory_forgetsPeopleToo(t *testing.T) {
	t.Parallel()
	bubble(t, Config{History: 5}, func(t *testing.T, w *world) {
		for _, number := range []string{"+14155550001", "anonymous", "+14155550001", "anonymous"} {
			w.play("inbound-menu-abandoned", `{"number":"`+number+`"}`)
			pass(time.Second)
		}
		var ids []any
		for id := 418; id <= 421; id++ {
			ids = append(ids, dig(w.call(id), "end_user", "id"))
		}
		equal(t, "the anonymous are strangers each time", ids, []any{90, 91, 90, 92})
		for i := range 20 {
			w.play("inbound-menu-abandoned", `{"number":"+1415555100`+itoa(i%10)+`"}`)
			pass(time.Second)
		}
		if n := len(w.srv.floor.endUsers); n > 5 {
			t.Errorf("%d people are remembered", n)
		}
	})
}

func TestConfig_namesWhatCanNotWork(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"no e-mail":   {Agents: []Agent{{ID: 1, Name: "A"}}},
		"same id":     {Agents: []Agent{{1, "A", "a@x.example"}, {1, "B", "b@x.example"}}},
		"no history":  {History: -1},
		"bad adapter": {Adapter: "nowhere"},
		"bad bucket":  {Bucket: "/dev/null/x"},
	} {
		if srv, err := New(cfg); err == nil {
			srv.Close()
			t.Errorf("%s: taken", name)
		}
	}
}

func TestClose_twice(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-answered", `{"talk":"1h"}`)
		w.srv.Close()
		w.srv.Close()
		if code, _ := w.send("POST", "/_stories/inbound-answered", ""); code != 503 {
			t.Errorf("a story after Close: %d", code)
		}
	})
}
