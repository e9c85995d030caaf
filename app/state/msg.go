package state

import "agentadapter/protocol"

// Msg is one thing that happened.
type Msg interface{ msg() }

// What the Kustomer page says.
type (
	// HostDialed: a phone icon was clicked.
	HostDialed struct{ Number, Customer, Conversation string }
	// HostStatus: the agent's status in Kustomer changed.
	HostStatus struct{ ID, Name, Type string }
	// HostProblem: something did not work between the page and Kustomer.
	HostProblem struct{ Problem protocol.Problem }
	// WentOffline: the browser says that there is no network.
	WentOffline struct{}
)

// What the browser says.
type (
	// Remembered: what this browser kept of earlier days, by name. Flags: its system draws pictures of
	// flags.
	Remembered struct {
		Kept  map[string]string
		Flags bool
	}
	// NamedSinks: the devices that sounds may come out of.
	NamedSinks struct{ Sinks []Sink }
	// Probed: what the browser allows.
	Probed struct{ Results []Result }
	// NamedCountries: the countries' names in the agent's language.
	NamedCountries struct{ Names map[string]string }
)

// What the link says.
type (
	// LinkOpening: a connection is being made.
	LinkOpening struct{}
	// LinkAlive: the server was heard after the browser said that there is no network.
	LinkAlive struct{}
	// FrameCame: the server said something.
	FrameCame struct{ Frame protocol.DownFrame }
	// LinkLost: the connection ended. Attempts counts the failures since the last welcome.
	LinkLost struct {
		Code     protocol.CloseCode
		Reason   string
		Attempts int
	}
	// SignInFailed: Kustomer did not sign the agent in; the link tries again.
	SignInFailed struct{ Reason string }
	// Unsaid: a frame could not be sent; Ref is the question's.
	Unsaid struct{ Ref, Type string }
)

// What the agent does.
type (
	// TypedNumber: the number field holds this now.
	TypedNumber struct{ Text string }
	// PressedCall: Call, or Enter in the number field.
	PressedCall struct{}
	// RestedTyping: the fingers rested after this text was typed.
	RestedTyping struct{ Text string }
	// PressedCallAnyway and CancelledCall answer a warning before the call.
	PressedCallAnyway struct{}
	CancelledCall     struct{}
	// ToggledCountry opens or closes the list of countries, SearchedCountry narrows it,
	// PressedCountryKey is a key in its search field, ChoseCountry an option.
	ToggledCountry    struct{}
	SearchedCountry   struct{ Text string }
	PressedCountryKey struct{ Key string }
	ChoseCountry      struct{ Country string }
	// ToggledFavourite: the country that the keys are on is a favourite, or no longer.
	ToggledFavourite struct{}
	// ChoseOutbound and ChoseLanguage: what calls show and which language they are in.
	ChoseOutbound struct{ Number string }
	ChoseLanguage struct{ Language string }
	// ChoseTab: a tab of the lower half; PressedTabKey: a key on one.
	ChoseTab      struct{ Tab string }
	PressedTabKey struct{ Key string }
	// ToggledMissed narrows the history to what was missed, or widens it.
	ToggledMissed struct{}
	// ChoseVolume and ChoseSink: how loud it rings, and where. PressedTryTone: let me hear it.
	// PressedAllow: ask the browser for notifications.
	ChoseVolume    struct{ Volume int }
	ChoseSink      struct{ ID string }
	PressedTryTone struct{}
	PressedAllow   struct{}
	// PressedTest and PressedReport: the self-test, and the file about it.
	PressedTest   struct{}
	PressedReport struct{}
	// PressedCallback: the button of an earlier session.
	PressedCallback struct{ Session string }
	// ToggledStatus opens or closes the list of statuses; ClosedStatus closes it.
	ToggledStatus struct{}
	ClosedStatus  struct{}
	// PressedStatusKey: a key in the status box, by its browser name.
	PressedStatusKey struct{ Key string }
	// ChoseStatus: an option was clicked.
	ChoseStatus struct{ Name string }
	// PressedClearNext: the pending status is unwanted.
	PressedClearNext struct{}
	// PressedReconcile: Kustomer's status is to be followed again.
	PressedReconcile struct{}
	// PressedAnswer and PressedDecline: the buttons of a ring.
	PressedAnswer  struct{ Session string }
	PressedDecline struct{ Session string }
	// PickedCustomer: a radio of the card; PressedUseCustomer: its button.
	PickedCustomer     struct{ Session, Customer string }
	PressedUseCustomer struct{ Session string }
	// PressedUseThis: "Use this one" in a waiting window, "Sign in again" in one that was signed out.
	PressedUseThis struct{}
	// ConfirmedTakeOver and CancelledTakeOver answer the question during a call.
	ConfirmedTakeOver struct{}
	CancelledTakeOver struct{}
	// DismissedProblem: read, away with it.
	DismissedProblem struct{ Code string }
	// PressedKey: a single key where nothing is typed, by its browser name. ToggledKeys opens or
	// closes the map of keys, SwitchedKeys lets single keys work or not.
	PressedKey   struct{ Key string }
	ToggledKeys  struct{}
	SwitchedKeys struct{}
	// ToggledSoftphone shows or hides the softphone.
	ToggledSoftphone struct{}
	// PressedSignOut: this window is to be signed out.
	PressedSignOut struct{}
	// PressedReload: load the page again now.
	PressedReload struct{}
)

