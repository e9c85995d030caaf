package state

// Versions is what the tab of that name shows.
type Versions struct{}

func (c *change) versions(Msg) bool { return false }

func (c *change) versionsCame(string, Answered) bool { return false }

func (c *change) openVersions() {}
