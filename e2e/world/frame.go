package world

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Frame is a document in a tab: the page itself, or what it frames. Parts in it are found by role
// and accessible name, as a screen reader finds them, in the tree that the browser computes.
type Frame struct {
	tab    *Tab
	prefix string // how the document's address begins; "" is the top page
}

// Page is the tab's own document.
func (tab *Tab) Page() Frame { return Frame{tab: tab} }

// Frame is the framed document whose address begins with prefix.
func (tab *Tab) Frame(prefix string) Frame {
	f := Frame{tab: tab, prefix: prefix}
	tab.frames = append(tab.frames, f)
	return f
}

// exactRoles have to have the whole name; with the others more may follow it.
var exactRoles = []string{"textbox", "button", "combobox", "link", "radio"}

// node is one part as it is at this moment.
type node struct {
	id          cdp.BackendNodeID
	role, name  string
	description string
	value       string            // what a field holds
	properties  map[string]string // such as focused, disabled, expanded
}

// document finds the frame's document; an error says that it is not there (yet).
func (f Frame) document(ctx context.Context) (cdp.BackendNodeID, error) {
	depth, pierce := int64(0), false
	if f.prefix != "" {
		depth, pierce = -1, true
	}
	res, err := chromedp.Call(ctx, dom.GetDocument, dom.GetDocumentParams{Depth: &depth, Pierce: &pierce})
	if err != nil {
		return 0, err
	}
	if f.prefix == "" {
		return res.Root.BackendNodeID, nil
	}
	if found := framed(res.Root, f.prefix); found != nil {
		return found.BackendNodeID, nil
	}
	return 0, fmt.Errorf("no frame shows %s…", f.prefix)
}

// framed walks down the documents that are framed, depth first.
func framed(n *cdp.Node, prefix string) *cdp.Node {
	if d := n.ContentDocument; d != nil {
		if strings.HasPrefix(d.DocumentURL, prefix) {
			return d
		}
		if found := framed(d, prefix); found != nil {
			return found
		}
	}
	for _, child := range slices.Concat(n.Children, n.ShadowRoots) {
		if found := framed(child, prefix); found != nil {
			return found
		}
	}
	return nil
}

// find answers with all parts of a role ("" is any), below a part or in the whole document.
func (f Frame) find(ctx context.Context, below cdp.BackendNodeID, role string) ([]node, error) {
	if below == 0 {
		var err error
		if below, err = f.document(ctx); err != nil {
			return nil, err
		}
	}
	res, err := chromedp.Call(ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{BackendNodeID: below, Role: role})
	if err != nil {
		return nil, err
	}
	var found []node
	for _, n := range res.Nodes {
		if !n.Ignored && n.BackendDOMNodeID != below {
			found = append(found, readNode(n))
		}
	}
	return found, nil
}

// Run runs the body of a function in the framed document and reads what it answers, or promises, into out.
// It comes from outside, so the document's own policy does not hold it back.
func (f Frame) Run(body string, out any) {
	f.tab.t.Helper()
	ctx, cancel := context.WithTimeout(f.tab.ctx, partPatience)
	defer cancel()
	id, err := f.document(ctx)
	require.NoError(f.tab.t, err)
	object, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: id})
	require.NoError(f.tab.t, err)
	yes := true
	res, err := chromedp.Call(ctx, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		FunctionDeclaration: "function() { " + body + " }", ObjectID: object.Object.ObjectID, ReturnByValue: &yes, AwaitPromise: &yes})
	require.NoError(f.tab.t, err)
	require.Nil(f.tab.t, res.ExceptionDetails, "%+v", res.ExceptionDetails)
	require.NoError(f.tab.t, json.Unmarshal(res.Result.Value, out))
}

// now is everything in the document at this moment.
func (f Frame) now() []node {
	f.tab.t.Helper()
	ctx, cancel := context.WithTimeout(f.tab.ctx, partPatience)
	defer cancel()
	nodes, err := f.find(ctx, 0, "")
	require.NoError(f.tab.t, err)
	return nodes
}

func readNode(n *accessibility.Node) node {
	read := node{id: n.BackendDOMNodeID, role: plain(n.Role), name: plain(n.Name), description: plain(n.Description), value: plain(n.Value), properties: map[string]string{}}
	for _, p := range n.Properties {
		read.properties[string(p.Name)] = plain(p.Value)
	}
	return read
}

// plain is a computed value as text.
func plain(v *accessibility.Value) string {
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	var text string
	if json.Unmarshal(v.Value, &text) == nil {
		return text
	}
	return string(v.Value)
}

// named tells whether a name is the wanted one, by the role's own rule.
func (n node) named(name string) bool {
	if slices.Contains(exactRoles, n.role) {
		return n.name == name
	}
	return strings.HasPrefix(n.name, name)
}
