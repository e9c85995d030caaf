package world

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { Main(m) }

// TestPartsInAFrame proves the tool on a page made up for it: what it cannot find here it would
// wrongly miss elsewhere.
func TestPartsInAFrame(t *testing.T) {
	inner := httptest.NewServer(serving(`<main aria-label="Agent adapter">
		<label>Phone number <input id="n"></label>
		<button onclick="document.getElementById('said').textContent = 'called ' + document.getElementById('n').value">Call</button>
		<button hidden>Hidden</button>
		<div role="status" aria-label="Connection"><p id="said">Live</p></div>
		<section aria-label="Session +1 415 555 0123"><a href="#">Open conversation</a></section></main>`))
	t.Cleanup(inner.Close)
	outer := httptest.NewServer(serving(`<button>Call</button><iframe src="` + inner.URL + `"></iframe>`))
	t.Cleanup(outer.Close)

	tab := OpenTab(t, outer.URL)
	frame := tab.Frame(inner.URL)
	frame.Part("main", "Agent adapter").Wait()
	frame.Part("status", "Connection").WaitText("Live")
	frame.Textbox("Phone number").Fill("+14155550123")
	frame.Textbox("Phone number").Fill("+14155550199")
	frame.Textbox("Phone number").WaitValue("+14155550199")
	require.True(t, frame.Textbox("Phone number").Focused())
	frame.Button("Call").Click()
	frame.Part("status", "Connection").WaitText("called +14155550199")
	require.Equal(t, 1, frame.Button("Call").Count(), "the page around has one of its own")
	require.Equal(t, 1, frame.Region("Session").Part("link", "Open conversation").Count(), "a region's name may go on")
	require.Zero(t, frame.Button("Cal").Count(), "a button's may not")
	frame.Button("Hidden").Gone()
	require.NotEmpty(t, tab.Screenshot())
	require.Equal(t, []string{
		`main "Agent adapter"`, `  Phone number `, `textbox "Phone number" = "+14155550199"`, `button "Call" [focused]`,
		`status "Connection"`, `  called +14155550199`,
		`region "Session +1 415 555 0123"`, `link "Open conversation"`,
	}, frame.inventory(tab.ctx))
}

// TestConsoleErrorsAreSeen shows that a page's complaint reaches the test.
func TestConsoleErrorsAreSeen(t *testing.T) {
	server := httptest.NewServer(serving(`<button onclick="console.error('lost it')">Complain</button>`))
	t.Cleanup(server.Close)
	tab := OpenTab(t, server.URL)
	tab.ExpectConsole("^lost it")
	tab.Page().Button("Complain").Click()
	require.True(t, tab.console.isExpected("lost it (http://somewhere)"))
	require.False(t, tab.console.isExpected("another fault"))
}

func serving(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><html lang=en><title>page</title>" + body))
	})
}
