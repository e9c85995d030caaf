package chaos

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"agentadapter/e2e/story"
)

// group is what is played under one group of settings.
type group struct {
	settings  string
	fields    bool
	allEvents bool
	plays     []*play
}

func (g group) key() string {
	key := g.settings
	if g.fields {
		key += " with fields"
	}
	if g.allEvents {
		key += " with all events"
	}
	return key
}

func (g group) takes(s story.Story) bool { return g.key() == groupOf(s).key() }

func groupOf(s story.Story) group {
	return group{settings: s.Settings, fields: s.Fields, allEvents: s.AllEvents}
}

// program draws what is played: each story once while there is room, then whichever chance draws.
func program(t *testing.T, all []story.Story, chance *rand.Rand) []group {
	t.Helper()
	some := fitting(t, all)
	drawn := grouped(some)
	if *groups > 0 && len(drawn) > *groups {
		rest := drawn[1:]
		chance.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		drawn = drawn[:*groups]
		some = slices.DeleteFunc(some, func(s story.Story) bool {
			return !slices.ContainsFunc(drawn, func(g group) bool { return g.takes(s) })
		})
	}
	chance.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
	for n, left := 0, *sessions; left > 0; n++ {
		s := some[n%len(some)]
		if n >= len(some) {
			s = some[chance.IntN(len(some))]
		}
		at := slices.IndexFunc(drawn, func(g group) bool { return g.takes(s) })
		one := newPlay(s, n, chance.IntN(2) == 1)
		drawn[at].plays = append(drawn[at].plays, one)
		left -= one.sessions()
	}
	return slices.DeleteFunc(drawn, func(g group) bool { return len(g.plays) == 0 })
}

// grouped are the groups of settings that the stories need, the most wanted first.
func grouped(all []story.Story) []group {
	var drawn []group
	wanted := map[string]int{}
	for _, s := range all {
		g := groupOf(s)
		wanted[g.key()]++
		if wanted[g.key()] == 1 {
			drawn = append(drawn, g)
		}
	}
	slices.SortStableFunc(drawn, func(a, b group) int { return wanted[b.key()] - wanted[a.key()] })
	return drawn
}

// sessions is how many sessions a play is about.
func (p *play) sessions() int {
	n := 0
	for _, scene := range p.story.Play {
		if !strings.HasPrefix(scene.Story, "/") {
			n += len(scene.Sessions)
		}
	}
	return max(n, 1)
}
