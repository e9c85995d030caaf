package chaos

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"agentadapter/e2e/story"
)

// steady is how many looks in a row, a second apart, must find nothing wrong: what comes too much may
// come late.
const steady = 4

// judge waits until all that was played stands in the CRM as its stories expect and stays so, or
// patience ends.
func (r *run) judge() {
	pause := time.NewTicker(time.Second)
	defer pause.Stop()
	well := 0
	for end := time.Now().Add(*patience); well < steady && time.Now().Before(end); <-pause.C {
		customers, orphans, n := r.books.look()
		r.held = n
		r.faults = append(verdict(r.plays, customers, orphans), r.undecided()...)
		if well++; len(r.faults) > 0 {
			well = 0
		}
	}
	r.struck, r.struck2 = struck(r.t, r.world.Kustomer), struck(r.t, r.world.CCAIP)
	for _, fault := range r.faults {
		r.t.Error(fault)
	}
	r.explain()
}

// undecided names the sessions that are to leave nothing, as long as the server may still change its
// mind: a CRM that holds nothing looks the same before and after.
func (r *run) undecided() []string {
	var faults []string
	for _, p := range r.plays {
		if len(p.story.Expect) > 0 {
			continue
		}
		for _, session := range p.names {
			if !p.settled(r.world, session) {
				faults = append(faults, story.Lost+": "+p.story.Name+": the server's word on "+session)
			}
		}
	}
	return faults
}

// explain shows what the server says of the sessions that are not as they should be.
func (r *run) explain() {
	for _, p := range r.plays {
		if len(p.faults) == 0 {
			continue
		}
		for _, session := range p.names {
			var told map[string]any
			err := r.world.Server.Admin("GET", "sessions/"+session, nil, &told)
			r.t.Logf("the server of %s: %v %v", session, told, err)
		}
	}
}

// verdict compares what each play expects with what the CRM holds of it, and names what belongs to
// nobody or to two.
func verdict(plays []*play, customers, orphans []story.Record) []string {
	byCast, sessions := map[int]*play{}, map[string]int{}
	for _, p := range plays {
		byCast[p.cast] = p
		for _, name := range p.names {
			sessions[name] = p.cast
		}
	}
	var faults []string
	for _, r := range orphans {
		faults = append(faults, "besides: "+r.String()+" belongs to a record that is not there")
	}
	held := map[int][]story.Record{}
	for _, c := range customers {
		owners := slices.Collect(maps.Keys(casts(c, byCast, sessions)))
		if len(owners) != 1 {
			faults = append(faults, fmt.Sprintf("besides: %s belongs to the casts %v", c, owners))
			continue
		}
		held[owners[0]] = append(held[owners[0]], c)
	}
	for _, p := range plays {
		p.faults = story.Judge(p.story.Named(p.names).Expect, held[p.cast])
		for _, f := range p.faults {
			faults = append(faults, fmt.Sprintf("%s: %s, cast %d %v: %s", f.What, p.story.Name, p.cast, p.names, f.Text))
		}
	}
	return faults
}
