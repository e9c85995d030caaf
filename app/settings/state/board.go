package state

// Board is what the tab of that name shows.
type Board struct{}

func (c *change) board(Msg) bool { return false }

func (c *change) boardCame(string, Answered) bool { return false }

func (c *change) openBoard()   {}
func (c *change) lookAtBoard() {}
