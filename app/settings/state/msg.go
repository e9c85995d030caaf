package state

// Msg is one thing that happened.
type Msg interface{ msg() }

type (
	// Opened: the page runs.
	Opened struct{}
	// Bound is a nonce that Kustomer bound to the user, or why not.
	Bound struct{ Nonce, Fault string }
	// Answered is what /api/v1 said. Status is 0 where nothing came; Fault says why.
	Answered struct {
		Request Request
		Status  int
		Body    []byte
		Fault   string
	}
	// PressedSignIn tries again.
	PressedSignIn struct{}
	// ChoseTab shows another tab.
	ChoseTab struct{ Tab string }
	// Ticked is every few seconds.
	Ticked struct{}
	// Copied: the text is in the clipboard, or not.
	Copied struct{ OK bool }
	// PressedCopy wants a text in the clipboard.
	PressedCopy struct{ Text string }

	// Toggled turns a Switch over.
	Toggled struct{ Name string }
	// PressedAnyway switches inheritance on though team routing is off.
	PressedAnyway struct{}
	// Chose picks an option.
	Chose struct{ Name, Value string }
	// Typed changes a text; Column is empty but for rows.
	Typed struct {
		Name   string
		Row    int
		Column string
		Text   string
	}
	// AddedRow and RemovedRow change a list.
	AddedRow struct{ Name string }
	// RemovedRow takes one out.
	RemovedRow struct {
		Name string
		Row  int
	}
	// Mapped maps a Kustomer status to a platform status, "" to none.
	Mapped struct{ Status, Platform string }
	// PressedSave saves all that changed, PressedSetPriority the inheritance and its prioritization.
	PressedSave struct{}
	// PressedSetPriority saves the inheritance and its prioritization.
	PressedSetPriority struct{}
	// PressedUndo goes back to what is saved.
	PressedUndo struct{}
	// PressedKeepMine takes the newer version as read and keeps what was edited.
	PressedKeepMine struct{}

	// PressedCreate makes the custom fields.
	PressedCreate struct{}
)

func (Opened) msg()             {}
func (Bound) msg()              {}
func (Answered) msg()           {}
func (PressedSignIn) msg()      {}
func (ChoseTab) msg()           {}
func (Ticked) msg()             {}
func (Copied) msg()             {}
func (PressedCopy) msg()        {}
func (Toggled) msg()            {}
func (PressedAnyway) msg()      {}
func (Chose) msg()              {}
func (Typed) msg()              {}
func (AddedRow) msg()           {}
func (RemovedRow) msg()         {}
func (Mapped) msg()             {}
func (PressedSave) msg()        {}
func (PressedSetPriority) msg() {}
func (PressedUndo) msg()        {}
func (PressedKeepMine) msg()    {}
func (PressedCreate) msg()      {}
