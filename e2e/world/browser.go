package world

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// theBrowser is the one Chromium of a test run; every tab has a profile of its own in it.
var theBrowser struct {
	sync.Mutex
	ctx   context.Context
	close func()
}

// Main runs the tests of a package and closes the browser after them. Call it from TestMain.
func Main(m *testing.M) {
	status := m.Run()
	theBrowser.Lock()
	if theBrowser.close != nil {
		theBrowser.close()
	}
	theBrowser.Unlock()
	os.Exit(status)
}

// Chromium finds the browser, or fails the test: a browser test that did not run is not green.
func Chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("there is no Chromium to test with: make install-chromium")
	return ""
}

// openBrowser starts Chromium once and answers with its context.
func openBrowser(t testing.TB) context.Context {
	t.Helper()
	theBrowser.Lock()
	defer theBrowser.Unlock()
	if theBrowser.ctx != nil {
		return theBrowser.ctx
	}
	profile, err := os.MkdirTemp("", "agentadapter-chromium")
	require.NoError(t, err)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(Chromium(t)), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 900),
		// Frames of another site stay in the tab's process, where a test sees into them; what a browser
		// keeps from such frames does not change.
		chromedp.Flag("disable-site-isolation-trials", true),
		// Agents keep the widget in tabs that they do not look at; timers are throttled there.
		chromedp.Flag("disable-background-timer-throttling", false),
	)
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeContext := chromedp.NewContext(allocator)
	theBrowser.close = once(func() {
		closeContext()
		closeAllocator()
		_ = os.RemoveAll(profile)
	})
	if err := chromedp.Do(ctx); err != nil {
		theBrowser.close()
		t.Fatalf("Chromium does not start: %v", err)
	}
	theBrowser.ctx = ctx
	return ctx
}

// Tab is one tab with a profile of its own.
type Tab struct {
	t       testing.TB
	ctx     context.Context
	console *console
	close   func() // closes the tab and waits for its console to end
	profile cdp.BrowserContextID
	frames  []Frame // that the test looks at
}

// Close closes the tab; the end of the test does so, too.
func (tab *Tab) Close() { tab.close() }

// OpenTab opens an address in a new tab. What the page says on its console is in the test's log; an
// error there fails the test.
func OpenTab(t testing.TB, address string) *Tab {
	t.Helper()
	tab := NewTab(t)
	tab.Go(address)
	return tab
}

// NewTab opens an empty tab, for tests that prepare it before the first page loads.
func NewTab(t testing.TB) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(openBrowser(t), chromedp.WithNewBrowserContext())
	require.NoError(t, chromedp.Do(ctx))
	return watched(t, ctx, cancel)
}

// watched is a tab whose console is read, and which ends with its test.
func watched(t testing.TB, ctx context.Context, cancel context.CancelFunc) *Tab {
	tab := &Tab{t: t, ctx: ctx, console: newConsole(t), profile: chromedp.FromContext(ctx).BrowserContextID}
	listening := tab.console.follow(chromedp.Console(ctx))
	tab.close = once(func() {
		cancel()
		<-listening
	})
	t.Cleanup(func() {
		if t.Failed() {
			tab.explain()
		}
		tab.close()
	})
	return tab
}

// Go loads an address and waits for the load event.
func (tab *Tab) Go(address string) {
	tab.t.Helper()
	do(tab, chromedp.Navigate(address), address)
}

// Reload loads the page again.
func (tab *Tab) Reload() {
	tab.t.Helper()
	do(tab, chromedp.Reload())
}

// Leave does what makes a document of the tab give way to a new one, and waits until that has loaded:
// Chromium may never answer what it is asked about a document in between.
func (tab *Tab) Leave(do func()) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, partPatience)
	defer cancel()
	loaded := chromedp.Events(ctx, page.FrameStoppedLoading)
	came := make(chan error, 1)
	go func() {
		for _, err := range loaded {
			came <- err
			return
		}
		came <- ctx.Err()
	}()
	do()
	require.NoError(tab.t, <-came, "no document came")
}

// Hold keeps requests whose address matches the pattern (* is anything) from being answered until
// the returned function is called.
func (tab *Tab) Hold(pattern string) (release func()) {
	tab.t.Helper()
	released := make(chan struct{})
	paused := chromedp.Events(tab.ctx, fetch.RequestPaused)
	ask(tab, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern}}})
	go func() {
		for request, err := range paused {
			if err != nil {
				return
			}
			select {
			case <-released:
			case <-tab.ctx.Done():
				return
			}
			_, _ = chromedp.Call(tab.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: request.RequestID})
		}
	}()
	return once(func() { close(released) })
}

// Evaluate runs an expression in the top page and answers with its JSON value.
func Evaluate[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	return do(tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise), expression)
}

// Type presses the keys of a text, as on a keyboard; \r is Enter.
func (tab *Tab) Type(text string) {
	tab.t.Helper()
	do(tab, chromedp.KeyEvent(text))
}

// Screenshot is the page as a person would see it, as PNG.
func (tab *Tab) Screenshot() []byte {
	tab.t.Helper()
	res := ask(tab, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	return res.Data
}

// Picture is the same in a form that is small enough to be kept.
func (tab *Tab) Picture() []byte {
	tab.t.Helper()
	quality := int64(90)
	res := ask(tab, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: "webp", Quality: &quality})
	return res.Data
}

// Version is the browser's name and version.
func (tab *Tab) Version() string {
	tab.t.Helper()
	res, err := chromedp.CallBrowser(tab.ctx, browser.GetVersion, struct{}{})
	require.NoError(tab.t, err)
	return res.Product
}
