package security

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// evil is text that would show itself if a page took it for more: the picture cannot be loaded, its
// handler cannot run, and both are errors in the console, which fail the test.
const evil = `<img src=x onerror=alert(1)>`

// TestTextOfOthersIsNeverRun: what end users, platform and agents call themselves and things is text in the
// widget, in the settings and on the board.
func TestTextOfOthersIsNeverRun(t *testing.T) {
	onlyFull(t)
	s := besiege(t)
	ana := s.Agent(t, "ana")
	s.CCAIP.Play(t, "chat-ringing", map[string]any{"name": evil, "agent_email": ana.Email, "queue": "Billing"})
	ana.Adapter.Part("alertdialog", "Incoming chat").WaitText(evil)
	s.CCAIP.Play(t, "inbound-answered", map[string]any{"number": stranger, "name": evil, "note": evil, "comment": evil, "ring": "10ms", "talk": "100ms"})
	s.save(t, "statusMapping", []map[string]string{{"kustomer": evil, "platform": evil}})
	s.save(t, "customData", []map[string]string{{"key": evil, "on": "conversation", "field": "evilStr"}})

	other := s.open(t) // ben's window has names of its own choice
	other.say(fmt.Sprintf(`{"v":1,"type":"hello","ref":"h","body":{%s,"instance":"window-of-ben","device":%q,"browser":%q}}`, withNonce(s.bound(t, s.ben)), evil, evil))
	_, err := other.hear("welcome")
	require.NoError(t, err)
	go func() { _, _ = other.hear("nothing but heartbeats") }()

	ana.Kustomer.Button("Settings").Click()
	page := ana.Frame(s.Server.URL + "/settings")
	page.Part("status", "Connection").WaitText("Signed in")
	page.Region("Status mapping").WaitText(evil)
	page.Button("Board").Click()
	page.Region("Live agents").WaitText(evil)
	page.Region("Sessions").WaitText("call-", "saved")
	require.False(t, world.Evaluate[bool](ana.Tab, `!!document.querySelector("img[src=x]")`))
}

// save changes one setting as the operator does.
func (s *siege) save(t *testing.T, name string, value any) {
	t.Helper()
	operator := []string{"Authorization", "Bearer " + s.Server.AdminToken(t)}
	var now struct {
		Version  int
		Settings map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(s.ask(t, "GET", "/api/v1/tenants/default/settings", "", operator...).body), &now))
	now.Settings[name] = value
	sent, err := json.Marshal(map[string]any{"version": now.Version, "settings": now.Settings})
	require.NoError(t, err)
	got := s.ask(t, "PUT", "/api/v1/tenants/default/settings", string(sent), operator...)
	require.Equal(t, 200, got.status, strings.TrimSpace(got.body))
}
