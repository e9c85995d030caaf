package world

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Part is a part of a frame by role and name. It is looked up anew at each use, so that it may
// come, go and be rendered again.
type Part struct {
	frame      Frame
	role, name string
	in         *Part // inside which it lies; nil is the document
}

// Part finds by role and name; see the roles of the contract.
func (f Frame) Part(role, name string) Part { return Part{frame: f, role: role, name: name} }

// Button is a button by its whole name.
func (f Frame) Button(name string) Part { return f.Part("button", name) }

// Textbox is a text field by its whole name.
func (f Frame) Textbox(name string) Part { return f.Part("textbox", name) }

// Region is a region whose name begins so.
func (f Frame) Region(name string) Part { return f.Part("region", name) }

// Part finds inside this one.
func (p Part) Part(role, name string) Part {
	return Part{frame: p.frame, role: role, name: name, in: &p}
}

func (p Part) String() string {
	if p.in != nil {
		return fmt.Sprintf("%s %q in %s", p.role, p.name, p.in)
	}
	return fmt.Sprintf("%s %q", p.role, p.name)
}

// all are the parts that fit, at this moment.
func (p Part) all(ctx context.Context) ([]node, error) {
	var below cdp.BackendNodeID
	if p.in != nil {
		outer, err := p.in.all(ctx)
		if err != nil || len(outer) == 0 {
			return nil, err
		}
		below = outer[0].id
	}
	nodes, err := p.frame.find(ctx, below, p.role)
	if err != nil {
		return nil, err
	}
	var fit []node
	for _, n := range nodes {
		if n.named(p.name) {
			fit = append(fit, n)
		}
	}
	return fit, nil
}

// until looks until ok is content with the parts that fit; what is a sentence for its failure.
func (p Part) until(what string, ok func(context.Context, []node) bool) {
	t := p.frame.tab.t
	t.Helper()
	ctx, cancel := context.WithTimeout(p.frame.tab.ctx, partPatience)
	defer cancel()
	pause := time.NewTicker(lookPause)
	defer pause.Stop()
	for {
		nodes, err := p.look(ctx)
		if (err == nil || ctx.Err() == nil) && content(ctx, nodes, ok) {
			return
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			require.FailNow(t, fmt.Sprintf("%s %s within %s", p, what, partPatience))
		}
	}
}

// content asks about one look's parts, bounded likewise: of a page that was just left nothing answers.
func content(ctx context.Context, nodes []node, ok func(context.Context, []node) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, onePatience)
	defer cancel()
	return ok(ctx, nodes)
}

// look is one look at the page, bounded: Chromium does not answer for a frame that is scrolled out
// of sight, because it does not draw it.
func (p Part) look(ctx context.Context) ([]node, error) {
	ctx, cancel := context.WithTimeout(ctx, onePatience)
	defer cancel()
	return p.all(ctx)
}

// now are the parts that fit at this moment.
func (p Part) now() []node {
	p.frame.tab.t.Helper()
	ctx, cancel := context.WithTimeout(p.frame.tab.ctx, partPatience)
	defer cancel()
	nodes, err := p.all(ctx)
	require.NoError(p.frame.tab.t, err)
	return nodes
}

// Wait waits until the part is there.
func (p Part) Wait() Part {
	p.frame.tab.t.Helper()
	p.until("does not come", func(_ context.Context, nodes []node) bool { return len(nodes) > 0 })
	return p
}

// Gone waits until there is no such part.
func (p Part) Gone() {
	p.frame.tab.t.Helper()
	p.until("does not go", func(_ context.Context, nodes []node) bool { return len(nodes) == 0 })
}

// Count is how many there are now.
func (p Part) Count() int {
	p.frame.tab.t.Helper()
	return len(p.now())
}

// WaitText waits until the part's text contains all of the words, and answers with the text.
func (p Part) WaitText(words ...string) string {
	p.frame.tab.t.Helper()
	var text string
	p.until(fmt.Sprintf("does not say %q", words), func(ctx context.Context, nodes []node) bool {
		for _, n := range nodes {
			if text = p.call(ctx, n, `function() { return this.innerText }`) + " " + n.name; containsAll(text, words) {
				return true
			}
		}
		return false
	})
	return text
}

// WaitWithout waits until the part is there and its text does not contain the word.
func (p Part) WaitWithout(word string) {
	p.frame.tab.t.Helper()
	p.until(fmt.Sprintf("still says %q", word), func(ctx context.Context, nodes []node) bool {
		for _, n := range nodes {
			if text := p.call(ctx, n, `function() { return this.innerText }`); text != "" && !strings.Contains(text, word) {
				return true
			}
		}
		return false
	})
}

// WaitValue waits until a field holds exactly the value.
func (p Part) WaitValue(value string) {
	p.frame.tab.t.Helper()
	p.until(fmt.Sprintf("does not hold %q", value), func(ctx context.Context, nodes []node) bool {
		return len(nodes) > 0 && p.call(ctx, nodes[0], `function() { return this.value }`) == value
	})
}

// WaitNumber waits until a field holds the phone number, however it is spaced.
func (p Part) WaitNumber(e164 string) {
	p.frame.tab.t.Helper()
	bare := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "")
	p.until(fmt.Sprintf("does not hold the number %s", e164), func(ctx context.Context, nodes []node) bool {
		return len(nodes) > 0 && bare.Replace(p.call(ctx, nodes[0], `function() { return this.value }`)) == e164
	})
}

// WaitDescription waits until the part has a description: the reason why it does nothing.
func (p Part) WaitDescription() {
	p.frame.tab.t.Helper()
	p.until("says no reason", func(_ context.Context, nodes []node) bool {
		return len(nodes) > 0 && nodes[0].description != ""
	})
}

// WaitAttribute waits until an attribute has the value; "" also means that it is absent.
func (p Part) WaitAttribute(name, value string) {
	p.frame.tab.t.Helper()
	p.until(fmt.Sprintf("does not get %s=%q", name, value), func(ctx context.Context, nodes []node) bool {
		return len(nodes) > 0 && p.call(ctx, nodes[0], `function(name) { return this.getAttribute(name) || "" }`, name) == value
	})
}

// Text is what the part says now.
func (p Part) Text() string {
	p.frame.tab.t.Helper()
	return p.WaitText()
}

// Focused tells whether the keyboard is there.
func (p Part) Focused() bool {
	p.frame.tab.t.Helper()
	nodes := p.now()
	return len(nodes) > 0 && nodes[0].properties["focused"] == "true"
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// call runs a function on a node and answers with the text it returns; a node that went answers "".
func (p Part) call(ctx context.Context, n node, function string, args ...string) string {
	object, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n.id})
	if err != nil {
		return ""
	}
	byValue := true
	params := runtime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: object.Object.ObjectID, ReturnByValue: &byValue}
	for _, arg := range args {
		raw, err := json.Marshal(arg)
		if err != nil {
			return ""
		}
		params.Arguments = append(params.Arguments, &runtime.CallArgument{Value: raw})
	}
	res, err := chromedp.Call(ctx, runtime.CallFunctionOn, params)
	if err != nil {
		return ""
	}
	var text string
	_ = json.Unmarshal(res.Result.Value, &text)
	return text
}
