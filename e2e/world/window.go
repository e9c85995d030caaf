package world

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/debugger"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Beside is one more tab on the same computer: it shares the profile, and what the browser stores.
func (tab *Tab) Beside() *Tab {
	tab.t.Helper()
	ctx, cancel := chromedp.NewContext(openBrowser(tab.t), chromedp.WithExistingBrowserContext(tab.profile))
	require.NoError(tab.t, chromedp.Do(ctx))
	return watched(tab.t, ctx, cancel)
}

// Beside is the same agent's page in one more tab on the same computer, not open yet.
func (a *Agent) Beside() *Agent {
	a.t.Helper()
	tab := a.Tab.Beside()
	return &Agent{Tab: tab, Key: a.Key, Email: a.Email, world: a.world,
		Kustomer: tab.Page(), Adapter: tab.Frame(a.Adapter.prefix)}
}

// Crash ends the page's process, as a fault in it would. The tab is of no use afterwards.
func (tab *Tab) Crash() {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, 2*time.Second)
	defer cancel()
	_, _ = chromedp.Call(ctx, page.Crash, cdp.Empty{}) // who has crashed does not answer
}

// Sleep stops the page, as a computer that sleeps does: nothing runs and nothing is answered, while the
// clocks go on. (Chromium's own freezing also closes sockets, which a sleeping computer does not.)
func (tab *Tab) Sleep() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, debugger.Enable, debugger.EnableParams{})
	require.NoError(tab.t, err)
	_, err = chromedp.Call(tab.ctx, debugger.Pause, cdp.Empty{})
	require.NoError(tab.t, err)
}

// Awake lets a page that slept go on.
func (tab *Tab) Awake() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, debugger.Disable, cdp.Empty{})
	require.NoError(tab.t, err)
}

// Hide takes the window out of sight, Show brings it back.
func (tab *Tab) Hide() { tab.bounds(browser.WindowStateMinimized) }

// Show brings a hidden window back.
func (tab *Tab) Show() { tab.bounds(browser.WindowStateNormal) }

func (tab *Tab) bounds(state browser.WindowState) {
	tab.t.Helper()
	at, err := chromedp.Call(tab.ctx, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
	require.NoError(tab.t, err)
	_, err = chromedp.Call(tab.ctx, browser.SetWindowBounds, browser.SetWindowBoundsParams{WindowID: at.WindowID,
		Bounds: &browser.Bounds{WindowState: state}})
	require.NoError(tab.t, err)
}

// Offline tells the browser that there is no network, or that it is there again. Connections that are
// open may not notice: see Line.
func (tab *Tab) Offline(off bool) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
	require.NoError(tab.t, err)
}
