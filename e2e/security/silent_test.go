package security

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A socket that never says hello ends after helloWait; a loaded machine may be late by slack.
const (
	helloWait = 10 * time.Second
	slack     = 20 * time.Second
)

// sit opens sockets that say nothing.
func (s *siege) sit(t testing.TB, n int) {
	t.Helper()
	s.silent, s.satDown = nil, time.Now()
	for i := range n {
		w, err := s.tap(byte(i / 2000))
		require.NoError(t, err, "silent socket %d", i)
		s.silent = append(s.silent, w)
	}
}

// gone waits until the server has ended all silent sockets.
func (s *siege) gone(t testing.TB) {
	t.Helper()
	for i, w := range s.silent {
		_ = w.conn.SetDeadline(s.satDown.Add(helloWait + slack + time.Duration(len(s.silent))*2*time.Millisecond))
		_, err := w.ended()
		require.NoError(t, err, "silent socket %d is still there", i)
	}
	s.silent = nil
}

// sitDown has some sockets sit beside all other stories; nobody is to notice.
func sitDown(t *testing.T, s *siege) {
	s.sit(t, 300)
	s.works(t)
}

// tryTheSilentAreGone: they were ended meanwhile, and nothing is left of them.
func tryTheSilentAreGone(t *testing.T, s *siege) {
	s.gone(t)
	require.Eventually(t, func() bool { return s.figure(t, "process_open_fds") < 200 }, patience, 100*time.Millisecond)
}

// TestTenThousandSayNothing: they are let go in time, agents get in meanwhile, and a second crowd finds
// the memory that the first one left.
func TestTenThousandSayNothing(t *testing.T) {
	onlyFull(t)
	const crowd = 10_000
	s := besiege(t)
	s.works(t)
	before, goroutines, files := s.memory(t), s.figure(t, "go_goroutines"), s.figure(t, "process_open_fds")
	var peaks []int
	for range 2 {
		s.sit(t, crowd)
		began := time.Now()
		s.works(t)
		peaks = append(peaks, s.memory(t)-before)
		t.Logf("%d silent sockets came in %s, cost %d KiB each, an agent got in within %s", crowd, began.Sub(s.satDown).Round(time.Millisecond),
			peaks[len(peaks)-1]/crowd>>10, time.Since(began).Round(time.Millisecond))
		s.gone(t)
		t.Logf("all are gone %s after the first one came", time.Since(s.satDown).Round(time.Millisecond))
		require.Eventually(t, func() bool {
			return s.figure(t, "go_goroutines") < goroutines+100 && s.figure(t, "process_open_fds") < files+100
		}, patience, 200*time.Millisecond, "goroutines and files are given back")
	}
	require.Less(t, peaks[0], crowd*40<<10, "bytes; a socket costs less than 40 KiB")
	require.Less(t, float64(peaks[1]), 1.3*float64(peaks[0]), "the second crowd takes what the first one left")
	s.works(t)
	require.False(t, strings.Contains(s.Server.Log(t), "panic"))
}