// SoftphoneSaid: the platform's frame posted {type, data}.
type SoftphoneSaid struct {
	Type string
	Data map[string]any
}

// Ticked: time has passed; Now is in milliseconds since 1970. It is for what people read alone.
type Ticked struct{ Now int64 }

func (HostDialed) msg()         {}
func (HostStatus) msg()         {}
func (HostProblem) msg()        {}
func (WentOffline) msg()        {}
func (LinkOpening) msg()        {}
func (FrameCame) msg()          {}
func (LinkAlive) msg()          {}
func (LinkLost) msg()           {}
func (SignInFailed) msg()       {}
func (Unsaid) msg()             {}
func (PressedKey) msg()         {}
func (ToggledKeys) msg()        {}
func (SwitchedKeys) msg()       {}
func (TypedNumber) msg()        {}
func (PressedCall) msg()        {}
func (PressedCallback) msg()    {}
func (RestedTyping) msg()       {}
func (PressedCallAnyway) msg()  {}
func (CancelledCall) msg()      {}
func (ToggledCountry) msg()     {}
func (SearchedCountry) msg()    {}
func (PressedCountryKey) msg()  {}
func (ChoseCountry) msg()       {}
func (ToggledFavourite) msg()   {}
func (ChoseOutbound) msg()      {}
func (ChoseLanguage) msg()      {}
func (Remembered) msg()         {}
func (NamedCountries) msg()     {}
func (NamedSinks) msg()         {}
func (Probed) msg()             {}
func (PressedTest) msg()        {}
func (PressedReport) msg()      {}
func (ChoseTab) msg()           {}
func (PressedTabKey) msg()      {}
func (ToggledMissed) msg()      {}
func (ChoseVolume) msg()        {}
func (ChoseSink) msg()          {}
func (PressedTryTone) msg()     {}
func (PressedAllow) msg()       {}
func (ToggledStatus) msg()      {}
func (ClosedStatus) msg()       {}
func (PressedStatusKey) msg()   {}
func (ChoseStatus) msg()        {}
func (PressedClearNext) msg()   {}
func (PressedReconcile) msg()   {}
func (Ticked) msg()             {}
func (PressedAnswer) msg()      {}
func (PressedDecline) msg()     {}
func (PressedUseThis) msg()     {}
func (PickedCustomer) msg()     {}
func (PressedUseCustomer) msg() {}
func (ConfirmedTakeOver) msg()  {}
func (CancelledTakeOver) msg()  {}
func (DismissedProblem) msg()   {}
func (ToggledSoftphone) msg()   {}
func (PressedReload) msg()      {}
func (PressedSignOut) msg()     {}
func (SoftphoneSaid) msg()      {}
