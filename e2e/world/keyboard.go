package world

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Focus puts the keyboard there.
func (p Part) Focus() Part {
	p.frame.tab.t.Helper()
	p.until("does not take the keyboard", func(ctx context.Context, nodes []node) bool {
		if len(nodes) == 0 {
			return false
		}
		_, err := chromedp.Call(ctx, dom.Focus, dom.FocusParams{BackendNodeID: nodes[0].id})
		return err == nil
	})
	return p
}

// KeyDown lets a key go down. Its letter, if it has one, and its way up come with the returned function,
// as from a page that was at work in between.
func (tab *Tab) KeyDown(key rune) (goOn func()) {
	tab.t.Helper()
	events := kb.Encode(key)
	send := func(events []*input.DispatchKeyEventParams) {
		tab.t.Helper()
		for _, event := range events {
			ask(tab, input.DispatchKeyEvent, *event)
		}
	}
	send(events[:1])
	return func() { tab.t.Helper(); send(events[1:]) }
}

// Press focuses a button and presses Enter, as somebody without a mouse does.
func (p Part) Press() {
	p.frame.tab.t.Helper()
	p.Focus()
	p.frame.tab.Type("\r")
}

// WaitDescribed waits until what describes the part contains all of the words.
func (p Part) WaitDescribed(words ...string) {
	p.frame.tab.t.Helper()
	p.until(fmt.Sprintf("is not described by %q", words), func(_ context.Context, nodes []node) bool {
		return len(nodes) > 0 && containsAll(nodes[0].description, words)
	})
}

// WaitFocused waits until the keyboard is there.
func (p Part) WaitFocused() {
	p.frame.tab.t.Helper()
	p.until("does not have the keyboard", func(_ context.Context, nodes []node) bool {
		return len(nodes) > 0 && nodes[0].properties["focused"] == "true"
	})
}
