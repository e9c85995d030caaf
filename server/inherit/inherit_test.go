package inherit_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/inherit"
)

func TestAStatusFollowsKustomer(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.says(lunch)
		require.Equal(t, "Unavailable", w.around.took())
		require.Equal(t, "apply T2", w.around.audit())
		s := w.sees()
		require.Equal(t, "Lunch", s.Kustomer)
		require.Equal(t, "unavailable", s.KustomerType)
		require.Equal(t, "Unavailable because Kustomer status Lunch maps to Unavailable", s.Why)
		require.NotZero(t, s.WhyAt)

		w.says(lunch)
		require.Empty(t, w.around.took(), "the same again")
		require.Empty(t, w.around.audit())

		w.becomes("In-call")
		require.Equal(t, "In-call because CCAI Platform sets it by itself", w.sees().Why)
		require.True(t, w.sees().Busy)
		w.becomes("Meal")
		s = w.sees()
		require.Equal(t, "Meal because it was set in CCAI Platform", s.Why)
		require.EqualValues(t, 7, s.WhyAt)
	})
}

func TestTheToggleIsOff(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() { w.around.settings.StatusInheritance = false })
		puts := w.bucket.count()
		w.says(lunch)
		after(time.Hour)
		require.Empty(t, w.around.took())
		require.Empty(t, w.around.audit())
		require.Equal(t, "Lunch", w.sees().Kustomer, "shown all the same")
		require.Equal(t, puts, w.bucket.count())
		require.LessOrEqual(t, w.around.count(&w.around.shifts), 1, "Kustomer is not asked for nothing")
		require.Equal(t, protocol.StatusSet{Status: "Break"}, w.chooses("Break"), "the agent's own choice works")
	})
}

func TestACallHoldsTheStatusBack(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.becomes("In-call")
		w.says(lunch)
		require.Empty(t, w.around.took())
		require.Equal(t, "Unavailable", w.sees().Next)
		w.becomes("Wrap-up")
		after(time.Minute)
		require.Empty(t, w.around.took())
		w.becomes("Available")
		require.Equal(t, "Unavailable", w.around.took(), "as soon as the agent is free")
		require.Equal(t, "hold T3, apply T3", w.around.audit())
		require.Empty(t, w.sees().Next)
		after(time.Hour)
		require.Empty(t, w.around.took(), "once")
	})
}

func TestOwnChoiceAndKustomerDuringACall(t *testing.T) {
	for name, c := range map[string]struct {
		priority string
		first    string
		want     string
		problem  bool
	}{
		"latest, Kustomer first": {rules.PriorityLatest, "kustomer", "Break", false},
		"latest, own first":      {rules.PriorityLatest, "own", "Unavailable", false},
		"crm, Kustomer first":    {rules.PriorityCRM, "kustomer", "Unavailable", true},
		"crm, own first":         {rules.PriorityCRM, "own", "Unavailable", false},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.around.do(func() { w.around.settings.StatusPrioritization = c.priority })
				w.becomes("In-call")
				var set protocol.StatusSet
				if c.first == "own" {
					set = w.chooses("Break")
					w.says(lunch)
				} else {
					w.says(lunch)
					set = w.chooses("Break")
				}
				require.True(t, set.Next)
				require.Equal(t, c.problem, set.Problem != nil, "%v", set.Problem)
				require.Equal(t, c.want, w.sees().Next)
				w.becomes("Available")
				require.Equal(t, c.want, w.around.took())
				after(time.Minute)
				require.Empty(t, w.sees().Drift)
			})
		})
	}
}

func TestTheNextStatusIsTakenBack(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.becomes("In-chat")
		w.says(lunch)
		w.around.audit()
		require.Equal(t, protocol.StatusSet{Status: "In-chat"}, w.ClearNext(t.Context(), "acme", "ana", 1))
		require.Empty(t, w.sees().Next)
		require.Equal(t, "You cleared the next status Unavailable", w.sees().Why)
		require.Equal(t, "ignore T10", w.around.audit())
		w.becomes("Available")
		after(time.Hour)
		require.Empty(t, w.around.took())
		require.Empty(t, w.sees().Drift, "the agent wanted it so")
		require.Equal(t, "not-live", w.ClearNext(t.Context(), "acme", "ana", 2).Problem.Code)
	})
}

