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
	ask(tab, debugger.Enable, debugger.EnableParams{})
	ask(tab, debugger.Pause, cdp.Empty{})
}

// Awake lets a page that slept go on.
func (tab *Tab) Awake() {
	tab.t.Helper()
	ask(tab, debugger.Disable, cdp.Empty{})
}

// Hide takes the window out of sight, Show brings it back.
func (tab *Tab) Hide() { tab.bounds(browser.WindowStateMinimized) }

// Show brings a hidden window back.
func (tab *Tab) Show() { tab.bounds(browser.WindowStateNormal) }

func (tab *Tab) bounds(state browser.WindowState) {
	tab.t.Helper()
	at := ask(tab, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
	ask(tab, browser.SetWindowBounds, browser.SetWindowBoundsParams{WindowID: at.WindowID,
		Bounds: &browser.Bounds{WindowState: state}})
}

// Offline tells the browser that there is no network, or that it is there again. Connections that are
// open may not notice: see Line.
func (tab *Tab) Offline(off bool) {
	tab.t.Helper()
	ask(tab, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
}
