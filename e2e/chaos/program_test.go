package chaos

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"agentadapter/e2e/story"

	"github.com/stretchr/testify/require"
)

// phase is what is played under one group of settings.
type phase struct {
	settings string
	fields   bool
	plays    []*play
}

// over are the phase's settings, laid over the defaults.
func (p phase) over(t *testing.T, defaults map[string]any) map[string]any {
	t.Helper()
	set := maps.Clone(defaults)
	var differ map[string]any
	require.NoError(t, json.Unmarshal([]byte(p.settings), &differ))
	maps.Copy(set, differ)
	return set
}

// program draws what is played: each story once while there is room, then whichever chance draws,
// phase by phase. The phases that need the fields come last.
func program(t *testing.T, all []story.Story, chance *rand.Rand) []phase {
	t.Helper()
	some := fitting(t, all)
	groups := byPhase(some)
	if *phases > 0 && len(groups) > *phases {
		rest := groups[1:]
		chance.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		groups = groups[:*phases]
		some = slices.DeleteFunc(some, func(s story.Story) bool {
			return !slices.ContainsFunc(groups, func(g phase) bool { return g.takes(s) })
		})
	}
	slices.SortStableFunc(groups, func(a, b phase) int { return order(a) - order(b) })
	chance.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
	for n, left := 0, *sessions; left > 0; n++ {
		s := some[n%len(some)]
		if n >= len(some) {
			s = some[chance.IntN(len(some))]
		}
		at := slices.IndexFunc(groups, func(g phase) bool { return g.takes(s) })
		one := newPlay(s, n, chance.IntN(2) == 1)
		groups[at].plays = append(groups[at].plays, one)
		left -= one.sessions()
	}
	return slices.DeleteFunc(groups, func(g phase) bool { return len(g.plays) == 0 })
}

func order(p phase) int {
	if p.fields {
		return 1
	}
	return 0
}

// byPhase are the groups of settings that the stories need, the most wanted first.
func byPhase(all []story.Story) []phase {
	var groups []phase
	wanted := map[string]int{}
	for _, s := range all {
		g := phase{settings: s.Settings, fields: s.Fields}
		wanted[g.key()]++
		if wanted[g.key()] == 1 {
			groups = append(groups, g)
		}
	}
	slices.SortStableFunc(groups, func(a, b phase) int { return wanted[b.key()] - wanted[a.key()] })
	return groups
}

func (p phase) key() string {
	if p.fields {
		return p.settings + " with fields"
	}
	return p.settings
}

func (p phase) takes(s story.Story) bool { return p.settings == s.Settings && p.fields == s.Fields }

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
