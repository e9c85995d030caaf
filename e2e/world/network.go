package world

import (
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// OnEveryPage runs a script in each document of the tab, frames too, before its own scripts.
func (tab *Tab) OnEveryPage(script string) {
	tab.t.Helper()
	ask(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// BlockThirdPartyCookies has the browser refuse them, as browsers do by and by. Call it before the page loads.
func (tab *Tab) BlockThirdPartyCookies() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, network.Enable, network.EnableParams{})
	require.NoError(tab.t, err)
	_, err = chromedp.Call(tab.ctx, network.SetCookieControls, network.SetCookieControlsParams{EnableThirdPartyCookieRestriction: true})
	require.NoError(tab.t, err)
}

// Cookies are all that the tab's profile keeps, as "domain name".
func (tab *Tab) Cookies() []string {
	tab.t.Helper()
	got, err := chromedp.CallBrowser(tab.ctx, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: tab.profile})
	require.NoError(tab.t, err)
	var all []string
	for _, c := range got.Cookies {
		all = append(all, c.Domain+" "+c.Name)
	}
	return all
}

// Slow gives the tab a line of so many Mbit/s and ms, and a computer that is so many times slower.
func (tab *Tab) Slow(mbits, ms, times float64) {
	tab.t.Helper()
	bytes := mbits * 1e6 / 8
	ask(tab, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: ms, DownloadThroughput: bytes, UploadThroughput: bytes}}})
	ask(tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
}

// ToFront makes the tab the one that is looked at: timers of the others are throttled.
func (tab *Tab) ToFront() {
	tab.t.Helper()
	ask(tab, page.BringToFront, cdp.Empty{})
}

// CollectGarbage frees what nobody holds any more.
func (tab *Tab) CollectGarbage() {
	tab.t.Helper()
	ask(tab, heapprofiler.CollectGarbage, cdp.Empty{})
}

// Traffic is what a tab has fetched.
type Traffic struct {
	mu    sync.Mutex
	names map[network.RequestID]string
	bytes map[string]float64
	asked map[string]int
}

// Watch counts what the tab fetches from an address and below, from now on.
func (tab *Tab) Watch(address string) *Traffic {
	tab.t.Helper()
	w := &Traffic{names: map[network.RequestID]string{}, bytes: map[string]float64{}, asked: map[string]int{}}
	responses := chromedp.Events(tab.ctx, network.ResponseReceived)
	ends := chromedp.Events(tab.ctx, network.LoadingFinished)
	ask(tab, network.Enable, network.EnableParams{})
	go func() {
		for r, err := range responses {
			if err != nil {
				return
			}
			if strings.HasPrefix(r.Response.URL, address) {
				w.responded(&r)
			}
		}
	}()
	go func() {
		for e, err := range ends {
			if err != nil {
				return
			}
			w.ended(&e)
		}
	}()
	return w
}

func (w *Traffic) responded(r *network.EventResponseReceived) {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := r.Response.URL[strings.LastIndex(r.Response.URL, "/")+1:]
	name, _, _ = strings.Cut(name, "?")
	w.names[r.RequestID] = name
	if !r.Response.FromDiskCache && !r.Response.FromPrefetchCache {
		w.asked[name]++
	}
}

func (w *Traffic) ended(e *network.EventLoadingFinished) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if name, ok := w.names[e.RequestID]; ok {
		w.bytes[name] += e.EncodedDataLength
	}
}

// Of is how many bytes came over the line for the file of that name, "" for all files.
func (w *Traffic) Of(name string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	total := 0.0
	for one, n := range w.bytes {
		if name == "" || one == name {
			total += n
		}
	}
	return int(total)
}

// Requests is how many requests were answered over the line.
func (w *Traffic) Requests() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	total := 0
	for _, n := range w.asked {
		total += n
	}
	return total
}
