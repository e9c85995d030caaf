package world

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Limits are generous: what is there at once costs nothing, and a busy machine may take long.
const (
	partPatience  = 45 * time.Second       // for a part to be as a test wants it
	untilPatience = time.Minute            // for what no page shows
	askPatience   = 2 * time.Minute        // for the browser to do as it is asked
	onePatience   = 5 * time.Second        // for one look at the page
	lookPause     = 20 * time.Millisecond  // between two looks at the page
	longPause     = 100 * time.Millisecond // between two questions that cost a neighbour's budget, in the end
)

// Until waits for something that no page shows, such as what the CRM holds; what is a sentence for its
// failure. It asks on the test's own goroutine, so that ok may end the test.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	until(t, untilPatience, what, ok)
}

func until(t testing.TB, patience time.Duration, what string, ok func() bool) {
	t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for pause := lookPause; !ok(); pause = min(2*pause, longPause) {
		select {
		case <-time.After(pause):
		case <-late.C:
			require.FailNow(t, "not within "+patience.String()+": "+what)
		}
	}
}

// ask has the browser do one thing to the tab.
func ask[P, R any](tab *Tab, command cdp.Command[P, R], params P) R {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, askPatience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	require.NoError(tab.t, err)
	return result
}

// do has it do something that takes more than one command.
func do[T any](tab *Tab, action chromedp.Action[T], about ...any) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, askPatience)
	defer cancel()
	result, err := chromedp.Run(ctx, action)
	require.NoError(tab.t, err, about...)
	return result
}
