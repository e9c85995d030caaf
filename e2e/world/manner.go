package world

import (
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Speak gives the tab's browser the languages of a person, such as "de-AT,de". Call it before the
// page loads.
func (tab *Tab) Speak(languages string) {
	tab.t.Helper()
	agent := Evaluate[string](tab, "navigator.userAgent")
	_, err := chromedp.Call(tab.ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: languages})
	require.NoError(tab.t, err)
}

// Prefer sets what a person prefers, by the names of CSS: prefers-color-scheme, forced-colors,
// prefers-reduced-motion.
func (tab *Tab) Prefer(features map[string]string) {
	tab.t.Helper()
	var params emulation.SetEmulatedMediaParams
	for name, value := range features {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	_, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, params)
	require.NoError(tab.t, err)
}

// Resize gives the page this many CSS pixels.
func (tab *Tab) Resize(width, height int64) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
	require.NoError(tab.t, err)
}