func TestWhatIsNotFollowedIsSaid(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.says(protocol.KustomerStatus{ID: "s4", Name: "Training", Type: "unavailable"})
		require.Equal(t, "Kustomer status Training has no mapping, so nothing was set", w.sees().Why)
		require.Equal(t, []string{"Training"}, w.Unmapped("acme"))
		w.becomes("Offline")
		w.says(lunch)
		require.Contains(t, w.sees().Why, "you are Offline")
		require.Equal(t, "unmapped T7, ignore T6", w.around.audit())
		require.Empty(t, w.around.took())
		w.becomes("Unavailable")
		w.says(available)
		require.Equal(t, "Available", w.around.took())
		w.says(protocol.KustomerStatus{})
		w.KustomerStatus(t.Context(), "acme", "ana", 2, lunch)
		require.Empty(t, w.around.took(), "neither nothing nor a stale term says anything")
		require.Equal(t, "status-refused", w.chooses("").Problem.Code)
		require.Contains(t, w.chooses("In-call").Problem.Text, "CCAI Platform alone sets")
		require.Equal(t, "not-live", w.SetStatus(t.Context(), "acme", "ana", 9, protocol.SetStatus{Status: "Break"}).Problem.Code)
	})
}

func TestKustomersOwnBusyAndBackIsNoChange(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.becomes("Break")
		w.says(available)
		require.Equal(t, "Available", w.around.took())
		w.chooses("Break")
		w.around.took()
		w.says(protocol.KustomerStatus{ID: "s3", Name: "Busy", Type: "busy"})
		require.Equal(t, "Busy", w.sees().Kustomer)
		w.says(available)
		require.Empty(t, w.around.took(), "the agent stays in the break that was chosen")
		require.Equal(t, "Available", w.sees().Kustomer)
		w.says(lunch)
		require.Equal(t, "Unavailable", w.around.took())
	})
}

func TestARefusalWaitsUntilTheSystemStatusIsLeft(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.becomes("Missed Call")
		w.around.do(func() {
			w.around.problem = &protocol.Problem{Code: "status-refused", Text: "Agent is in the system status Missed Call"}
			w.around.answer = "Missed Call"
		})
		set := w.chooses("Break")
		require.Equal(t, "Agent is in the system status Missed Call", set.Problem.Text)
		require.Equal(t, "Break", w.sees().Next)
		require.Contains(t, w.sees().Why, "Agent is in the system status Missed Call. It is tried once more")
		for range 100 {
			w.becomes("Missed Call")
			after(time.Second)
		}
		require.Equal(t, "Break", w.around.took(), "asked once")
		w.around.do(func() { w.around.problem = nil })
		w.becomes("Available")
		require.Equal(t, "Break", w.around.took())
		require.Equal(t, "hold T14, apply T14", w.around.audit())
	})
}

func TestARefusalThatWaitingDoesNotMend(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.problem = &protocol.Problem{Code: "status-refused", Text: "Not for your role."}
			w.around.answer = "Available"
		})
		w.says(lunch)
		for range 100 {
			w.becomes("Available")
			after(time.Second)
		}
		require.Equal(t, "Unavailable", w.around.took())
		require.Equal(t, "Unavailable was refused: Not for your role.", w.sees().Why)
		require.Empty(t, w.sees().Next)
	})
}

func TestACallThatBeganMeanwhileIsNoRefusal(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.problem, w.around.answer = &protocol.Problem{Code: "status-refused", Text: "can not"}, "In-call"
		})
		require.Equal(t, protocol.StatusSet{Status: "Break", Next: true}, w.chooses("Break"))
		w.around.do(func() { w.around.problem = nil })
		w.becomes("In-call")
		after(10 * time.Second)
		w.becomes("Available")
		require.Equal(t, "Break, Break", w.around.took())
	})
}

func TestAPlatformThatContradictsItselfIsNotAskedForEver(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.problem, w.around.answer = &protocol.Problem{Code: "status-refused", Text: "can not"}, "In-call"
		})
		w.says(lunch)
		for range 2000 {
			w.becomes("Available") // it says so, and refuses as if on a call
			w.becomes("In-call")
			after(time.Second)
		}
		require.Equal(t, "Unavailable, Unavailable, Unavailable, Unavailable, Unavailable, Unavailable", w.around.took())
		require.Equal(t, "Unavailable was refused: can not.", w.sees().Why)
	})
}

func TestAPlatformThatDoesNotAnswerIsAskedAgainButNotForEver(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.problem = &protocol.Problem{Code: "platform-unreachable", Text: "CCAI Platform does not answer."}
		})
		require.Equal(t, "platform-unreachable", w.chooses("Break").Problem.Code)
		require.Equal(t, "Break", w.around.took())
		w.says(lunch)
		require.Equal(t, "Unavailable", w.sees().Next)
		for range 2000 {
			w.becomes("Available")
			after(time.Second)
		}
		require.Equal(t, "Unavailable, Unavailable, Unavailable, Unavailable, Unavailable, Unavailable", w.around.took())
		require.Empty(t, w.sees().Next)
		require.Contains(t, w.sees().Drift, "Kustomer status Lunch maps to Unavailable, but CCAI Platform has Available")

		w.around.do(func() { w.around.problem = nil })
		require.Equal(t, protocol.StatusSet{Status: "Unavailable"}, w.Reconcile(t.Context(), "acme", "ana", 1))
		after(time.Second)
		require.Empty(t, w.sees().Drift)
	})
}

