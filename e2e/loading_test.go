package e2e

import (
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestClickWhileLoadingIsKept: the phone icon works from the moment Kustomer shows it; what is
// clicked while the WebAssembly is on its way is kept, and shown once.
func TestClickWhileLoadingIsKept(t *testing.T) {
	w := world.Start(t)
	customer, phone := seeded(t, w)
	ana := w.NewAgent(t, "ana")
	release := ana.Hold("*/app.wasm*")
	ana.OpenCustomer(customer)
	ana.Adapter.Part("progressbar", "Loading").Wait()
	icon := ana.Kustomer.Button("Call " + spaced(phone))
	icon.Wait()
	until(t, "Kustomer shows the widget that greeted it", func() bool {
		return world.Evaluate[bool](ana.Tab, "!document.getElementById('widget').classList.contains('away')")
	})
	icon.Click()
	require.Zero(t, ana.Call().Count(), "the adapter still loads")
	release()

	ana.WaitLive()
	ana.Number().WaitNumber(phone)
	require.Empty(t, w.Calls(t))
	ana.Number().Fill(stranger)
	ana.Adapter.Part("status", "Connection").WaitText("Live")
	ana.Number().WaitNumber(stranger)
}

// TestTypingWhileLoadingIsKept: the number field is there before the adapter, and what is typed into
// it goes on in the adapter's own, caret and all.
func TestTypingWhileLoadingIsKept(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	release := ana.Hold("*/app.wasm*")
	ana.Open()
	ana.ToFront()
	ana.Number().Fill(stranger[:6])
	require.Zero(t, ana.Call().Count(), "the adapter still loads")
	release()

	ana.WaitLive()
	ana.Number().WaitFocused()
	ana.Type(stranger[6:])
	ana.Number().WaitNumber(stranger)
	ana.Call().Click()
	ana.Adapter.Region("Session " + strangerText).Wait()
	theCallTo(t, w, stranger)
}
