package world

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// What a failing test leaves behind has to tell why, to somebody who cannot run it again: what each of
// its pages showed, as a screen reader finds it, what was said there, and a picture.

// explainWithin bounds all that a failed test tells of one page: one that stands still answers nothing.
const explainWithin = 10 * time.Second

// explain tells what a failed test was looking at.
func (tab *Tab) explain() {
	ctx, cancel := context.WithTimeout(tab.ctx, explainWithin)
	defer cancel()
	for _, f := range slices.Compact(tab.frames) {
		tab.t.Logf("the page %s… showed:\n  %s", f.prefix, strings.Join(f.inventory(ctx), "\n  "))
	}
	if heard, err := chromedp.Run(ctx, chromedp.Evaluate[[]string]("window.heard || []")); err == nil && len(heard) > 0 {
		tab.t.Logf("what it said:\n  %s", strings.Join(heard, "\n  "))
	}
	tab.keepScreenshot(ctx)
}

// silent are roles that say nothing beside their parts.
var silent = []string{"none", "generic", "InlineTextBox", "LabelText", "paragraph", "RootWebArea"}

// told are the properties that tell why a part takes or does nothing.
var told = []string{"focused", "disabled", "expanded", "checked", "selected"}

// inventory lists what is there, a part a line: role and name, what a field holds, where the keyboard
// is. Texts that are no part's name stand below, indented.
func (f Frame) inventory(ctx context.Context) []string {
	nodes, err := f.find(ctx, 0, "")
	if err != nil {
		return []string{err.Error()}
	}
	var lines []string
	known := ""
	for _, n := range nodes {
		switch {
		case n.name == "" || slices.Contains(silent, n.role):
		case n.role != "StaticText":
			known = n.name + " " + n.value
			lines = append(lines, n.line())
		case !strings.Contains(known, strings.TrimSpace(n.name)):
			lines = append(lines, "  "+n.name)
		}
	}
	return lines
}

func (n node) line() string {
	line := fmt.Sprintf("%s %q", n.role, n.name)
	if n.value != "" {
		line += fmt.Sprintf(" = %q", n.value)
	}
	for _, property := range told {
		if n.properties[property] == "true" {
			line += " [" + property + "]"
		}
	}
	if n.description != "" {
		line += " (" + n.description + ")"
	}
	return line
}

var unfit = regexp.MustCompile(`[^A-Za-z0-9]+`)

// keepScreenshot shows what a failed test was looking at, in e2e/artifacts.
func (tab *Tab) keepScreenshot(ctx context.Context) {
	dir := filepath.Join(root(), "e2e", "artifacts")
	res, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil || os.MkdirAll(dir, fs.ModePerm) != nil {
		return
	}
	path := filepath.Join(dir, strings.Trim(unfit.ReplaceAllString(tab.t.Name(), "-"), "-")+".png")
	if os.WriteFile(path, res.Data, 0o644) == nil {
		tab.t.Logf("what the page looked like: %s", path)
	}
}
