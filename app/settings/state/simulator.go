package state

// Simulator is what the tab of that name shows.
type Simulator struct{}

func (c *change) simulator(Msg) bool { return false }

func (c *change) simulatorCame(string, Answered) bool { return false }

func (c *change) openSimulator() {}
