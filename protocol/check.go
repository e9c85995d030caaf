package protocol

// AskCheck asks whether the server reaches both neighbours, for a self-test.
type AskCheck struct{}

// Check answers an askCheck.
type Check struct {
	// Neighbours are Kustomer and CCAI Platform.
	Neighbours []Neighbour `json:"neighbours,omitempty"`
	// Now is the server's clock, in milliseconds since 1970.
	Now int64 `json:"now"`
}

// Neighbour is how one of them answered.
type Neighbour struct {
	// Name is kustomer or platform.
	Name string `json:"name"`
	// Millis is how long the answer took.
	Millis int64 `json:"millis"`
	// Problem says what is wrong, nil for nothing.
	Problem *Problem `json:"problem,omitempty"`
}

func (AskCheck) upType() string { return "check" }
func (Check) downType() string  { return "check" }
