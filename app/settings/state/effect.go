package state

// Effect is something to be done outside.
type Effect interface{ effect() }

type (
	// SignIn asks Kustomer who this is; Bound comes back.
	SignIn struct{}
	// Request asks /api/v1; Answered comes back.
	Request struct {
		// What tells what the answer is for.
		What string
		// Path begins behind /api/v1.
		Method, Path string
		Body         []byte
		// Token is the admin session's.
		Token string
	}
	// Refill writes the state's texts into the fields, which keep their own otherwise.
	Refill struct{}
	// Copy puts a text into the clipboard; Copied comes back.
	Copy struct{ Text string }
	// Focus moves the keyboard to an element.
	Focus struct{ ID string }
)

func (SignIn) effect()  {}
func (Request) effect() {}
func (Refill) effect()  {}
func (Copy) effect()    {}
func (Focus) effect()   {}
