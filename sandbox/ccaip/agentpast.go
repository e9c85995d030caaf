package ccaip

import "slices"

// pastView is a line of the agent page's History.
type pastView struct {
	sessionView
	Missed bool `json:"missed"` // rang here and was not picked up
}

// shownPast is how many sessions the History shows, out of the latest of
// either kind.
const (
	shownPast  = 8
	lookedPast = 200
)

// past lists what the agent had or missed of late.
func (f *floor) past(a *agent) []pastView {
	var found []*session
	for _, h := range []*history{&f.calls, &f.chats} {
		for _, s := range h.page(0, min(lookedPast, len(h.order))) {
			if s.part(a) != nil && !s.inHands(a) && a.offer != s {
				found = append(found, s)
			}
		}
	}
	slices.SortStableFunc(found, func(x, y *session) int { return y.createdAt.Compare(x.createdAt) })
	out := []pastView{}
	for _, s := range found[:min(shownPast, len(found))] {
		out = append(out, pastView{s.view(), s.leg(a) == nil})
	}
	return out
}
