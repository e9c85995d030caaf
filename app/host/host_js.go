package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall/js"
)

// Page is the browser's Host.
type Page struct{ object js.Value }

// New finds the page's scripts. It answers an error if they did not run.
func New() (Host, error) {
	object := js.Global().Get("agentAdapterHost")
	if !object.Truthy() {
		return nil, errors.New("host: the page's own scripts did not run; load the page again")
	}
	return &Page{object}, nil
}

// About tells what this page is.
func (p *Page) About() (About, error) {
	var a About
	if err := json.Unmarshal([]byte(p.object.Call("about").String()), &a); err != nil {
		return a, fmt.Errorf("host: about: %w", err)
	}
	return a, nil
}

// Attach hears what the page says. An event that cannot be read is told as a problem: it is a
// fault of ours.
func (p *Page) Attach(hear func(Event)) {
	p.object.Call("attach", js.FuncOf(func(_ js.Value, args []js.Value) any {
		e, err := Read(args[0].String())
		if err != nil {
			e = Event{Type: Problem, Code: "host-event", Text: err.Error()}
		}
		hear(e)
		return nil
	}))
}

// Bind gives a nonce that Kustomer's own server has bound to the agent.
func (p *Page) Bind(ctx context.Context) (string, error) {
	type answer struct{ fault, nonce string }
	answers := make(chan answer, 1)
	done := js.FuncOf(func(_ js.Value, args []js.Value) any {
		select {
		case answers <- answer{args[0].String(), args[1].String()}:
		default: // an answer after the first says nothing new
		}
		return nil
	})
	p.object.Call("bind", done)
	select {
	case <-ctx.Done():
		// The page may still call done, so it is not released.
		return "", errors.New("no answer from Kustomer to the sign-in in time; reload Kustomer")
	case a := <-answers:
		done.Release()
		if a.fault != "" {
			return "", errors.New(a.fault)
		}
		return a.nonce, nil
	}
}

// Open brings the widget forward.
func (p *Page) Open() { p.object.Call("open") }

// OpenRecord brings a record before the agent.
func (p *Page) OpenRecord(customer, conversation string) {
	p.object.Call("openRecord", customer, conversation)
}

// Focus moves to an element.
func (p *Page) Focus(id string, politely bool) { p.object.Call("focus", id, politely) }

// ReturnFocus brings the focus back to where it was.
func (p *Page) ReturnFocus() { p.object.Call("returnFocus") }

// Reveal scrolls an element to where it is seen.
func (p *Page) Reveal(id string) { p.object.Call("reveal", id) }

// Field reads a text field.
func (p *Page) Field(id string) string { return p.object.Call("field", id).String() }

// SetField writes into a text field.
func (p *Page) SetField(id, text string) { p.object.Call("setField", id, text) }

// Countries names countries in the agent's language.
func (p *Page) Countries(codes []string) map[string]string {
	var names map[string]string
	if err := json.Unmarshal([]byte(p.object.Call("countries", strings.Join(codes, " ")).String()), &names); err != nil {
		return map[string]string{}
	}
	return names
}

// Keep keeps a choice of the agent's in this browser.
func (p *Page) Keep(name, text string) { p.object.Call("keep", name, text) }

// Notify shows a ring by the system's own means.
func (p *Page) Notify(id, title, text string) { p.object.Call("notify", id, title, text) }

// Unnotify takes it away.
func (p *Page) Unnotify(id string) { p.object.Call("unnotify", id) }

// AllowNotifications opens the page that asks for them.
func (p *Page) AllowNotifications() { p.object.Call("allowNotifications") }

// PlayTone begins or ends the ring tone.
func (p *Page) PlayTone(on, once bool) { p.object.Call("playTone", on, once) }

// SetSound says how loud and where it plays.
func (p *Page) SetSound(volume int, sink string) { p.object.Call("setSound", volume, sink) }

// Probe looks at what the browser allows.
func (p *Page) Probe() { p.object.Call("probe") }

// Download offers a report as a file.
func (p *Page) Download(text string) { p.object.Call("download", text) }

// KeepResume keeps the word for a reload of this page.
func (p *Page) KeepResume(word string) { p.object.Call("keepResume", word) }

// Reload loads the page again.
func (p *Page) Reload(asked bool) bool { return p.object.Call("reload", asked).Bool() }

// LastClose is the code and reason of the socket that ended last.
func (p *Page) LastClose() (int, string) {
	text := p.object.Call("lastClose").String()
	if text == "" {
		return 0, ""
	}
	var last struct {
		Code   int    `json:"code"`
		Reason string `json:"reason"`
	}
	if err := json.Unmarshal([]byte(text), &last); err != nil {
		return 0, ""
	}
	return last.Code, last.Reason
}

// Speaking gives the page's language.
func Speaking() (Speech, error) {
	object := js.Global().Get("agentAdapterHost")
	if !object.Truthy() {
		return Speech{}, errors.New("host: the page's own scripts did not run; load the page again")
	}
	s := Speech{Writer: pen{object}, Tag: object.Call("language").String()}
	// English has no table: reading none costs nothing before the first thing is shown.
	table := object.Call("texts").String()
	if table == "" {
		return s, nil
	}
	if err := json.Unmarshal([]byte(table), &s.Texts); err != nil {
		return Speech{}, fmt.Errorf("host: texts: %w", err)
	}
	return s, nil
}

// pen writes as the browser does.
type pen struct{ object js.Value }

func (p pen) Clock(ms int64) string  { return p.object.Call("clock", ms).String() }
func (p pen) Moment(ms int64) string { return p.object.Call("moment", ms).String() }
func (p pen) Number(n int) string    { return p.object.Call("number", n).String() }
