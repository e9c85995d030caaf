package intake_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/server/intake"
)

// slow reads objects that take as long as a turn behind everybody else does.
type slow struct {
	*platform
	takes time.Duration
}

func (s slow) Get(ctx context.Context, id string) (ccaip.Session, error) {
	time.Sleep(s.takes)
	return s.platform.Get(ctx, id)
}

func TestW6LiveSessionsDoNotWaitForPatientReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		live, patient := &platform{}, &platform{}
		unended := func(string) []string {
			var names []string
			for i := range 50 {
				names = append(names, fmt.Sprintf("call-%d", 100+i))
			}
			return names
		}
		in := alone(intake.Config{Facts: &facts{}, Unended: unended}, intake.Tenant{
			ID: "acme", Calls: live, Chats: live,
			PatientCalls: slow{patient, 5 * time.Second}, PatientChats: slow{patient, 5 * time.Second},
		})
		require.NoError(t, in.Start(t.Context()))
		defer in.Stop()
		time.Sleep(21 * time.Second)
		synctest.Wait()
		patient.mu.Lock()
		require.Len(t, patient.order, 4, "what nobody waits for is read as turns come")
		patient.mu.Unlock()
		began := time.Now()
		in.Stale(t.Context(), "acme", "call-7", true)
		synctest.Wait()
		require.Equal(t, 1, live.count("7"))
		require.Zero(t, time.Since(began))
		require.Zero(t, patient.count("7"))
	})
}
