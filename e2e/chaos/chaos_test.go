package chaos

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

var (
	kills = flag.Int("kills", 5, "how often the server is killed")
	calls = flag.Int("calls", 30, "how many calls run meanwhile")
	seed  = flag.String("seed", "", "repeats the moments of an earlier run")
)

const (
	longestLife = 2500 * time.Millisecond // of a server between two kills
	longestGone = 500 * time.Millisecond  // until it is started again
	inFlight    = 6                       // calls at once; two agents take them, the others wait
	callsEach   = 4                       // that ring under one number
	patience    = 4 * time.Minute         // for the record to be complete, after the last kill
)

func TestKillNine(t *testing.T) {
	chance := dice(t)
	w := world.StartSandbox(t)
	w.Server.Env["CCAIP_RECONCILE"] = "3s" // a minute between looks would be most of this test
	w.Server.Env["ADAPTER_LOG"] = "info"
	w.Kustomer.Knob(t, map[string]any{"rateLimit": map[string]any{"limit": 100_000, "window": "60s"}})
	w.Server.Start(t)
	before := look(w)
	weather(t, w)

	var running sync.WaitGroup
	ids := make(chan int, *calls)
	running.Go(func() { ring(t, w, ids) })
	for i := range *kills {
		rest(chance, longestLife)
		w.Server.Kill()
		rest(chance, longestGone)
		w.Server.Start(t)
		t.Logf("kill %d of %d", i+1, *kills)
	}
	running.Wait()
	close(ids)
	var rang []int
	for id := range ids {
		rang = append(rang, id)
	}
	require.Len(t, rang, *calls, "calls that the sandbox could let ring")
	judge(t, w, before, rang)
	var left struct{ Faults []any }
	w.Kustomer.Get(t, "/_knobs", &left)
	require.Empty(t, left.Faults, "the weather came down on the writes")
}

// weather is what the neighbours do meanwhile, as they are known to: events come twice and in the
// wrong order, and some answers are lost after the write took effect.
func weather(t *testing.T, w *world.World) {
	w.CCAIP.Knob(t, map[string]any{"events": map[string]any{"double": 0.2, "reorder": 0.2}})
	var faults []map[string]any
	for _, path := range []string{"^/v1/customers$", "conversations", "messages", "notes"} {
		faults = append(faults, map[string]any{"method": "POST", "path": path, "cut": "after", "times": 1 + *kills/5})
	}
	w.Kustomer.Knob(t, map[string]any{"faults": faults})
}

// dice are the random moments; the seed is printed so that a bad run can be repeated.
func dice(t *testing.T) *rand.Rand {
	n := uint64(time.Now().UnixNano())
	if *seed != "" {
		var err error
		n, err = strconv.ParseUint(*seed, 10, 64)
		require.NoError(t, err, "-seed is a number")
	}
	fmt.Printf("chaos: %d kills, %d calls, seed %d\n", *kills, *calls, n)
	return rand.New(rand.NewPCG(n, n))
}

// rest waits for a random while; moments are what this test is about.
func rest(chance *rand.Rand, longest time.Duration) {
	<-time.After(time.Duration(chance.Int64N(int64(longest))))
}

// ring lets all calls ring, some at once, spread over the time that the kills take.
func ring(t *testing.T, w *world.World, ids chan<- int) {
	spread := time.Duration(*kills) * (longestLife + longestGone) / 2
	pace := time.NewTicker(max(spread/time.Duration(*calls), time.Millisecond))
	defer pace.Stop()
	slots := make(chan struct{}, inFlight)
	var all sync.WaitGroup
	defer all.Wait()
	for i := range *calls {
		<-pace.C
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			id, err := w.CCAIP.TryPlay("inbound-answered", map[string]any{
				"number": number(i), "queue": "Billing", "ring": "60ms", "talk": "300ms", "wrap_up": "0s", "recording": false})
			if err != nil {
				t.Errorf("call %d: %v", i, err)
				return
			}
			ids <- id
			waitEnd(t, w, id)
		})
	}
}

// number is who makes the i-th call: a few callers ring several times.
func number(i int) string { return fmt.Sprintf("+1415555%04d", 1000+i%max(*calls/callsEach, 1)) }

// waitEnd waits until the platform says that a call is over.
func waitEnd(t *testing.T, w *world.World, id int) {
	pause := time.NewTicker(300 * time.Millisecond)
	defer pause.Stop()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); <-pause.C {
		if over, err := w.CCAIP.Over(id); err != nil || over {
			if err != nil {
				t.Errorf("call %d: %v", id, err)
			}
			return
		}
	}
	t.Errorf("call %d did not end", id)
}
