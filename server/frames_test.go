package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
)

type heardFrame struct {
	agent string
	n     uint64
	data  string
}

// framesOn opens the frames of one server, and hears what it follows.
func framesOn(t *testing.T, e *nats.Engine) (*frames, chan heardFrame, chan error) {
	t.Helper()
	log, err := e.Log(t.Context(), "frames", nats.LogOptions{MaxAge: framesFor, PerSubject: framesEach})
	require.NoError(t, err)
	f := newFrames(log)
	heard, ended := make(chan heardFrame, 4*framesEach), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go func() {
		ended <- f.Follow(ctx, func(tenant, agent string, n uint64, data []byte) {
			heard <- heardFrame{tenant + "." + agent, n, string(data)}
		})
	}()
	return f, heard, ended
}

func TestFramesReachEveryServer(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	a, heardA, _ := framesOn(t, enginetest.Connect(t, s))
	_, heardB, _ := framesOn(t, enginetest.Connect(t, s))
	first, err := a.Append(t.Context(), "acme", "ana", []byte("one"))
	require.NoError(t, err)
	require.Greater(t, first, uint64(time.Now().UnixMilli()), "numbers go on rising after a move from a server alone")
	second, err := a.Append(t.Context(), "acme", "ana", []byte("two"))
	require.NoError(t, err)
	for _, heard := range []chan heardFrame{heardA, heardB} {
		require.Equal(t, heardFrame{"acme.ana", first, "one"}, <-heard)
		require.Equal(t, heardFrame{"acme.ana", second, "two"}, <-heard)
	}

	late, heardC, _ := framesOn(t, enginetest.Connect(t, s))
	require.Equal(t, heardFrame{"acme.ana", first, "one"}, <-heardC, "a server that comes later reads what was said")
	all, whole, err := late.Since(t.Context(), "acme", "ana", first)
	require.NoError(t, err)
	require.True(t, whole)
	require.Len(t, all, 1)
	require.Equal(t, second, all[0].N)
	require.Equal(t, "two", string(all[0].Data))
	none, whole, err := late.Since(t.Context(), "acme", "bea", second)
	require.NoError(t, err)
	require.Empty(t, none)
	require.True(t, whole)
}

func TestFramesSayWhenSomeAreMissing(t *testing.T) {
	t.Parallel()
	f, heard, _ := framesOn(t, enginetest.Connect(t, enginetest.Alone(t)))
	var first uint64
	for i := range framesEach + 3 {
		n, err := f.Append(t.Context(), "acme", "ana", fmt.Append(nil, i))
		require.NoError(t, err)
		if i == 0 {
			first = n
		}
		<-heard
	}
	all, whole, err := f.Since(t.Context(), "acme", "ana", first)
	require.NoError(t, err)
	require.False(t, whole, "the second and third are gone")
	require.Len(t, all, framesEach)
	_, whole, err = f.Since(t.Context(), "acme", "ana", first+2)
	require.NoError(t, err)
	require.True(t, whole)
}

func TestACutServerSendsItsPagesAway(t *testing.T) {
	t.Parallel()
	f, _, ended := framesOn(t, enginetest.Connect(t, enginetest.Alone(t)))
	_, _, err := f.Since(t.Context(), "acme", "ana", 0) // it follows by now
	require.NoError(t, err)
	f.rely(false)
	require.ErrorIs(t, <-ended, errCutOff)
	f.rely(true)
	f.rely(true)
}
