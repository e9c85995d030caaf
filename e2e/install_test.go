package e2e

import (
	"regexp"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestTheAppComesIntoKustomerByOneCommand: registered, installed, its secret stored; from then on the
// org frames what the definition says, agents sign in by its command, and admins find its page.
func TestTheAppComesIntoKustomerByOneCommand(t *testing.T) {
	w := world.Start(t)
	ended := w.Server.Run(t, nil, "app", "update", "--server", w.Server.URL, "--data-dir", w.Server.DataDir)
	require.Zero(t, ended.Status, ended.Stderr)
	require.Contains(t, ended.Stdout, "is installed")
	command := regexp.MustCompile(`KUSTOMER_BIND_COMMAND is (\S+)\.(?:\n|$)`).FindStringSubmatch(ended.Stdout)
	require.Len(t, command, 2, ended.Stdout)

	// The bind secret is the one thing that an admin stores in Kustomer by hand.
	require.NoError(t, w.CRM.Try("PUT", "/v1/settings/ccaip_agent_adapter", map[string]any{"default": map[string]string{"bindSecret": w.Told.BindSecret}}, nil))
	w.Server.Stop(t)
	w.Server.Env["KUSTOMER_BIND_COMMAND"] = command[1]
	w.Server.Start(t)

	ana := w.Agent(t, "ana")
	page := openSettings(w, ana)
	page.Button("Set-up check").Click()
	page.Region("Values to paste elsewhere").WaitText("Bind secret", "Adapter host")
	require.NotContains(t, w.Server.Log(t), w.Told.BindSecret)
}
