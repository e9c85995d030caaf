package state

import (
	"maps"
	"slices"
	"strings"
)

// Areas that can be tested.
const (
	AreaKustomer = "kustomer"
	AreaPlatform = "platform"
	AreaRouting  = "routing"
	AreaSetup    = "setup"
)

// Setup is the tab of connections, checks and values to paste elsewhere.
type Setup struct {
	// Checks are what was found, by area; Busy are the areas that are being looked at.
	Checks map[string][]Check
	Busy   map[string]bool
	// Problems are areas that could not be looked at.
	Problems map[string]Problem
	Values   []Paste
	// Shown are secrets that were asked for.
	Shown map[string]string
}

// Check is one thing that was looked at.
type Check struct {
	Code string `json:"code"`
	Area string `json:"area"`
	// State is ok, warn or fail.
	State string `json:"state"`
	Text  string `json:"text"`
	Fix   string `json:"fix"`
	// Said and FixSaid are both by their codes.
	Said    []string `json:"said"`
	FixSaid []string `json:"fixSaid"`
}

// Paste is something to paste elsewhere; a secret's text is empty until it is asked for.
type Paste struct {
	Name   string `json:"name"`
	Where  string `json:"where"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	Secret bool   `json:"secret"`
	// WhereSaid and LabelSaid are both by their codes.
	WhereSaid []string `json:"whereSaid"`
	LabelSaid []string `json:"labelSaid"`
}

type (
	// PressedTest looks at an area; PressedCheckAll at all of them.
	PressedTest struct{ Area string }
	// PressedCheckAll looks at everything.
	PressedCheckAll struct{}
	// PressedReveal shows a secret, PressedHide hides it again.
	PressedReveal struct{ Name string }
	// PressedHide hides a secret.
	PressedHide struct{ Name string }
)

func (PressedTest) msg()     {}
func (PressedCheckAll) msg() {}
func (PressedReveal) msg()   {}
func (PressedHide) msg()     {}

// Routing are what stands in the way of status inheritance.
func (s Setup) Routing() []Problem {
	var found []Problem
	for _, c := range s.Checks[AreaRouting] {
		if c.State != "ok" {
			found = append(found, Problem{Code: c.Code, Text: c.Text, Fix: c.Fix, Said: c.Said, FixSaid: c.FixSaid})
		}
	}
	return found
}

// routingOff: agents of the platform are in no routed team.
func (s Setup) routingOff() bool {
	return slices.ContainsFunc(s.Checks[AreaRouting], func(c Check) bool { return c.Code == "routing-off" })
}

// Count tells how many checks of all areas ended so.
func (s Setup) Count(state string) (n int) {
	for _, checks := range s.Checks {
		for _, c := range checks {
			if c.State == state {
				n++
			}
		}
	}
	return n
}

// copied shares no map with the tab.
func (s Setup) copied() Setup {
	s.Checks, s.Busy, s.Problems, s.Shown = maps.Clone(s.Checks), maps.Clone(s.Busy), maps.Clone(s.Problems), maps.Clone(s.Shown)
	return s
}

func (c *change) setup(m Msg) bool {
	switch m := m.(type) {
	case PressedTest:
		c.check(m.Area)
	case PressedCheckAll:
		c.checkAll()
	case PressedReveal:
		c.ask("reveal "+m.Name, post, "/values/reveal", map[string]string{"name": m.Name})
	case PressedHide:
		c.Setup = c.Setup.copied()
		delete(c.Setup.Shown, m.Name)
	default:
		return false
	}
	return true
}

// openSetup reads the values and, the first time, looks at everything.
func (c *change) openSetup() {
	if c.Setup.Values == nil {
		c.ask("values", get, "/values", nil)
	}
	c.ask("connection read", get, "", nil)
	if len(c.Setup.Checks[AreaSetup]) == 0 {
		c.checkAll()
	}
}

func (c *change) checkAll() {
	for _, area := range []string{AreaKustomer, AreaPlatform, AreaRouting, AreaSetup} {
		c.check(area)
	}
}

func (c *change) check(area string) {
	if c.Setup.Busy[area] {
		return
	}
	c.Setup = c.Setup.copied()
	c.Setup.Busy = with(c.Setup.Busy, area, true)
	delete(c.Setup.Problems, area)
	c.ask("checks "+area, get, "/checks?area="+area, nil)
}

func (c *change) setupCame(what string, a Answered) bool {
	_, about, _ := strings.Cut(a.Request.What, " ")
	switch what {
	case "checks":
		c.checksCame(about, a)
	case "values":
		got, ok := object[struct{ Values []Paste }](a.Body)
		if a.Status != statusOK || !ok {
			c.said("values", a)
			return true
		}
		c.Setup.Values = got.Values
	case "reveal":
		got, ok := object[struct{ Value string }](a.Body)
		if a.Status != statusOK || !ok {
			c.said("reveal", a)
			return true
		}
		c.Setup = c.Setup.copied()
		c.Setup.Shown = with(c.Setup.Shown, about, got.Value)
	default:
		return false
	}
	return true
}

func (c *change) checksCame(area string, a Answered) {
	c.Setup = c.Setup.copied()
	delete(c.Setup.Busy, area)
	got, ok := object[struct{ Checks []Check }](a.Body)
	if a.Status != statusOK || !ok {
		c.Setup.Problems = with(c.Setup.Problems, area, refusal(a))
		return
	}
	c.Setup.Checks = with(c.Setup.Checks, area, got.Checks)
	c.Draft.Gated = c.Draft.Gated && c.Setup.routingOff()
}

// with sets one entry of a map that may be none yet.
func with[V any](m map[string]V, key string, value V) map[string]V {
	if m == nil {
		m = map[string]V{}
	}
	m[key] = value
	return m
}
