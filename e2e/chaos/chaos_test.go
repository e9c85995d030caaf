package chaos

import (
	"flag"
	"fmt"
	"math/rand/v2"
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
	phases    = flag.Int("phases", 2, "how many different settings are played at most; 0: all")
	only      = flag.String("stories", "*", "the stories that are played: a pattern")
	killEvery = flag.Duration("kill-every", 4*time.Second, "how long the server lives at most between two kills; 0: for ever")
	patience  = flag.Duration("patience", 90*time.Second, "how long the records of a phase may take after its last kill")
	calm      = flag.Bool("calm", false, "no weather")
	seed      = flag.String("seed", "", "repeats the draws of an earlier run")
)

const (
	longestGone = 500 * time.Millisecond // until a killed server is started again
	manyPlay    = 24                     // stories at once
)

func TestChaos(t *testing.T) {
	chance := dice(t)
	all, err := story.Load("../../rules/testdata/stories")
	require.NoError(t, err)
	w := start(t)
	books := newBooks(w)
	run := &run{t: t, world: w, chance: chance, books: books, began: time.Now()}
	weather(t, w)
	for _, p := range program(t, all, chance) {
		run.phase(p)
	}
	run.report()
	for _, fault := range run.faults {
		t.Error(fault)
	}
}

// start starts both processes, with the limits out of the way and short pauses.
func start(t *testing.T) *world.World {
	w := world.StartSandbox(t)
	w.Server.Env["ADAPTER_LOG"] = "info"
	w.Server.Env["CCAIP_RECONCILE"] = "3s" // a minute between looks would be most of this test
	w.Server.Env["CCAIP_RATE"] = "500"
	w.Server.Env["CCAIP_STORAGE_URL"] = "file://" + w.Bucket()
	w.Server.Env["CCAIP_STORAGE_POLL"] = "2s"
	w.Kustomer.Knob(t, map[string]any{"rateLimit": map[string]any{"limit": 1_000_000, "window": "60s"}})
	w.CCAIP.Knob(t, map[string]any{"rateLimit": map[string]any{"limit": 1_000_000, "window": "1s"}})
	w.Server.Start(t)
	return w
}

// dice are the draws; the seed is printed so that a bad run can be repeated.
func dice(t *testing.T) *rand.Rand {
	n := uint64(time.Now().UnixNano())
	if *seed != "" {
		var err error
		n, err = strconv.ParseUint(*seed, 10, 64)
		require.NoError(t, err, "-seed is a number")
	}
	fmt.Printf("chaos: %d sessions, a kill within %s, seed %d\n", *sessions, *killEvery, n)
	return rand.New(rand.NewPCG(n, n))
}

// run is the state of the whole test.
type run struct {
	t      *testing.T
	world  *world.World
	chance *rand.Rand
	books  *books
	began  time.Time
	kills  int
	plays  []*play
	faults []string
	held   counts
}

// phase plays the stories of one group of settings to their end, then judges all that was played.
func (r *run) phase(p phase) {
	r.settings(p)
	r.t.Logf("phase %s, fields %v: %d plays", p.settings, p.fields, len(p.plays))
	r.plays = append(r.plays, p.plays...)
	var playing sync.WaitGroup
	slots := make(chan struct{}, manyPlay)
	playing.Go(func() {
		for _, one := range p.plays {
			slots <- struct{}{}
			playing.Go(func() {
				defer func() { <-slots }()
				if err := one.perform(r.world); err != nil {
					r.t.Errorf("story %s, cast %d: %v", one.story.Name, one.cast, err)
				}
			})
		}
	})
	r.killUntil(&playing)
	r.judge()
}

// killUntil kills and starts the server until all that is played has been played.
func (r *run) killUntil(playing *sync.WaitGroup) {
	done := make(chan struct{})
	go func() {
		playing.Wait()
		close(done)
	}()
	for {
		if *killEvery == 0 {
			<-done
			return
		}
		life := time.Duration(r.chance.Int64N(int64(*killEvery)))
		select {
		case <-done:
			return
		case <-time.After(life):
		}
		r.world.Server.Kill()
		r.kills++
		<-time.After(time.Duration(r.chance.Int64N(int64(longestGone))))
		r.world.Server.Start(r.t)
	}
}

// settings changes the tenant's settings, and creates the fields where the phase needs them.
func (r *run) settings(p phase) {
	r.t.Helper()
	var now struct {
		Version  int            `json:"version"`
		Settings map[string]any `json:"settings"`
	}
	require.NoError(r.t, r.world.Server.Admin("GET", "settings", nil, &now))
	if r.books.defaults == nil {
		r.books.defaults = now.Settings
	}
	require.NoError(r.t, r.world.Server.Admin("PUT", "settings", map[string]any{
		"version": now.Version, "settings": p.over(r.t, r.books.defaults)}, nil))
	if p.fields && !r.books.fields {
		require.NoError(r.t, r.world.Server.Admin("POST", "fields", nil, nil))
		r.books.fields = true
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