func TestADriftIsShownAfterHalfAMinuteAndReconciled(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.says(lunch)
		w.around.took()
		w.becomes("Available")
		after(29 * time.Second)
		require.Empty(t, w.sees().Drift)
		w.around.audit()
		shown := w.around.count(&w.around.shown)
		after(3 * time.Second)
		require.Equal(t, "Kustomer status Lunch maps to Unavailable, but CCAI Platform has Available", w.sees().Drift)
		require.Greater(t, w.around.count(&w.around.shown), shown)
		require.Equal(t, "ignore T15", w.around.audit())
		require.Equal(t, protocol.StatusSet{Status: "Unavailable"}, w.Reconcile(t.Context(), "acme", "ana", 1))
		require.Equal(t, "Unavailable", w.around.took())
		after(2 * time.Second)
		require.Empty(t, w.sees().Drift)
		require.Equal(t, "apply T15, ignore T15", w.around.audit())
		require.Equal(t, protocol.StatusSet{Status: "Unavailable"}, w.Reconcile(t.Context(), "acme", "ana", 1), "nothing is wrong")
		require.Empty(t, w.around.took())
	})
}

func TestOnlyTheLiveWindowSetsAPendingStatus(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.becomes("In-call")
		w.says(lunch)
		w.goes()
		w.becomes("Available")
		after(10 * time.Second)
		require.Empty(t, w.around.took())
		w.comes()
		synctest.Wait()
		require.Equal(t, "Unavailable", w.around.took())
	})
}

func TestANextStatusLapses(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.becomes("In-call")
		w.says(lunch)
		w.becomes("Offline")
		after(50 * time.Second)
		w.becomes("In-call")
		require.Equal(t, "Unavailable", w.sees().Next, "a cut line is no end of the day")
		w.becomes("Offline")
		after(2 * time.Minute)
		w.becomes("Available")
		require.Empty(t, w.around.took())
		require.Empty(t, w.sees().Next)
		require.Contains(t, w.sees().Why, "away too long")

		w.becomes("In-call")
		w.chooses("Break")
		after(13 * time.Hour)
		w.becomes("Available")
		require.Empty(t, w.around.took())
	})
}

func TestTheWorkSessionTellsWhereNoEventComes(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		after(4 * time.Second)
		require.Equal(t, 1, w.around.count(&w.around.shifts))
		require.Equal(t, "Available", w.sees().Kustomer, "where changes begin")
		w.around.do(func() { w.around.shift = "s1" })
		after(time.Minute)
		require.Equal(t, "Unavailable", w.around.took())
		after(10 * time.Minute)
		require.Equal(t, 12, w.around.count(&w.around.shifts), "once a minute")
		w.around.do(func() { w.around.shift = "" })
		after(time.Minute)
		require.Equal(t, "Offline", w.sees().Kustomer)
		require.Contains(t, w.sees().Why, "Offline has no mapping")

		w.says(available)
		require.Equal(t, "Available", w.around.took())
		shifts := w.around.count(&w.around.shifts)
		after(time.Hour)
		require.Equal(t, shifts, w.around.count(&w.around.shifts), "the page told, so nobody needs to ask")
	})
}

func TestAWorkSessionThatMayNotBeRead(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() { w.around.shiftErr = &kustomer.Error{Kind: kustomer.Unreachable} })
		after(4 * time.Minute)
		require.Equal(t, 4, w.around.count(&w.around.shifts))
		w.around.do(func() { w.around.shiftErr = &kustomer.Error{Kind: kustomer.RoleMissing} })
		after(time.Hour)
		require.Equal(t, 5, w.around.count(&w.around.shifts), "a role is not granted by asking")
	})
}

func TestStatusAtLogin(t *testing.T) {
	for name, c := range map[string]struct {
		on   bool
		want string
	}{"on": {true, "Unavailable"}, "off": {false, ""}} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.around.do(func() { w.around.settings.StatusAtLogin, w.around.shift = c.on, "s1" })
				after(5 * time.Second)
				require.Equal(t, c.want, w.around.took())
				require.Equal(t, "Lunch", w.sees().Kustomer)
				if c.on {
					require.Equal(t, "apply T13", w.around.audit())
				}
				w.becomes("Available")
				w.goes()
				after(50 * time.Second)
				w.comes()
				after(5 * time.Minute)
				require.Empty(t, w.around.took(), "a reload is no log-in")
				w.goes()
				after(61 * time.Second)
				w.comes()
				after(5 * time.Second)
				require.Equal(t, c.want, w.around.took(), "a minute without a window is")
				require.Empty(t, w.sees().Drift)
			})
		})
	}
}

