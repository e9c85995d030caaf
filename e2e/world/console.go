package world

import (
	"iter"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// console passes what a page says on its console into the test's log. An error there fails the
// test unless the test said that it would come.
type console struct {
	t testing.TB

	mu       sync.Mutex // guards below
	expected []*regexp.Regexp
}

func newConsole(t testing.TB) *console { return &console{t: t} }

// ExpectConsole says that errors which match the pattern belong to the test: a browser reports
// each socket that it cannot open while the server is away.
func (tab *Tab) ExpectConsole(pattern string) {
	tab.console.mu.Lock()
	defer tab.console.mu.Unlock()
	tab.console.expected = append(tab.console.expected, regexp.MustCompile(pattern))
}

// follow reads the messages until the tab closes; the channel closes then.
func (c *console) follow(messages iter.Seq2[chromedp.ConsoleMessage, error]) <-chan struct{} {
	over := make(chan struct{})
	go func() {
		defer close(over)
		for m, err := range messages {
			if err != nil {
				return
			}
			c.take(m)
		}
	}()
	return over
}

func (c *console) take(m chromedp.ConsoleMessage) {
	text := m.Text
	if m.URL != "" {
		text += " (" + m.URL + ")"
	}
	if (m.Type == chromedp.ConsoleError || m.IsException()) && !c.isExpected(text) {
		c.t.Errorf("the browser's console: %s: %s", m.Type, text)
		return
	}
	c.t.Logf("console: %s: %s", m.Type, text)
}

// noLoudspeaker is what a browser says of a ring tone on a machine that has none.
const noLoudspeaker = "The AudioContext encountered an error from the audio device"

func (c *console) isExpected(text string) bool {
	if strings.HasPrefix(text, noLoudspeaker) {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.expected {
		if p.MatchString(text) {
			return true
		}
	}
	return false
}
