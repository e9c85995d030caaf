package relay_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/rules"
)

// porter brings files in a moment; fault says what stands in the way of an attempt.
type porter struct {
	mu      sync.Mutex
	parts   int // of each file; zero: one
	carried []string
	made    int
	fault   func(c rules.Carry, part int) error
	hold    chan struct{} // nobody is let past until it is closed, if not nil
}

func (p *porter) Carry(ctx context.Context, _ string, c rules.Carry, sofar rules.Carried, kept func(rules.Carried)) (rules.Carried, error) {
	if p.hold != nil {
		select {
		case <-p.hold:
		case <-ctx.Done():
			return sofar, ctx.Err()
		}
	}
	got := rules.Carried{Of: max(p.parts, 1), Size: 9, Parts: append([]rules.File{}, sofar.Parts...)}
	for i := len(got.Parts); i < got.Of; i++ {
		p.mu.Lock()
		fault := p.fault
		p.mu.Unlock()
		if fault != nil {
			if err := fault(c, i); err != nil {
				return got, err
			}
		}
		p.mu.Lock()
		p.made++
		id := fmt.Sprintf("f%023d", p.made)
		p.carried = append(p.carried, fmt.Sprintf("%s/%d", c.Key, i+1))
		p.mu.Unlock()
		got.Parts = append(got.Parts[:i:i], rules.File{ID: id, Name: fmt.Sprintf("%s %d", c.Name, i+1)})
		got.Done = i == got.Of-1
		kept(got)
	}
	return got, nil
}

func (p *porter) setFault(fault func(c rules.Carry, part int) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = fault
}

func (p *porter) did() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.carried, " ")
}

func (p *porter) brought() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}

// recordedCall is an answered call that was recorded.
func recordedCall(id int, number string) []rules.Fact {
	facts := call(id, number)
	facts[len(facts)-1].Values[rules.Recording] = fmt.Sprintf("https://acme.example/files/call-%d.wav", id)
	return facts
}

// attachments are the names of those on the message of a session.
func (b *books) attachments(session string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.messages {
		if m["externalId"] == session {
			return fileNames(m)
		}
	}
	return ""
}

func fileNames(record map[string]any) string {
	var names []string
	list, _ := record["attachments"].([]any)
	for _, f := range list {
		names = append(names, f.(map[string]any)["name"].(string))
	}
	return strings.Join(names, ", ")
}

func TestS5TheRecordingIsAttachedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{parts: 2}
	h.open()
	h.say(recordedCall(418, number)...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Equal(t, "call-418.wav 1, call-418.wav 2", h.books.attachments("call-418"))
	require.Equal(t, "recording:first/1 recording:first/2", h.files.did())
	h.say(recordedCall(418, number)...)
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromFiles, Files: []rules.StoredFile{{Name: "call-418.wav", Kind: rules.RecordingFile}}})
	h.soon("saved again", func() bool { return h.state("call-418") == "saved" && h.doc("call-418")["finished"] == true })
	require.Equal(t, "recording:first/1 recording:first/2", h.files.did(), "told again, not brought again")
	a, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	var rulesOf []string
	for _, w := range a.Writes {
		rulesOf = append(rulesOf, w.Rule+" "+w.What)
	}
	require.Contains(t, rulesOf, "S5 bring file", "W7")
	require.Contains(t, rulesOf, "S5 change message")
}

func TestS5ALongRecordingHoldsNothingUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{hold: make(chan struct{})}
	h.open()
	for i := range 12 { // more than there are writers and porters
		h.say(recordedCall(i, fmt.Sprintf("+141555501%02d", i))...)
	}
	h.soon("all are written but for the files", func() bool { return len(h.books.statuses()) == 12 })
	h.soon("each is on its way", func() bool { return h.state("call-11") == "saving" })
	rated := call(3, "+14155550103")
	last := rated[len(rated)-1]
	last.At += 60_000
	last.Values["callSeconds"] = "11"
	h.say(last)
	h.soon("a late fact is written meanwhile", func() bool { return strings.Contains(h.books.preview("call-3"), "11 s") })
	close(h.files.hold)
	h.soon("saved", func() bool {
		for i := range 12 {
			if h.books.attachments(fmt.Sprintf("call-%d", i)) != fmt.Sprintf("call-%d.wav 1", i) {
				return false
			}
		}
		return true
	})
}

func (b *books) preview(session string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.messages {
		if m["externalId"] == session {
			text, _ := m["preview"].(string)
			return text
		}
	}
	return ""
}

