package e2e

import (
	"testing"

	"agentadapter/e2e/world"
)

// TestSandboxPageWithoutAdapter: the stand-in's page works before the adapter is there.
func TestSandboxPageWithoutAdapter(t *testing.T) {
	w := world.StartSandbox(t)
	customer, phone := seeded(t, w)
	tab := world.OpenTab(t, w.Told.Kustomer+"/?agent=ana#/customers/"+customer)
	tab.Page().Button("Call " + spaced(phone)).Wait()
}
