package inherit_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// vanishing is a story in which whoever is Available and gone for a minute becomes Unavailable.
func vanishing(t *testing.T, tell func(t *testing.T, w *world)) {
	story(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.settings.VanishedAgent = []rules.VanishedAgent{{Status: "Available", AfterSeconds: 60, Set: "Unavailable"}}
		})
		tell(t, w)
	})
}

func TestAVanishedAgentIsLookedForAgainWhenThePlatformIsAway(t *testing.T) {
	vanishing(t, func(t *testing.T, w *world) {
		w.around.do(func() { w.around.lookErr = context.DeadlineExceeded })
		w.goes()
		after(3 * time.Minute)
		require.Empty(t, w.around.took())
		require.Greater(t, w.around.count(&w.around.looks), 1)
		w.around.do(func() { w.around.lookErr = nil })
		after(time.Minute)
		require.Equal(t, "Unavailable", w.around.took())
	})
}

func TestAVanishedAgentWhoseStatusIsRefusedIsTriedAgain(t *testing.T) {
	vanishing(t, func(t *testing.T, w *world) {
		w.around.do(func() { w.around.problem = &protocol.Problem{Code: "platform-refused", Text: "no"} })
		w.goes()
		after(2 * time.Minute)
		require.Contains(t, w.around.took(), "Unavailable", "asked for, and refused")
		require.Empty(t, w.around.audit(), "nothing was done, so nothing is noted")
		w.around.do(func() { w.around.problem = nil })
		after(time.Minute)
		require.Equal(t, "Unavailable", w.around.took())
		require.Equal(t, "apply vanishedAgent", w.around.audit())
	})
}

func TestAnAgentWhoComesBackAtTheLastMomentHasNotVanished(t *testing.T) {
	vanishing(t, func(t *testing.T, w *world) {
		w.around.do(func() {
			w.around.looking = func() { w.comes() }
		})
		w.goes()
		after(5 * time.Minute)
		require.Equal(t, 1, w.around.count(&w.around.looks))
		require.Empty(t, w.around.took())
	})
}

func TestReloadsNeverMakeAnAgentVanish(t *testing.T) {
	vanishing(t, func(t *testing.T, w *world) {
		for range 100 {
			w.goes()
			after(2 * time.Second) // as long as a lease waits for a reload
			w.comes()
			after(time.Minute)
		}
		require.Empty(t, w.around.took())
		require.Zero(t, w.around.count(&w.around.looks))
	})
}

func TestNobodyVanishesFromAStatusThatIsNotNamed(t *testing.T) {
	vanishing(t, func(t *testing.T, w *world) {
		w.around.do(func() { w.around.platform["ana"] = "Break" })
		w.goes()
		after(time.Hour)
		require.Empty(t, w.around.took())
		w.around.do(func() { w.around.settings.VanishedAgent = nil })
		before := w.around.count(&w.around.looks)
		after(time.Hour)
		require.Equal(t, before, w.around.count(&w.around.looks), "without the setting nobody is looked for")
	})
}

func TestWhoIsGoneForHalfADayIsLeftAlone(t *testing.T) {
	vanishing(t, func(t *testing.T, w *world) {
		w.around.do(func() { w.around.platform["ana"] = "In-call" })
		w.goes()
		after(13 * time.Hour)
		w.around.do(func() { w.around.platform["ana"] = "Available" })
		after(time.Hour)
		require.Empty(t, w.around.took(), "the platform's own rules have had their time")
	})
}
