package state

import (
	"strings"
)

// answered takes in what /api/v1 said.
func (c *change) answered(a Answered) {
	what, _, _ := strings.Cut(a.Request.What, " ")
	switch {
	case what == whatSession:
		c.signedIn(a)
		return
	case a.Status == statusUnknown:
		c.lapsed(a.Request)
		return
	}
	if a.Status == statusOK {
		c.retried = false
		if c.Problem.Code == what {
			c.Problem = Problem{}
		}
	}
	switch what {
	case "settings", "save":
		c.settingsCame(a)
	case "choices":
		c.choicesCame(a)
	case "people":
		if got, ok := object[People](a.Body); a.Status == statusOK && ok {
			got.Read = true
			c.People = got // without suggestions ids can still be typed
		}
	case "fields", "create":
		c.fieldsCame(a)
	default:
		c.moreCame(what, a)
	}
}

// moreCame is for the answers of the other tabs.
func (c *change) moreCame(what string, a Answered) {
	for _, take := range []func(string, Answered) bool{c.setupCame, c.connectCame, c.versionsCame, c.simulatorCame, c.boardCame} {
		if take(what, a) {
			return
		}
	}
}

// said notes what went wrong with a request; the next good answer of its kind clears it.
func (c *change) said(what string, a Answered) {
	c.Problem = refusal(a)
	c.Problem.Code = what
}

// choicesCame takes in what statuses there are.
func (c *change) choicesCame(a Answered) {
	got, ok := object[struct {
		Kustomer []KustomerStatus `json:"kustomerStatuses"`
		Platform []PlatformStatus `json:"platformStatuses"`
		Problems []Problem        `json:"problems"`
	}](a.Body)
	if a.Status != statusOK || !ok {
		c.Statuses.Problems = []Problem{refusal(a)}
		return
	}
	c.Statuses = Statuses{Read: true, Kustomer: got.Kustomer, Platform: got.Platform, Problems: got.Problems}
}

// meet reads who can be linked, once.
func (c *change) meet() {
	if !c.People.Read {
		c.ask("people", get, "/people", nil)
	}
}

// create has the custom fields made.
func (c *change) create() {
	if c.Fields.Busy {
		return
	}
	c.Fields.Busy, c.Fields.Problem = true, Problem{}
	c.ask("create", post, "/fields", nil)
}

func (c *change) fieldsCame(a Answered) {
	got, ok := object[Fields](a.Body)
	if a.Status != statusOK || !ok {
		c.Fields.Busy, c.Fields.Problem = false, refusal(a)
		return
	}
	got.Read = true
	c.Fields = got
}
