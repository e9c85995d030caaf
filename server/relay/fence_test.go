package relay_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWhatAnotherServerWroteIsNotWrittenOver: the ledger was written by somebody else since this
// server read it, so another one works for the tenant. The work here ends, and begins anew from what
// is there if the server may.
func TestWhatAnotherServerWroteIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	h.relay.Stop()
	run := func() (ready chan struct{}, ended chan error, stop context.CancelFunc) {
		ctx, cancel := context.WithCancel(t.Context())
		ready, ended = make(chan struct{}), make(chan error, 1)
		go func() { ended <- h.relay.Run(ctx, t.Context(), "acme", func() { close(ready) }) }()
		return ready, ended, cancel
	}
	ready, ended, stop := run()
	defer stop()
	<-ready
	story := call(418, "+14155550123")
	h.say(story[:len(story)-1]...)
	h.soon("it is on disk", func() bool { return h.doc("call-418") != nil })
	h.soon("nothing is at hand", func() bool {
		v, err := h.ledger.Get(t.Context(), "acme.call-418")
		require.NoError(t, err)
		before := v.Rev
		<-time.After(50 * time.Millisecond)
		v, err = h.ledger.Get(t.Context(), "acme.call-418")
		return err == nil && v.Rev == before
	})
	v, err := h.ledger.Get(t.Context(), "acme.call-418")
	require.NoError(t, err)
	rev, err := h.ledger.Put(t.Context(), "acme.call-418", append(v.Body, ' '))
	require.NoError(t, err)

	h.say(story[len(story)-1])
	require.ErrorContains(t, <-ended, "another server")
	v, err = h.ledger.Get(t.Context(), "acme.call-418")
	require.NoError(t, err)
	require.Equal(t, rev, v.Rev, "what the other one wrote stands")

	ready, ended, stop = run()
	<-ready
	h.soon("it goes on from there", func() bool { return h.state("call-418") == "saved" })
	stop()
	require.NoError(t, <-ended)
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts())
}
