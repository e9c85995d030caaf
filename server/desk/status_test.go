package desk_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

var (
	offered   = []protocol.StatusOption{{Name: "Available", Color: "green"}, {Name: "Break", Color: "yellow"}}
	available = protocol.Status{Platform: "Available", Color: "green", Options: offered}
)

func (b bundle) becomes(status string, at time.Time) {
	b.platform.do(func() { b.platform.statuses["15"] = ccaip.AgentStatus{AgentID: "15", Status: status, UpdatedAt: at} })
}

func TestAnAgentIsToldTheStatusWhenItChanges(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		require.Equal(t, protocol.Status{}, b.Status("acme", "ana"))
		b.Here("acme", "ana", nil)
		synctest.Wait()
		require.Equal(t, available, b.Status("acme", "ana"))
		require.Equal(t, protocol.Down(available), last(t, b))

		after(30 * time.Second)
		require.Empty(t, b.others.heard(), "nothing has changed")
		require.Equal(t, 7, b.platform.made(), "one request every five seconds")
		require.Equal(t, 1, b.platform.asked)

		since := time.Now().Add(-time.Minute)
		b.becomes("In-call", since)
		after(5 * time.Second)
		want := protocol.Status{Platform: "In-call", Color: "blue", Since: since.UnixMilli(), Options: offered}
		require.Equal(t, protocol.Down(want), last(t, b))

		b.becomes("Wrap-up", time.Time{})
		after(5 * time.Second)
		require.Equal(t, "Wrap-up", b.Status("acme", "ana").Platform)
		require.Equal(t, time.Now().UnixMilli(), b.Status("acme", "ana").Since, "the platform does not say, we saw it")
	})
}

// last is what ana was told last; something must have been.
func last(t *testing.T, b bundle) protocol.Down {
	t.Helper()
	told := b.others.heard()
	require.NotEmpty(t, told)
	return told[len(told)-1]
}

func TestANudgeReadsAtOnceAndManyAreOne(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.Here("acme", "ana", nil)
		after(time.Second)
		require.Equal(t, 1, b.platform.made())
		for range 50 {
			b.Nudge("acme")
		}
		after(100 * time.Millisecond)
		require.LessOrEqual(t, b.platform.made(), 3)
		rounds := b.platform.made()
		after(4 * time.Second)
		require.LessOrEqual(t, b.platform.made(), rounds+1)
	})
}

func TestNobodyHereNothingAsked(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.Nudge("acme")
		after(time.Minute)
		require.Zero(t, b.platform.made())
		b.Here("acme", "ana", nil)
		b.Here("acme", "ana", nil)
		b.Left("acme", "ana")
		after(time.Minute)
		require.NotZero(t, b.platform.made(), "one page is still here")
		b.Left("acme", "ana")
		synctest.Wait()
		rounds := b.platform.made()
		after(time.Hour)
		require.Equal(t, rounds, b.platform.made())
		b.Here("acme", "ana", nil)
		synctest.Wait()
		require.Equal(t, rounds+1, b.platform.made())
	})
}

// free may always act.
func free(context.Context) error { return nil }

func TestSettingAStatus(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.Here("acme", "ana", nil)
		after(time.Second)
		b.others.heard()
		got := b.Set(t.Context(), "acme", "ana", "Break", free)
		require.Equal(t, protocol.StatusSet{Status: "Break"}, got)
		require.Equal(t, []string{"15 Break"}, b.platform.set)
		synctest.Wait()
		require.Equal(t, "Break", last(t, b).(protocol.Status).Platform)
	})
}

func TestAStatusIsRefusedInWords(t *testing.T) {
	for name, c := range map[string]struct {
		stale, set error
		missing    error
		code, text string
		asked      bool
	}{
		"may not":              {stale: toldError{protocol.Problem{Code: "not-live", Text: "Another window"}}, code: "not-live", text: "Another window"},
		"an unknown agent":     {missing: toldError{protocol.Problem{Code: "agent-unknown", Text: "ana@"}}, code: "agent-unknown", text: "ana@"},
		"the platform's words": {set: &ccaip.Error{Kind: ccaip.Refused, Detail: "Agent can't leave In-call"}, code: "status-refused", text: "Agent can't leave In-call", asked: true},
		"no answer":            {set: &ccaip.Error{Kind: ccaip.Unreachable}, code: "platform-unreachable", text: "does not answer", asked: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.others.missing, b.platform.setErr = c.missing, c.set
			got := b.Set(t.Context(), "acme", "ana", "Break", func(context.Context) error { return c.stale })
			require.Equal(t, c.code, got.Problem.Code)
			require.Contains(t, got.Problem.Text, c.text)
			require.Equal(t, c.asked, len(b.platform.set) == 1)
		})
	}
}

func TestTwoUsersOfOneAgentHaveNoStatus(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.Here("acme", "ben", nil)
		b.Here("acme", "bea", nil) // the other rooms of this test join both to agent 16
		after(time.Second)
		require.Equal(t, "agent-shared", b.Set(t.Context(), "acme", "ben", "Break", free).Problem.Code)
		require.Empty(t, b.platform.set)
		b.Left("acme", "bea")
		require.Nil(t, b.Set(t.Context(), "acme", "ben", "Break", free).Problem)
	})
}

