package chaos

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"agentadapter/e2e/story"
	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

var (
	sessions  = flag.Int("sessions", 40, "how many sessions are played, about")
	groups    = flag.Int("groups", 2, "how many groups of settings are played at most; 0: all")
	only      = flag.String("stories", "*", "the stories that are played: a pattern")
	killEvery = flag.Duration("kill-every", 4*time.Second, "how long a server lives at most between two kills; 0: for ever")
	patience  = flag.Duration("patience", 2*time.Minute, "how long the records may take after the last kill")
	calm      = flag.Bool("calm", false, "no weather")
	seed      = flag.String("seed", "", "repeats the draws of an earlier run")
)

const (
	longestGone = 500 * time.Millisecond // until a killed server is started again
	manyPlay    = 24                     // stories at once
)

func TestChaos(t *testing.T) {
	began, n := time.Now(), dice(t)
	all, err := story.Load("../../rules/testdata/stories")
	require.NoError(t, err)
	program := program(t, all, rand.New(rand.NewPCG(n, 0)))
	runs := make([]*run, len(program))
	t.Run("settings", func(t *testing.T) {
		for i, g := range program {
			t.Run(g.key(), func(t *testing.T) {
				t.Parallel()
				runs[i] = newRun(t, g, rand.New(rand.NewPCG(n, uint64(i)+1)))
				runs[i].play()
				runs[i].judge()
			})
		}
	})
	report(runs, time.Since(began))
}

// dice is the seed of all draws; it is printed so that a bad run can be repeated.
func dice(t *testing.T) uint64 {
	n := uint64(time.Now().UnixNano())
	if *seed != "" {
		var err error
		n, err = strconv.ParseUint(*seed, 10, 64)
		require.NoError(t, err, "-seed is a number")
	}
	fmt.Printf("chaos: %d sessions, a kill within %s, seed %d\n", *sessions, *killEvery, n)
	return n
}

// run is one group's world: a sandbox and a server that has the group's settings.
type run struct {
	t      *testing.T
	world  *world.World
	chance *rand.Rand
	books  *books
	hands  hands
	plays  []*play
	kills  int

	faults          []string
	held            counts
	struck, struck2 map[string]int // at Kustomer, at CCAI Platform
}

// newRun starts both processes, with the limits out of the way and short pauses.
func newRun(t *testing.T, g group, chance *rand.Rand) *run {
	w := world.StartSandbox(t)
	settings := filepath.Join(t.TempDir(), "settings.json")
	require.NoError(t, os.WriteFile(settings, []byte(g.settings), 0o600))
	w.Server.Env["TENANT_SETTINGS_FILE"] = settings
	w.Server.Env["ADAPTER_LOG"] = "info"
	w.Server.Env["CCAIP_RECONCILE"] = "3s" // a minute between looks would be most of this test
	w.Server.Env["CCAIP_RATE"] = "500"
	w.Server.Env["CCAIP_STORAGE_URL"] = "file://" + w.Bucket()
	w.Server.Env["CCAIP_STORAGE_POLL"] = "2s"
	w.Kustomer.Knob(t, map[string]any{"rateLimit": map[string]any{"limit": 1_000_000, "window": "60s"}})
	w.CCAIP.Knob(t, map[string]any{"rateLimit": map[string]any{"limit": 1_000_000, "window": "1s"}})
	w.Server.Start(t)
	if g.fields {
		require.NoError(t, w.Server.Admin("POST", "fields", nil, nil))
	}
	r := &run{t: t, world: w, chance: chance, books: newBooks(w), hands: newHands(), plays: g.plays}
	drop := dropped
	if g.allEvents {
		drop = 0
	}
	weather(t, w, drop)
	return r
}

// play plays all stories, some at once, and kills the server meanwhile.
func (r *run) play() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		var playing sync.WaitGroup
		defer playing.Wait()
		slots := make(chan struct{}, manyPlay)
		for _, one := range r.plays {
			slots <- struct{}{}
			playing.Go(func() {
				defer func() { <-slots }()
				if err := one.perform(r.world, r.hands); err != nil {
					r.t.Errorf("story %s, cast %d: %v", one.story.Name, one.cast, err)
				}
			})
		}
	}()
	for r.lives(done) {
		r.world.Server.Kill()
		r.kills++
		<-time.After(time.Duration(r.chance.Int64N(int64(longestGone))))
		r.world.Server.Start(r.t)
	}
}

// lives waits for the next kill; false: all has been played before.
func (r *run) lives(done <-chan struct{}) bool {
	if *killEvery == 0 {
		<-done
		return false
	}
	select {
	case <-done:
		return false
	case <-time.After(time.Duration(r.chance.Int64N(int64(*killEvery)))):
		return true
	}
}

// fitting are the stories of the pattern that the sandbox can play.
func fitting(t *testing.T, all []story.Story) []story.Story {
	t.Helper()
	var some []story.Story
	for _, s := range all {
		fits, err := filepath.Match(*only, s.Name)
		require.NoError(t, err)
		if fits && len(s.Play) > 0 {
			some = append(some, s)
		}
	}
	require.NotEmpty(t, some, "stories that fit %s", *only)
	return some
}
