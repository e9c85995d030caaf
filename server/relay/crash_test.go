package relay_test

import (
	"errors"
	"fmt"
	"math/rand"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// errDropped stands for the end of the process: from some call on nothing answers any more.
var errDropped = errors.New("the process is gone")

// switchboard drops the process after a number of calls, before or after one took effect.
type switchboard struct {
	mu   sync.Mutex
	left int
	down bool
}

func (s *switchboard) arm(calls int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left, s.down = calls, false
}

func (s *switchboard) fault(string, bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left <= 0 {
		s.down = true
	}
	if s.down {
		return &kustomer.Error{Kind: kustomer.Unreachable, Op: "test", Detail: errDropped.Error()}
	}
	return nil
}

func (s *switchboard) dropped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}

// A relay that is dropped again and again, in the middle of anything, writes each session once.
func TestW1W2DroppedAtRandomPoints(t *testing.T) {
	t.Parallel()
	const calls = 30
	seed := rand.Int63()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewSource(seed))
	h := newHouse(t)
	sw := &switchboard{}
	h.books.fault, h.gone = sw.fault, sw.dropped

	var facts []rules.Fact
	for i := range calls {
		story := call(i, fmt.Sprintf("+141555501%02d", i%10))
		facts = append(facts, story...)
		facts = append(facts, story[rnd.Intn(len(story))])
	}
	rnd.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	for len(facts) > 0 {
		n := min(len(facts), 1+rnd.Intn(40))
		h.say(facts[:n]...)
		facts = facts[n:]
		sw.arm(1 + rnd.Intn(60))
		h.open()
		if rnd.Intn(2) == 0 {
			h.soon("dropped or done", func() bool { return sw.dropped() || h.done() })
		}
		sw.arm(0)
		_ = sw.fault("", false) // from here on nothing takes effect, nor reaches the disk
		h.relay.Stop()
	}
	sw.arm(1 << 30)
	h.open()
	h.soon("all are complete", func() bool { return h.done() && len(h.books.statuses()) == calls })
	h.soon("every session is saved", func() bool {
		for i := range calls {
			if h.state(fmt.Sprintf("call-%d", i)) != "saved" {
				return false
			}
		}
		return true
	})
	require.Equal(t, "10 customers, 10 conversations, 30 messages, 10 notes", h.books.counts())
	for session, status := range h.books.statuses() {
		require.Equal(t, "completed", status, session)
	}
}

// done: every message that is there is complete.
func (h *house) done() bool {
	for _, status := range h.books.statuses() {
		if status != "completed" {
			return false
		}
	}
	return true
}
