package world

import (
	"context"

	"github.com/chromedp/cdproto/emulation"
)

// Speak gives the tab's browser the languages of a person, such as "de-AT,de". Call it before the
// page loads.
func (tab *Tab) Speak(languages string) {
	tab.t.Helper()
	agent := Evaluate[string](tab, "navigator.userAgent")
	ask(tab, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: languages})
}

// Prefer sets what a person prefers, by the names of CSS: prefers-color-scheme, forced-colors,
// prefers-reduced-motion.
func (tab *Tab) Prefer(features map[string]string) {
	tab.t.Helper()
	var params emulation.SetEmulatedMediaParams
	for name, value := range features {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	ask(tab, emulation.SetEmulatedMedia, params)
}

// Resize gives the page this many CSS pixels.
func (tab *Tab) Resize(width, height int64) {
	tab.t.Helper()
	ask(tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// WaitBackground waits until the page around a part has this color, as the browser computed it:
// "rgb(246, 247, 249)".
func (p Part) WaitBackground(color string) {
	p.frame.tab.t.Helper()
	p.until("does not stand on "+color, func(ctx context.Context, nodes []node) bool {
		return len(nodes) > 0 && p.call(ctx, nodes[0],
			`function() { return getComputedStyle(this.ownerDocument.body).backgroundColor }`) == color
	})
}
