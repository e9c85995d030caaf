package hub

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOnlyTheFirstWordAfterAHeartbeatIsItsAnswer(t *testing.T) {
	t.Parallel()
	s := &socket{}
	s.tripped(time.Second)
	require.Zero(t, s.trip, "nobody has asked yet")
	s.asked = 2 * time.Second
	s.tripped(2*time.Second + 40*time.Millisecond)
	s.tripped(4 * time.Second)
	require.Equal(t, 40*time.Millisecond, s.trip)
	s.asked = 7 * time.Second
	s.tripped(7*time.Second + 90*time.Millisecond)
	require.Equal(t, 90*time.Millisecond, s.trip)
}