// follower notes what it hears, and adds a reason.
type follower struct{ seen []string }

func (f *follower) Saw(tenant, agent, platform string) {
	f.seen = append(f.seen, tenant+" "+agent+" "+platform)
}

func (f *follower) Dress(_, _ string, s protocol.Status) protocol.Status {
	s.Why = "because of " + s.Platform
	return s
}

func TestAFollowerHearsEveryRoundAndAddsToWhatIsTold(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		f := &follower{}
		b.FollowBy(f)
		b.Here("acme", "ana", nil)
		after(11 * time.Second)
		require.Equal(t, []string{"acme ana Available", "acme ana Available", "acme ana Available"}, f.seen)
		require.Equal(t, "because of Available", last(t, b).(protocol.Status).Why)
		b.Set(t.Context(), "acme", "ana", "Break", free)
		require.Equal(t, "acme ana Break", f.seen[3], "at once")
		b.others.heard()
		b.Show("acme", "ana")
		b.Show("acme", "nobody")
		require.Equal(t, "because of Break", last(t, b).(protocol.Status).Why)
		require.Equal(t, "because of Break", b.Status("acme", "ana").Why)
	})
}

func TestLookingAtWhoIsNotHere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	got, err := b.Look(t.Context(), "acme", []string{"ana", "ben"})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"ana": "Available"}, got, "the platform has no status of ben's")
	b.platform.roundErr = &ccaip.Error{Kind: ccaip.Unreachable}
	_, err = b.Look(t.Context(), "acme", []string{"ana"})
	require.Error(t, err)
	got, err = b.Look(t.Context(), "nobody", []string{"ana"})
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestAPlatformThatDoesNotAnswerIsToldAndTakenBack(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.Here("acme", "ana", nil)
		after(time.Second)
		b.others.heard()
		b.platform.do(func() { b.platform.roundErr = &ccaip.Error{Kind: ccaip.Unreachable} })
		after(4100 * time.Millisecond)
		require.Empty(t, b.others.heard(), "once may be bad luck")
		after(time.Second)
		p := last(t, b).(protocol.Problem)
		require.Equal(t, "platform-unreachable", p.Code)
		require.Equal(t, []protocol.Problem{p}, b.Problems("acme", "ana"))
		after(5 * time.Minute)
		require.Empty(t, b.others.heard(), "said once")
		require.Less(t, b.platform.made(), 20, "it is asked ever more rarely")
		b.platform.do(func() { b.platform.roundErr = nil })
		after(time.Minute)
		require.Equal(t, protocol.Down(protocol.Problem{Code: "platform-unreachable", Cleared: true}), last(t, b))
		require.Empty(t, b.Problems("acme", "ana"))
	})
}

func TestARefusedKeyIsToldAtOnce(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.platform.roundErr = &ccaip.Error{Kind: ccaip.KeyAtFault}
		b.Here("acme", "ana", nil)
		synctest.Wait()
		require.Equal(t, "key-refused", last(t, b).(protocol.Problem).Code)
	})
}

func TestAPlatformThatWantsFewerRequestsGetsThem(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.platform.roundErr = &ccaip.Error{Kind: ccaip.Limited, RetryAt: time.Now().Add(30 * time.Second)}
		b.Here("acme", "ana", nil)
		after(29 * time.Second)
		require.Equal(t, 1, b.platform.made())
		for _, d := range b.others.heard() {
			require.IsType(t, protocol.Status{}, d, "it is no fault")
		}
	})
}

func TestAnUnknownAgentIsToldAndTakenBack(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		unknown := protocol.Problem{Code: "agent-unknown", Text: "CCAI Platform has nobody with the e-mail ana@acme.example."}
		b.others.missing = toldError{unknown}
		b.Here("acme", "ana", nil)
		after(time.Minute)
		told := b.others.heard()
		require.Contains(t, told, protocol.Down(unknown))
		require.Equal(t, []protocol.Problem{unknown}, b.Problems("acme", "ana"))
		b.others.do(func() { b.others.missing = nil })
		after(5 * time.Second)
		require.Contains(t, b.others.heard(), protocol.Down(protocol.Problem{Code: "agent-unknown", Cleared: true}))
		require.Equal(t, "Available", b.Status("acme", "ana").Platform)
	})
}

func TestAProblemHandedOverStandsUntilItIsOver(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		away := protocol.Problem{Code: "kustomer-unreachable", Text: "Kustomer does not answer."}
		b.others.missing = toldError{away}
		b.Here("acme", "ana", &away)
		require.Equal(t, []protocol.Problem{away}, b.Problems("acme", "ana"))
		after(time.Minute)
		require.Equal(t, []protocol.Problem{away}, b.Problems("acme", "ana"))
		b.others.do(func() { b.others.missing = nil })
		after(5 * time.Second)
		require.Empty(t, b.Problems("acme", "ana"))
		require.Contains(t, b.others.heard(), protocol.Down(protocol.Problem{Code: away.Code, Cleared: true}))
	})
}
