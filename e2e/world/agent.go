package world

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Agent is an agent at work: a tab with the Kustomer page and the adapter in it.
type Agent struct {
	*Tab
	// Key is how the page's address names the agent: ana or ben.
	Key string
	// Email is the same on both sides.
	Email string
	// Kustomer is the page around, Adapter our widget in it.
	Kustomer, Adapter Frame

	world *World
}

// Agent opens the Kustomer page as ana or ben and waits until the adapter is live.
func (w *World) Agent(t testing.TB, key string) *Agent {
	t.Helper()
	a := w.NewAgent(t, key)
	a.Open()
	a.WaitLive()
	return a
}

// NewAgent is an agent whose page is not open yet.
func (w *World) NewAgent(t testing.TB, key string) *Agent {
	t.Helper()
	tab := NewTab(t)
	return &Agent{Tab: tab, Key: key, Email: key + "@acme.example", world: w,
		Kustomer: tab.Page(), Adapter: tab.Frame(w.address() + "/")}
}

// Open loads the page; the adapter begins to load with it.
func (a *Agent) Open() {
	a.t.Helper()
	a.Go(a.world.Told.Kustomer + "/?agent=" + a.Key)
}

// OpenCustomer loads the page with a customer's timeline before the agent.
func (a *Agent) OpenCustomer(id string) {
	a.t.Helper()
	a.Go(a.world.Told.Kustomer + "/?agent=" + a.Key + "#/customers/" + id)
}

// WaitLive waits until the adapter says that it is live.
func (a *Agent) WaitLive() {
	a.t.Helper()
	a.Adapter.Part("status", "Connection").WaitText("Live")
}

// Number is the adapter's number field.
func (a *Agent) Number() Part { return a.Adapter.Textbox("Phone number") }

// Call is the adapter's button.
func (a *Agent) Call() Part { return a.Adapter.Button("Call") }

// postRaw sends a body as it is, with Basic credentials.
func postRaw(t testing.TB, address, user, password, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
	require.NoError(t, err)
	req.SetBasicAuth(user, password)
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	require.NoError(t, err)
	return res.StatusCode, string(raw)
}