func TestAVanishedAgent(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.settings.VanishedAgent = []rules.VanishedAgent{{Status: "Available", AfterSeconds: 120, Set: "Unavailable"}}
		})
		w.goes()
		after(60 * time.Second)
		w.comes()
		w.goes()
		after(119 * time.Second)
		require.Empty(t, w.around.took())
		require.Zero(t, w.around.count(&w.around.looks))
		after(10 * time.Second)
		require.Equal(t, "Unavailable", w.around.took())
		require.Equal(t, "apply vanishedAgent", w.around.audit())
		after(time.Hour)
		require.Empty(t, w.around.took())
		w.comes()
		after(time.Minute)
		require.Contains(t, w.sees().Why, "no window of yours was open for 2 minutes while you were Available")
	})
}

func TestAVanishedAgentOnACallIsWaitedFor(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.settings.VanishedAgent = []rules.VanishedAgent{{Status: "Available", AfterSeconds: 1, Set: "Unavailable"}}
		})
		w.goes()
		after(10 * time.Second)
		require.Empty(t, w.around.took(), "a reload never flips a status, whatever the setting")
		w.around.do(func() { w.around.platform["ana"] = "In-call" })
		after(10 * time.Minute)
		require.Empty(t, w.around.took())
		require.LessOrEqual(t, w.around.count(&w.around.looks), 22, "one look in half a minute")
		w.around.do(func() { w.around.platform["ana"] = "Available" })
		after(40 * time.Second)
		require.Equal(t, "Unavailable", w.around.took())
	})
}

func TestARestartForgetsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		disk := &memory{values: map[string][]byte{}}
		w := newWorld(t, disk)
		w.around.do(func() { w.around.settings.StatusAtLogin = true })
		w.comes()
		w.becomes("In-call")
		w.says(lunch)
		w.Stop()

		again := newWorld(t, disk)
		again.around.do(func() {
			again.around.settings.StatusAtLogin, again.around.platform["ana"] = true, "Available"
			again.around.settings.VanishedAgent = []rules.VanishedAgent{{Status: "Unavailable", AfterSeconds: 60, Set: "Break"}}
		})
		after(8 * time.Second)
		again.comes()
		synctest.Wait()
		require.Equal(t, "Unavailable", again.around.took(), "what was pending, and no log-in")
		again.Stop()

		absent := newWorld(t, disk)
		absent.around.do(func() {
			absent.around.settings.VanishedAgent = []rules.VanishedAgent{{Status: "Available", AfterSeconds: 60, Set: "Break"}}
		})
		after(66 * time.Second)
		require.Equal(t, "Break", absent.around.took(), "who never came back after a restart has vanished, too")
		absent.Stop()
	})
}

func TestAStoreThatDoesNotAnswer(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.LeaseMoved("acme", "ben", protocol.Lease{Live: true, Term: 1, Holder: &protocol.Holder{}})
		w.bucket.mu.Lock()
		w.bucket.err = context.DeadlineExceeded
		w.bucket.mu.Unlock()
		got := w.SetStatus(t.Context(), "acme", "bea", 1, protocol.SetStatus{Status: "Break"})
		require.Equal(t, "store-unavailable", got.Problem.Code)
		require.Equal(t, protocol.StatusSet{Status: "Break"}, w.chooses("Break"), "what is known already goes on")
		after(10 * time.Second)
	})
}

// TestOnTheRealEngine keeps a pending status over a restart of the engine itself.
func TestOnTheRealEngine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() (*inherit.Inherit, *around, func()) {
		e := enginetest.OpenIn(t, dir)
		r := &around{platform: map[string]string{"ana": "In-call"}, term: 1, settings: settings(), shift: "s2"}
		in := inherit.New(inherit.Config{
			Tenant: func(string) (inherit.Tenant, bool) { return inherit.Tenant{Settings: settings()}, true },
			Desk:   r, Leases: r, Bucket: enginetest.Bucket(t, e, "status", nats.BucketOptions{}), Audit: enginetest.Log(t, e, "audit"),
		})
		r.follow = in
		require.NoError(t, in.Start(t.Context()))
		in.LeaseMoved("acme", "ana", protocol.Lease{Live: true, Term: 1, Holder: &protocol.Holder{}})
		return in, r, func() { in.Stop(); e.Close() }
	}
	in, _, stop := open()
	in.Saw("acme", "ana", "In-call")
	in.KustomerStatus(t.Context(), "acme", "ana", 1, lunch)
	require.Equal(t, "Unavailable", in.Dress("acme", "ana", protocol.Status{}).Next)
	stop()
	in, r, stop := open()
	defer stop()
	in.Saw("acme", "ana", "Available")
	require.Eventually(t, func() bool { return r.took() == "Unavailable" }, time.Minute, 5*time.Millisecond)
}
