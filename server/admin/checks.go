package admin

import (
	"slices"
	"strings"
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

func (l *look) note(state, code, text, fix string) {
	l.found = append(l.found, check{code, l.area, state, text, fix})
}

func (l *look) ok(code, text string) { l.note(checkOK, code, text, "") }

// refused notes what a neighbour said no with.
func (l *look) refused(code, what string, err error) {
	no := troubleOf(err)
	if no.Code != "" {
		code = no.Code
	}
	l.note(checkFail, code, what+" "+no.Text, no.Fix)
}

// checks looks at an area, or at all; nothing is changed anywhere.
func (a *Admin) checks(c *call) (any, error) {
	wanted := c.URL.Query().Get("area")
	if wanted != "" && !slices.Contains(areas, wanted) {
		return nil, bad("bad-area", "No such area is checked.", "Areas are "+strings.Join(areas, ", ")+".")
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
