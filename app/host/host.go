// Package host is the Kustomer page around us, as Go sees it.
//
// The page's scripts (web/static) own window.Kustomer and the browser; this package is the one door
// to them. host_js.go is the browser's implementation over window.agentAdapterHost; natively there
// is none, and tests bring their own.
package host

import (
	"context"
	"encoding/json"
	"fmt"
)

// Host is what may be asked of the page.
type Host interface {
	// About tells what this page is. It takes the resume word, which is used once.
	About() (About, error)
	// Attach hears what the page says, from what it said before on, in order.
	Attach(func(Event))
	// Bind gives a nonce that Kustomer's own server has bound to the agent.
	Bind(context.Context) (nonce string, err error)
	// Open brings the widget forward, OpenRecord a record.
	Open()
	OpenRecord(customer, conversation string)
	// Focus moves to an element; politely not while the agent is at work elsewhere. ReturnFocus
	// brings it back.
	Focus(id string, politely bool)
	ReturnFocus()
	// Reveal scrolls an element to where it is seen.
	Reveal(id string)
	// Field reads a text field, empty if it is not there.
	Field(id string) string
	// SetField writes into a text field.
	SetField(id, text string)
	// Countries names countries, by two letters, in the agent's language; empty if the browser cannot.
	Countries(codes []string) map[string]string
	// Keep keeps a choice of the agent's in this browser, if it lets us.
	Keep(name, text string)
	// Notify shows a ring by the system's own means, if the agent allowed it; Unnotify takes it away.
	// AllowNotifications opens the page that asks for it: a frame may not.
	Notify(id, title, text string)
	Unnotify(id string)
	AllowNotifications()
	// PlayTone begins or ends the ring tone, once or until it is ended; SetSound says how loud, 0 to
	// 100, and at which device.
	PlayTone(on, once bool)
	SetSound(volume int, sink string)
	// Probe looks at what the browser allows; the event Tested answers. Download offers a report as a
	// file, with what the browser is added.
	Probe()
	Download(text string)
	// KeepResume keeps the word for a reload of this page.
	KeepResume(word string)
	// Reload loads the page again. It answers false if the page did so a moment ago and nobody
	// asked for it.
	Reload(asked bool) bool
	// LastClose is the code and reason of the socket that ended last, zero if none has.
	LastClose() (code int, reason string)
}

// About is what Go must know of its page.
type About struct {
	Tenant   string `json:"tenant"`
	Build    string `json:"build"`
	Socket   string `json:"socket"` // ws or wss address
	Instance string `json:"instance"`
	Resume   string `json:"resume"`
	Device   string `json:"device"`
	Browser  string `json:"browser"`
	// Kept are the choices of earlier days, by name.
	Kept map[string]string `json:"kept"`
	// Flags says that this system draws pictures of flags.
	Flags bool `json:"flags"`
}

// Speech is the agent's language and who writes moments and numbers in it.
type Speech struct {
	Writer
	// Tag is the language by its BCP 47 name; Texts is its table, nil for English.
	Tag   string
	Texts map[string]string
}

// Writer writes as the agent's browser does.
type Writer interface {
	Clock(ms int64) string
	Moment(ms int64) string
	Number(n int) string
}

// Types of Event.
const (
	Dial      = "dial"
	Status    = "status"
	Problem   = "problem"
	Softphone = "softphone"
	Key       = "key"
	Sinks     = "sinks"
	Tested    = "tested"
	Online    = "online"
	Offline   = "offline"
)

// Event is one thing the page says. Type tells which of the fields are meant.
type Event struct {
	Type string `json:"type"`

	// Dial: a phone icon was clicked.
	Number       string `json:"number"`
	Customer     string `json:"customer"`
	Conversation string `json:"conversation"`

	// Status: the agent's status in Kustomer; Name is also the type of a Softphone message, and the key of a
	// Key.
	ID         string `json:"id"`
	Name       string `json:"name"`
	StatusType string `json:"statusType"`

	// Softphone: what the platform's frame posted.
	Data map[string]any `json:"data"`

	// Problem: what did not work. Text also holds the sound devices of Sinks, one on each line: id, tab,
	// name, and the rows of Tested: state, tab, name, tab, text, tab, fix.
	Code string `json:"code"`
	Text string `json:"text"`
	Fix  string `json:"fix"`
}

// Read reads an event as the page's scripts write it.
func Read(text string) (Event, error) {
	var e Event
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return e, fmt.Errorf("host: not an event: %w", err)
	}
	if e.Type == "" {
		return e, fmt.Errorf("host: an event without a type")
	}
	return e, nil
}
