package admin

import (
	"slices"
	"strings"

	"agentadapter/protocol"
)

// Areas of the set-up check.
const (
	areaKustomer = "kustomer" // the connection to Kustomer
	areaPlatform = "platform" // the connection to CCAI Platform
	areaRouting  = "routing"  // what stands in the way of status inheritance
	areaSetup    = "setup"    // everything else
)

var areas = []string{areaKustomer, areaPlatform, areaRouting, areaSetup}

// How a check ended.
const (
	checkOK   = "ok"
	checkWarn = "warn" // it works, but not as somebody may expect
	checkFail = "fail" // it cannot work
)

// check is one thing that was looked at: what was found and, unless all is well, what to do.
type check struct {
	Code  string `json:"code"`
	Area  string `json:"area"`
	State string `json:"state"`
	Text  string `json:"text"`
	Fix   string `json:"fix"`
	// Said and FixSaid are by what both are translated.
	Said    protocol.Said `json:"said,omitempty"`
	FixSaid protocol.Said `json:"fixSaid,omitempty"`
}

type checksBody struct {
	Checks []check `json:"checks"`
}

// look is one set-up check at work.
type look struct {
	*Admin
	*call
	area  string
	found []check
}

// note notes two sentences, "code: English" each, and what fills them; fix may be empty.
func (l *look) note(state, code, text, fix string, pairs ...string) {
	p := protocol.Fault(code, text, fix, pairs...)
	if fix == "" {
		p.FixSaid = nil
	}
	l.noted(state, p)
}

func (l *look) noted(state string, p protocol.Problem) {
	l.found = append(l.found, check{p.Code, l.area, state, p.Text, p.Fix, p.Said, p.FixSaid})
}

func (l *look) ok(code, text string, pairs ...string) { l.note(checkOK, code, text, "", pairs...) }

// refused notes what a neighbour said no with; what is a sentence with the place {words}.
func (l *look) refused(code, what string, err error) {
	no := troubleOf(err)
	if no.Code != "" {
		code = no.Code
	}
	text, said := protocol.Say(what, "words", no.Text)
	l.noted(checkFail, protocol.Problem{Code: code, Text: text, Fix: no.Fix, Said: said.With("words", no.Said), FixSaid: no.FixSaid})
}

// checks looks at an area, or at all; nothing is changed anywhere.
func (a *Admin) checks(c *call) (any, error) {
	wanted := c.URL.Query().Get("area")
	if wanted != "" && !slices.Contains(areas, wanted) {
		return nil, bad("bad-area", "api.bad-area: No such area is checked.", "api.bad-area.fix: Areas are {areas}.", "areas", strings.Join(areas, ", "))
	}
	l := &look{Admin: a, call: c}
	for _, one := range []struct {
		area string
		look func()
	}{
		{areaKustomer, l.kustomer}, {areaPlatform, l.platform}, {areaRouting, l.routing}, {areaSetup, l.setup},
	} {
		if wanted == "" || wanted == one.area {
			l.area = one.area
			one.look()
		}
	}
	return checksBody{l.found}, nil
}