func TestS5TroubleOnTheWay(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"late":        &ccaip.Error{Kind: ccaip.NotFound, Op: "fetch recording", Status: 404},
		"cut":         &kustomer.Error{Kind: kustomer.Unreachable, Op: "send attachment"},
		"still empty": errors.New("files: empty"),
	} {
		h := newHouse(t)
		h.files = &porter{fault: func(rules.Carry, int) error { return err }}
		h.open()
		h.say(recordedCall(418, number)...)
		h.soon("saving", func() bool { return h.state("call-418") == "saving" && h.doc("call-418")["wanted"] != nil })
		h.files.setFault(nil)
		h.soon(name, func() bool { return h.state("call-418") == "saved" })
		require.Equal(t, "call-418.wav 1", h.books.attachments("call-418"), name)
	}
}

func TestS5WhatIsRefusedIsGivenUpAndCanBeReplayed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{fault: func(rules.Carry, int) error {
		return &kustomer.Error{Kind: kustomer.Refused, Op: "send attachment", Status: 413, Detail: "the file is too large"}
	}}
	h.open()
	h.say(recordedCall(418, number)...)
	h.soon("buried", func() bool { return h.state("call-418") == "buried" })
	require.Contains(t, h.doc("call-418")["help"], "call-418.wav")
	require.Contains(t, h.doc("call-418")["help"], "too large")
	require.Equal(t, "completed", h.books.statuses()["call-418"])
	h.files.setFault(nil)
	require.NoError(t, h.relay.Replay(t.Context(), "acme", "call-418"))
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Equal(t, "call-418.wav 1", h.books.attachments("call-418"))
}

func TestS5AfterSevenDaysItIsGivenUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{fault: func(rules.Carry, int) error { return errors.New("not there yet") }}
	h.open()
	h.say(recordedCall(418, number)...)
	h.soon("wanted", func() bool { return h.doc("call-418")["wanted"] != nil })
	h.relay.Stop()
	d := h.doc("call-418")
	d["wanted"] = map[string]any{"recording:first": time.Now().Add(-7*24*time.Hour - time.Minute).UnixMilli()}
	body, err := json.Marshal(d)
	require.NoError(t, err)
	_, err = h.ledger.Put(t.Context(), "acme.call-418", body)
	require.NoError(t, err)
	h.open()
	h.soon("buried", func() bool { return h.state("call-418") == "buried" })
	require.Contains(t, h.doc("call-418")["help"], "7 days")
}

// The process goes away between two parts, between the last part and the link, and after the link took
// effect: at the end the message has the recording once, in order.
func TestS5W1DroppedBetweenUploadAndLink(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]string{
		"between two parts": "part", "before the link": "before", "after the link took effect": "after",
	} {
		h := newHouse(t)
		var mu sync.Mutex
		down := false
		drop := func() error {
			mu.Lock()
			defer mu.Unlock()
			down = true
			return &kustomer.Error{Kind: kustomer.Unreachable, Op: "test", Detail: errDropped.Error()}
		}
		h.gone = func() bool { mu.Lock(); defer mu.Unlock(); return down }
		h.files = &porter{parts: 3}
		switch at {
		case "part":
			h.files.fault = func(_ rules.Carry, part int) error {
				if part < 2 {
					return nil
				}
				for h.doc("call-418")["carried"] == nil { // the first parts are kept
					runtime.Gosched()
				}
				return drop()
			}
		default:
			h.books.fault = func(op string, took bool) error {
				if op == "change message" && took == (at == "after") && h.files.did() != "" {
					return drop()
				}
				return nil
			}
		}
		h.open()
		h.say(recordedCall(418, number)...)
		h.soon(name, func() bool { mu.Lock(); defer mu.Unlock(); return down })
		h.relay.Stop()
		mu.Lock()
		down = false
		mu.Unlock()
		h.files.setFault(nil)
		h.setFault(nil)
		h.open()
		h.soon(name, func() bool { return h.state("call-418") == "saved" })
		require.Equal(t, "call-418.wav 1, call-418.wav 2, call-418.wav 3", h.books.attachments("call-418"), name)
		if at != "part" {
			require.Equal(t, 3, h.files.brought(), "nothing that was kept is sent again: %s", name)
		}
		require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts(), name)
	}
}

func TestS7TheNoteWaitsForItsFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{}
	h.open()
	h.say(call(418, number)...)
	told := func(read time.Time) rules.Fact {
		return rules.Fact{V: 1, Session: "call-418", Source: rules.FromMetadata, At: t0 + 900_000, Read: read.UnixMilli(),
			Actions: []rules.Action{{ID: "10", Type: "photo", Status: "completed", Files: []string{"call-418-photo-3.jpg"}}}}
	}
	h.say(told(time.Now()))
	h.soon("waiting for it", func() bool {
		return h.state("call-418") == "saving" && h.books.counts() == "1 customers, 1 conversations, 1 messages, 1 notes"
	})
	require.False(t, h.books.has("SmartAction completed: photo\nNot received yet: call-418-photo-3.jpg"))
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromFiles, Files: []rules.StoredFile{{Name: "call-418-photo-3.jpg", Kind: rules.PhotoFile}}})
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Equal(t, "call-418-photo-3.jpg 1", h.books.note("SmartAction completed: photo\nFiles: call-418-photo-3.jpg"))
}

func TestS7WhatIsMissingIsNamedThenAdded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{}
	h.open()
	h.say(call(418, number)...)
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromMetadata, At: t0 + 900_000, Read: time.Now().Add(-31 * time.Minute).UnixMilli(),
		Actions: []rules.Action{{ID: "10", Type: "photo", Status: "completed", Files: []string{"call-418-photo-3.jpg"}}}})
	const without = "SmartAction completed: photo\nNot received yet: call-418-photo-3.jpg"
	h.soon("named", func() bool {
		return h.state("call-418") == "saved" && h.books.note(without) == "" && h.books.has(without)
	})
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromFiles, Files: []rules.StoredFile{{Name: "call-418-photo-3.jpg", Kind: rules.PhotoFile}}})
	h.soon("added", func() bool {
		return h.books.note("SmartAction completed: photo\nFiles: call-418-photo-3.jpg") == "call-418-photo-3.jpg 1"
	})
	require.False(t, h.books.has(without), "the same note")
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 2 notes", h.books.counts())
}

// note are the names of the attachments of the note with that text, has tells whether it is there.
func (b *books) note(text string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.notes {
		if n["body"] == text {
			return fileNames(n)
		}
	}
	return ""
}

func (b *books) has(text string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.notes {
		if n["body"] == text {
			return true
		}
	}
	return false
}

func TestS11TheTranscriptOfAChat(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{}
	h.open()
	h.say(rules.Fact{V: 1, Session: "chat-77", Source: rules.FromObject, At: t0, Read: t0 + 1,
		Agents: []rules.Agent{{ID: "15", State: "finished", Connected: t0}},
		Values: values{"type": "Messaging (Web)", "status": "finished", "identifier": "user-7", "messages": "4", "transcript": "object", "endsAt": "2026-01-01T00:03:00Z"}})
	h.soon("saved", func() bool { return h.state("chat-77") == "saved" })
	require.Equal(t, "chat-77.txt 1", h.books.note("Chat transcript"))
}

// registrar takes mappings, once it may.
type registrar struct {
	mu    sync.Mutex
	got   []string
	fault error
}

func (r *registrar) Register(_ context.Context, mapping []rules.CustomData) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil {
		return r.fault
	}
	r.got = append(r.got, mapping[0].Field)
	return nil
}

func TestS12FieldsAreRegisteredAndMismatchesTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.fields = &registrar{}
	h.set.CustomData = []rules.CustomData{{Key: "total", On: "message", Field: "totalNum"}, {Key: "order_no", On: "message", Field: "orderNoStr"}}
	h.open()
	h.soon("registered when the settings are read", func() bool { h.fields.mu.Lock(); defer h.fields.mu.Unlock(); return len(h.fields.got) == 1 })
	facts := call(418, number)
	facts[len(facts)-1].Custom = []rules.Datum{{Key: "total", Value: json.RawMessage(`"a lot"`)}, {Key: "order_no", Value: json.RawMessage(`"A-17"`)}}
	h.say(facts...)
	h.soon("saved and said", func() bool { return h.state("call-418") == "saved" && len(h.relay.Warnings("acme")) == 1 })
	require.Equal(t, []string{"totalNum"}, h.fields.got, "once")
	warned := h.relay.Warnings("acme")
	require.Len(t, warned, 1)
	require.Equal(t, "field-mismatch", warned[0].Code)
	require.Contains(t, warned[0].Text, "totalNum")
}

func TestS12AKeyThatMayNotRegisterIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.fields = &registrar{fault: &kustomer.Error{Kind: kustomer.RoleMissing, Op: "register fields", Status: 403}}
	h.set.CustomData = []rules.CustomData{{Key: "order_no", On: "message", Field: "orderNoStr"}}
	h.open()
	h.say(call(418, number)...)
	h.soon("saved all the same", func() bool { return h.state("call-418") == "saved" })
	require.Equal(t, "role-missing", h.relay.Warnings("acme")[0].Code)
}

func TestS5FilesThatKustomerLostAreBroughtAgain(t *testing.T) {
	t.Parallel()
	for name, times := range map[string]int{"once": 1, "always": 1000} {
		h := newHouse(t)
		h.files = &porter{}
		left := times
		h.books.fault = func(op string, took bool) error {
			if op == "change message" && !took && h.files.did() != "" && left > 0 {
				left--
				return &kustomer.Error{Kind: kustomer.NotFound, Op: op, Status: 404, Field: "attachments"}
			}
			return nil
		}
		h.open()
		h.say(recordedCall(418, number)...)
		if times == 1 {
			h.soon("saved", func() bool { return h.state("call-418") == "saved" })
			require.Equal(t, 2, h.files.brought(), name)
			require.Equal(t, "call-418.wav 1", h.books.attachments("call-418"), name)
			require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts())
			continue
		}
		h.soon("given up", func() bool { return h.doc("call-418")["anew"] == 2.0 && h.state("call-418") == "buried" })
	}
}

// The note took effect and the answer was cut: what stands there is brought up to date, not doubled.
func TestS7W2ANoteThatWasThereGetsWhatCameMeanwhile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files = &porter{}
	cut := true
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && took && cut && len(h.books.notes) == 2 {
			cut = false
			return &kustomer.Error{Kind: kustomer.Unreachable, Op: op}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromMetadata, At: t0 + 900_000, Read: time.Now().Add(-31 * time.Minute).UnixMilli(),
		Actions: []rules.Action{{ID: "10", Type: "photo", Status: "completed", Files: []string{"call-418-photo-3.jpg"}}}})
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromFiles, Files: []rules.StoredFile{{Name: "call-418-photo-3.jpg", Kind: rules.PhotoFile}}})
	h.soon("saved", func() bool {
		return h.state("call-418") == "saved" && h.books.note("SmartAction completed: photo\nFiles: call-418-photo-3.jpg") == "call-418-photo-3.jpg 1"
	})
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 2 notes", h.books.counts())
}

func TestS12AChangedMappingIsRegisteredAndOldWarningsGo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.fields = &registrar{}
	h.set.CustomData = []rules.CustomData{{Key: "total", On: "message", Field: "totalNum"}}
	h.open()
	odd := func(id int) {
		facts := call(id, number)
		facts[len(facts)-1].Custom = []rules.Datum{{Key: "total", Value: json.RawMessage(`"a lot"`)}}
		h.say(facts...)
	}
	odd(418)
	h.soon("warned", func() bool { return len(h.relay.Warnings("acme")) == 1 })
	h.relay.Stop()
	h.set.CustomData = []rules.CustomData{{Key: "total", On: "message", Field: "totalStr"}}
	h.open()
	odd(419)
	h.soon("saved", func() bool { return h.state("call-419") == "saved" })
	require.Empty(t, h.relay.Warnings("acme"))
	require.Equal(t, []string{"totalNum", "totalStr"}, h.fields.got)
}

func TestW9NothingIsBroughtWhilePaused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.files, h.fields = &porter{}, &registrar{}
	h.set.Paused, h.set.CustomData = true, []rules.CustomData{{Key: "order_no", On: "message", Field: "orderNoStr"}}
	h.open()
	h.say(recordedCall(418, number)...)
	h.soon("paused", func() bool {
		reason, _ := h.doc("call-418")["reason"].(string)
		return strings.Contains(reason, "paused")
	})
	h.relay.Stop()
	require.Empty(t, h.files.did())
	require.Empty(t, h.fields.got, "no field is made either")
	h.set.Paused = false
	h.open()
	h.soon("saved", func() bool {
		return h.state("call-418") == "saved" && h.books.attachments("call-418") == "call-418.wav 1"
	})
	h.fields.mu.Lock()
	defer h.fields.mu.Unlock()
	require.Equal(t, []string{"orderNoStr"}, h.fields.got)
}
