package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestThePulseCountsByMinute(t *testing.T) {
	t.Parallel()
	seen := newTraffic(nil)
	k := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		if r.URL.Path == "/full" {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	t.Cleanup(k.Close)
	c := seen.line("acme", "kustomer").client()
	for _, ask := range []string{"GET /", "POST /", "PATCH /", "POST /full"} {
		method, path, _ := strings.Cut(ask, " ")
		r, err := http.NewRequest(method, k.URL+path, nil)
		require.NoError(t, err)
		answer, err := c.Do(r)
		require.NoError(t, err)
		answer.Body.Close()
	}
	seen.pulse.waiting("acme", 7)
	seen.pulse.waiting("acme", 3)
	var sum minute
	for _, m := range seen.pulse.recent("acme", "kustomer", time.Now()) {
		sum.reads, sum.writes, sum.waits, sum.waiting = sum.reads+m.reads, sum.writes+m.writes, sum.waits+m.waits, max(sum.waiting, m.waiting)
	}
	require.Equal(t, minute{reads: 1, writes: 2, waits: 1, waiting: 7}, sum)
	ahead, known := seen.pulse.clock("acme", "kustomer")()
	require.True(t, known)
	require.InDelta(t, time.Hour, ahead, float64(3*time.Second))
	_, known = seen.pulse.clock("acme", "ccaip")()
	require.False(t, known)
}

func TestThePulseForgets(t *testing.T) {
	t.Parallel()
	p := newPulse()
	p.waiting("acme", 7)
	all := p.recent("acme", "kustomer", time.Now().Add(2*pulseMinutes*time.Minute))
	require.Len(t, all, pulseMinutes)
	for i, m := range all {
		require.Zero(t, m.waiting)
		if i > 0 {
			require.Equal(t, all[i-1].at+1, m.at)
		}
	}
}
