package relay

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

func TestATurnAnswersToTheFirstFactAndTheLast(t *testing.T) {
	t.Parallel()
	var s seat
	s.caused("")
	require.Empty(t, s.causes, "a fact that nobody traced")
	for i := range 20 {
		s.caused(fmt.Sprint("fact-", i))
	}
	require.Len(t, s.causes, maxCauses)
	require.Equal(t, "fact-0", s.causes[0], "the first is the parent")
	require.Equal(t, "fact-19", s.causes[maxCauses-1])
}

// TestUntracedItCostsNothing: where nobody looks nothing is allocated.
func TestUntracedItCostsNothing(t *testing.T) {
	l := &line{cfg: &Config{}}
	p := &pass{line: l, seat: &seat{}, hard: t.Context()}
	w := rules.Write{Verb: "create", Target: "note"}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		p.seat.caused("")
		p.traceFacts()
		p.traceTurn()
		_, end := p.traceWrite(w)
		end(nil)
		_, end = l.traceFile(p.hard, p.seat, rules.Carry{})
		end(nil)
		p.trace.end(nil)
	}))
}
