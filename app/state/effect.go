package state

import "agentadapter/protocol"

// Effect is one thing to be done outside, in the order given.
type Effect interface{ effect() }

type (
	// Say a frame to the server.
	Say struct {
		Head protocol.Head
		Body protocol.Up
	}
	// Connect again, though the server said to stay away: a person wants it.
	Connect struct{}
	// OpenHost brings the widget forward in Kustomer.
	OpenHost struct{}
	// OpenRecord brings a record before the agent.
	OpenRecord struct{ Customer, Conversation string }
	// WriteNumber puts a text into the number field. The field belongs to the browser while the
	// agent types: rendering a value would undo a key pressed meanwhile.
	WriteNumber struct{ Text string }
	// Later sends a message after some milliseconds; what it means is decided then.
	Later struct {
		Millis int
		Msg    Msg
	}
	// Keep keeps a choice of the agent's in this browser.
	Keep struct{ Name, Text string }
	// Notify shows a ring by the system's own means, if it may; Unnotify takes that away.
	Notify   struct{ Session string }
	Unnotify struct{ Session string }
	// AllowNotifications opens the page that asks the browser for them.
	AllowNotifications struct{}
	// PlayTone begins or ends the ring tone, TryTone plays it once; SetSound says how loud and where.
	PlayTone struct{ On bool }
	TryTone  struct{}
	SetSound struct {
		Volume int
		Sink   string
	}
	// Probe looks at what the browser allows; Download offers a report as a file.
	Probe    struct{}
	Download struct{ Text string }
	// NameCountries asks the browser for the countries' names.
	NameCountries struct{}
	// Focus moves to the element of that id; Politely not while the agent is at work elsewhere.
	Focus struct {
		ID       string
		Politely bool
	}
	// Reveal scrolls the element of that id to where it is seen.
	Reveal struct{ ID string }
	// ReturnFocus brings it back to where it was before the last Focus.
	ReturnFocus struct{}
	// LoadSoftphone loads the platform's page, once.
	LoadSoftphone struct{ URL string }
	// UnloadSoftphone ends it here, call and all: it is at home in another window now.
	UnloadSoftphone struct{}
	// ShowSoftphone brings it forward or puts it away.
	ShowSoftphone struct{ Shown bool }
	// KeepResume keeps the one-use word for a reload of this page.
	KeepResume struct{ Word string }
	// TellOnCall lets the link's heartbeats say whether a call is live here.
	TellOnCall struct{ OnCall bool }
	// Reload the page; Asked by a person.
	Reload struct{ Asked bool }
)

func (Say) effect()                {}
func (Connect) effect()            {}
func (OpenHost) effect()           {}
func (OpenRecord) effect()         {}
func (WriteNumber) effect()        {}
func (Later) effect()              {}
func (Keep) effect()               {}
func (Notify) effect()             {}
func (Unnotify) effect()           {}
func (AllowNotifications) effect() {}
func (PlayTone) effect()           {}
func (TryTone) effect()            {}
func (SetSound) effect()           {}
func (Probe) effect()              {}
func (Download) effect()           {}
func (NameCountries) effect()      {}
func (Focus) effect()              {}
func (Reveal) effect()             {}
func (ReturnFocus) effect()        {}
func (LoadSoftphone) effect()      {}
func (UnloadSoftphone) effect()    {}
func (ShowSoftphone) effect()      {}
func (KeepResume) effect()         {}
func (TellOnCall) effect()         {}
func (Reload) effect()             {}
