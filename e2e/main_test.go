package e2e

import (
	"testing"

	"agentadapter/e2e/world"
)

func TestMain(m *testing.M) { world.Main(m) }

// People of the sandbox, as it seeds them, and numbers that nobody there has.
const (
	stranger     = "+14155550190"
	strangerText = "+1 415 555 0190"
)

// seeded is a customer that the sandbox begins with, who has a phone number of North America.
func seeded(t testing.TB, w *world.World) (id, phone string) {
	t.Helper()
	for _, c := range w.CRM.List("/v1/customers") {
		phones, _ := c.Attributes["phones"].([]any)
		for _, p := range phones {
			number, _ := p.(map[string]any)["phone"].(string)
			if len(number) == 12 && number[:2] == "+1" {
				return c.ID, number
			}
		}
	}
	t.Fatal("the sandbox has no customer with a North American number")
	return "", ""
}

// spaced writes +14155550190 as people do: +1 415 555 0190.
func spaced(e164 string) string {
	return e164[:2] + " " + e164[2:5] + " " + e164[5:8] + " " + e164[8:]
}

// until waits for something that no page shows, such as what the CRM holds.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	world.Until(t, what, ok)
}
