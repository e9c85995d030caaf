package state

// Setup is what the tab of that name shows.
type Setup struct{}

func (c *change) setup(Msg) bool { return false }

func (c *change) setupCame(string, Answered) bool { return false }

func (c *change) openSetup() {}

// Routing are what stands in the way of status inheritance.
func (s Setup) Routing() []Problem { return nil }
