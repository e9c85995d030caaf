package protocol

// AskNumber asks about a number while it is typed: knowledge of numbering plans is too heavy for the
// page.
type AskNumber struct {
	// Typed is the text as it stands in the field.
	Typed string `json:"typed"`
	// Country is that of numbers without prefix, two letters; empty means the tenant's.
	Country string `json:"country,omitempty"`
}

// Number answers an askNumber.
type Number struct {
	// Typed repeats what was asked about.
	Typed string `json:"typed"`
	// Number is E.164, empty while the text is none.
	Number string `json:"number,omitempty"`
	// Country is where it leads, two letters; empty for a number that belongs to none.
	Country string `json:"country,omitempty"`
	// Offsets are the callee's clock in minutes east of UTC as it is now: one, or the westernmost and
	// the easternmost where the number does not tell; empty if unknown.
	Offsets []int `json:"offsets,omitempty"`
	// Warning is what to think of before the call (do-not-call, quiet-hours), nil for nothing.
	Warning *Problem `json:"warning,omitempty"`
	// Problem says why the text is no number that can be called.
	Problem *Problem `json:"problem,omitempty"`
}

// Dialing is what the tenant's settings say about dialling.
type Dialing struct {
	// Country is that of numbers without prefix, two letters.
	Country string `json:"country,omitempty"`
	// Numbers are the org's own numbers that a call may show, in E.164; Languages those a call may be
	// in ("en"). Where there are none the softphone asks.
	Numbers   []string `json:"numbers,omitempty"`
	Languages []string `json:"languages,omitempty"`
}

func (AskNumber) upType() string { return "number" }
func (Number) downType() string  { return "number" }
