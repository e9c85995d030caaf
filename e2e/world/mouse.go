package world

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Click waits for the part and presses the mouse on its middle, once nothing else lies there: a widget
// that still comes, or a list that closes, would take the click.
func (p Part) Click() {
	t := p.frame.tab.t
	t.Helper()
	why := ""
	p.until("cannot be clicked", func(ctx context.Context, nodes []node) bool {
		if len(nodes) == 0 {
			return false
		}
		err := click(ctx, nodes[0].id)
		if err != nil && err.Error() != why {
			why = err.Error()
			t.Logf("%s is not clicked yet: %s", p, why)
		}
		return err == nil
	})
}

// Fill puts the cursor into a field, empties it and types a text.
func (p Part) Fill(text string) {
	p.frame.tab.t.Helper()
	p.Click()
	p.until("cannot be emptied", func(ctx context.Context, nodes []node) bool {
		return len(nodes) > 0 && p.call(ctx, nodes[0], `function() { this.select(); return "selected" }`) == "selected" && p.frame.hasKeyboard(ctx)
	})
	p.frame.tab.Type("\b" + text)
}

// hasKeyboard tells whether keys go to this document: a field can be its document's active element while
// they still go to the page around.
func (f Frame) hasKeyboard(ctx context.Context) bool {
	const active = `(document.activeElement && document.activeElement.src) || ""`
	source, err := chromedp.Run(ctx, chromedp.Evaluate[string](active))
	return err == nil && strings.HasPrefix(source, f.prefix)
}

// click scrolls a node into view and clicks it with the mouse.
func click(ctx context.Context, id cdp.BackendNodeID) error {
	if _, err := chromedp.Call(ctx, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: id}); err != nil {
		return err
	}
	res, err := chromedp.Call(ctx, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: id})
	if err != nil {
		return err
	}
	if len(res.Quads) == 0 || len(res.Quads[0]) != 8 {
		return errors.New("it has no place on the page")
	}
	q := res.Quads[0]
	x, y := (q[0]+q[2]+q[4]+q[6])/4, (q[1]+q[3]+q[5]+q[7])/4
	if err := hits(ctx, id, x, y); err != nil {
		return err
	}
	return chromedp.Do(ctx, chromedp.MouseClickXY(x, y))
}

// hits looks whether a place on the page belongs to a node.
func hits(ctx context.Context, id cdp.BackendNodeID, x, y float64) error {
	at, err := chromedp.Call(ctx, dom.GetNodeForLocation, dom.GetNodeForLocationParams{X: int64(x), Y: int64(y)})
	if err != nil {
		return err
	}
	wanted, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: id})
	if err != nil {
		return err
	}
	found, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: at.BackendNodeID})
	if err != nil {
		return err
	}
	byValue := true
	told, err := chromedp.Call(ctx, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		FunctionDeclaration: `function(found) { return this.contains(found) }`, ObjectID: wanted.Object.ObjectID,
		Arguments: []*runtime.CallArgument{{ObjectID: found.Object.ObjectID}}, ReturnByValue: &byValue})
	if err != nil {
		return err // what lies there is in another document
	}
	if string(told.Result.Value) != "true" {
		return fmt.Errorf("at %.0f, %.0f lies %s", x, y, found.Object.Description)
	}
	return nil
}
