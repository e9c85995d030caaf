package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"agentadapter/e2e/story"
)

// judge waits until all that was played so far stands in the CRM as its stories expect, but for what
// was waited for in vain before.
func (r *run) judge() {
	pause := time.NewTicker(time.Second)
	defer pause.Stop()
	hopeless := r.faults
	for end := time.Now().Add(*patience); ; <-pause.C {
		customers, orphans, n := r.books.look()
		r.held = n
		r.faults = verdict(r.plays, customers, orphans)
		fresh := slices.DeleteFunc(slices.Clone(r.faults), func(fault string) bool { return slices.Contains(hopeless, fault) })
		if len(fresh) == 0 {
			return
		}
		if time.Now().After(end) {
			r.t.Logf("after %s:\n%s", *patience, strings.Join(fresh, "\n"))
			return
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
		for _, f := range story.Judge(p.story.Named(p.names).Expect, held[p.cast]) {
			faults = append(faults, fmt.Sprintf("%s: %s, cast %d %v: %s", f.What, p.story.Name, p.cast, p.names, f.Text))
		}
	}
	return faults
}

// report prints what was played and what came of it.
func (r *run) report() {
	played, perStory := 0, map[string]int{}
	for _, p := range r.plays {
		played += p.sessions()
		perStory[p.story.Name] += p.sessions()
	}
	for _, name := range slices.Sorted(maps.Keys(perStory)) {
		fmt.Printf("chaos: %5d sessions of %s\n", perStory[name], name)
	}
	fmt.Printf("chaos: faults that struck: Kustomer %s; CCAI Platform %s\n",
		list(struck(r.t, r.world.Kustomer)), list(struck(r.t, r.world.CCAIP)))
	fmt.Printf("chaos: %d sessions of %d stories in %s, %d kills: %d customers, %d conversations, %d messages, %d notes, %d attachments\n",
		played, len(perStory), time.Since(r.began).Round(time.Second), r.kills,
		r.held.customers, r.held.conversations, r.held.messages, r.held.notes, r.held.attachments)
	fmt.Printf("chaos: %d lost, %d doubled, %d differ\n",
		beginning(r.faults, story.Lost), beginning(r.faults, story.Besides), beginning(r.faults, story.Differs))
}

func list(numbers map[string]int) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		all = append(all, fmt.Sprintf("%d × %s", numbers[name], name))
	}
	return strings.Join(all, ", ")
}

func beginning(faults []string, what string) int {
	n := 0
	for _, f := range faults {
		if strings.HasPrefix(f, what+": ") {
			n++
		}
	}
	return n
}
