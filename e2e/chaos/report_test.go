package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"agentadapter/e2e/story"
)

// report prints what was played and what came of it.
func report(runs []*run, took time.Duration) {
	var all run
	perStory := map[string]int{}
	crm, platform := map[string]int{}, map[string]int{}
	for _, r := range runs {
		if r == nil {
			continue // it did not begin, and has said why
		}
		for _, p := range r.plays {
			perStory[p.story.Name] += p.sessions()
		}
		all.kills += r.kills
		all.faults = append(all.faults, r.faults...)
		all.held.add(r.held)
		sum(crm, r.struck)
		sum(platform, r.struck2)
	}
	played := 0
	for _, name := range slices.Sorted(maps.Keys(perStory)) {
		fmt.Printf("chaos: %5d sessions of %s\n", perStory[name], name)
		played += perStory[name]
	}
	fmt.Printf("chaos: faults that struck: Kustomer %s; CCAI Platform %s\n", list(crm), list(platform))
	fmt.Printf("chaos: %d sessions of %d stories under %d groups of settings in %s, %d kills: %d customers, %d conversations, %d messages, %d notes, %d attachments\n",
		played, len(perStory), len(runs), took.Round(time.Second), all.kills,
		all.held.customers, all.held.conversations, all.held.messages, all.held.notes, all.held.attachments)
	fmt.Printf("chaos: %d lost, %d doubled, %d differ\n",
		beginning(all.faults, story.Lost), beginning(all.faults, story.Besides), beginning(all.faults, story.Differs))
}

func sum(to, more map[string]int) {
	for name, n := range more {
		to[name] += n
	}
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
