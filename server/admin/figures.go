package admin

import "time"

// Figures are what the board draws: the last minutes of each neighbour, and the budgets.
type Figures struct {
	Kustomer Neighbour `json:"kustomer"`
	Platform Neighbour `json:"platform"`
	// States counts the sessions by how far their record is.
	States map[string]int `json:"states"`
	// LastEventAt is when the platform last sent an event, null for never.
	LastEventAt *time.Time `json:"lastEventAt"`
}

// Neighbour is one side.
type Neighbour struct {
	// Minutes are the last ones, the oldest first.
	Minutes []Minute `json:"minutes"`
	// Limit is how many requests are allowed in a minute, Left how many of them are left in this one.
	Limit int `json:"limit"`
	Left  int `json:"left"`
}

// Minute is what happened in one.
type Minute struct {
	At time.Time `json:"at"`
	// Reads and Writes are requests, Waits those that were told to come back later (429).
	Reads  int `json:"reads"`
	Writes int `json:"writes"`
	Waits  int `json:"waits"`
	// Waiting is how many sessions waited to be written at most.
	Waiting int `json:"waiting"`
}

func (a *Admin) figures(c *call) (any, error) {
	f := a.cfg.Figures(c.tenant.ID)
	f.LastEventAt = moment(a.cfg.LastEvent(c.tenant.ID))
	for _, n := range []*Neighbour{&f.Kustomer, &f.Platform} {
		if n.Minutes == nil {
			n.Minutes = []Minute{}
		}
	}
	if f.States == nil {
		f.States = map[string]int{}
	}
	return f, nil
}
