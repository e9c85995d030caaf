package e2e

import (
	"testing"

	"agentadapter/e2e/world"
)

// The figures are what an agent waits, on this machine, and include the test's own look at the page
// every 40 ms: compare them with one another, not with a stopwatch.

// BenchmarkColdStart is from opening Kustomer in a new browser profile to a live adapter.
func BenchmarkColdStart(b *testing.B) {
	w := world.Start(b)
	for b.Loop() {
		w.Agent(b, "ana").Close()
	}
}

// BenchmarkWarmStart is a reload of the page.
func BenchmarkWarmStart(b *testing.B) {
	w := world.Start(b)
	ana := w.Agent(b, "ana")
	for b.Loop() {
		ana.Reload()
		ana.WaitLive()
	}
}

// BenchmarkPhoneIcon is from the click in Kustomer to the number in the adapter's field.
func BenchmarkPhoneIcon(b *testing.B) {
	w := world.Start(b)
	customer, phone := seeded(b, w)
	ana := w.NewAgent(b, "ana")
	ana.OpenCustomer(customer)
	ana.WaitLive()
	icon := ana.Kustomer.Button("Call " + spaced(phone))
	for b.Loop() {
		b.StopTimer()
		ana.Number().Fill("+1")
		b.StartTimer()
		icon.Click()
		ana.Number().WaitNumber(phone)
	}
}

// BenchmarkRing is from a caller's choice of queue to the card that says who rings.
func BenchmarkRing(b *testing.B) {
	w := world.Start(b)
	ana := w.Agent(b, "ana")
	for b.Loop() {
		call := w.CCAIP.Play(b, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "menu": "0s"})
		ana.Adapter.Part("alertdialog", "Incoming call").Wait()
		b.StopTimer()
		w.CCAIP.Step(b, call, "hangup", nil)
		ana.Adapter.Part("alertdialog", "Incoming call").Gone()
		b.StartTimer()
	}
}
