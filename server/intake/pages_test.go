package intake_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"agentadapter/ccaip"
	"agentadapter/server/intake"

	"github.com/stretchr/testify/require"
)

// TestW6ManyStaleSessionsAreReadByPages: after an outage hundreds wait, and each read takes its time.
func TestW6ManyStaleSessionsAreReadByPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, log := &platform{}, &facts{}
		p.answer = func(id string, _ int) (ccaip.Session, error) {
			return ccaip.Session{Kind: ccaip.KindCall, ID: id, Status: "finished"}, nil
		}
		var listed []ccaip.Session
		for i := range 200 {
			listed = append(listed, ccaip.Session{Kind: ccaip.KindCall, ID: fmt.Sprint(1000 + i), Status: "finished", UpdatedAt: time.Now()})
		}
		p.lists(false, append(listed, ccaip.Session{Kind: ccaip.KindCall, ID: "7", Status: "finished", UpdatedAt: time.Now()})...)
		in := alone(intake.Config{Facts: log}, intake.Tenant{ID: "acme", Calls: p, Chats: p})
		slowly := p.slow(time.Second)
		require.NoError(t, in.Start(t.Context()))
		defer in.Stop()
		began := time.Now()
		for i := range 200 {
			in.Stale(t.Context(), "acme", fmt.Sprintf("call-%d", 1000+i), false)
		}
		in.Stale(t.Context(), "acme", "call-5", false) // in no list
		time.Sleep(20 * time.Second)
		synctest.Wait()
		require.Positive(t, p.count("5"), "what no list holds is read by itself")
		require.Less(t, slowly(), 10, "the others came by the page")
		told := map[string]bool{}
		for _, f := range log.all(t) {
			told[f.Session] = true
		}
		require.Len(t, told, 201)
		require.NotContains(t, told, "call-7", "nobody but those that wait")
		require.False(t, p.since()[0].After(began), "from when the first became stale")
	})
}

func TestFewStaleSessionsAreReadOneByOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		in := running(t, p, &facts{}, nil)
		for i := range 20 {
			in.Stale(t.Context(), "acme", fmt.Sprintf("call-%d", i), false)
		}
		time.Sleep(time.Minute)
		require.Empty(t, p.since(), "no list was asked for")
		in.Stop()
	})
}

func TestAListThatFailsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, log := &platform{}, &facts{}
		p.lists(true)
		in := running(t, p, log, nil)
		for i := range 80 {
			in.Stale(t.Context(), "acme", fmt.Sprintf("call-%d", i), false)
		}
		time.Sleep(time.Minute)
		require.Len(t, log.all(t), 80)
		in.Stop()
	})
}
