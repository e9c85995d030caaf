package security

import (
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// shut makes a page's own storage as a browser leaves it to a third party at worst: every touch throws.
const shut = `if (location.hostname === "localhost") {
	const blocked = () => { throw new DOMException("the story keeps it shut", "SecurityError"); };
	for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore"]) {
		Object.defineProperty(window, name, { get: blocked, configurable: true });
	}
	Object.defineProperty(Document.prototype, "cookie", { get: blocked, set: blocked });
}`

// TestOnAnotherSite: Kustomer's page and the widget are of two sites, third-party cookies are refused and
// storage is shut; the agent signs in, is rung, dials, and comes back after a reload, an admin signs in,
// and nobody has set a cookie.
func TestOnAnotherSite(t *testing.T) {
	onlyFull(t)
	w := world.StartSandbox(t)
	w.StartOnAnotherSite(t)
	ana := w.NewAgent(t, "ana")
	ana.BlockThirdPartyCookies()
	ana.OnEveryPage(shut)
	ana.Open()
	ana.WaitLive()

	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	ring := ana.Adapter.Part("alertdialog", "Incoming call")
	ring.WaitText("Billing")
	w.CCAIP.Step(t, call, "hangup", nil)
	ring.Gone()

	const callee = "+14155550191"
	ana.Number().Fill(callee)
	ana.Call().Click()
	ana.Adapter.Region("Session +1 415 555 0191").Wait()

	ana.Reload()
	ana.WaitLive()
	ana.Kustomer.Button("Settings").Click()
	page := ana.Frame(w.Server.Env["ADAPTER_PUBLIC_URL"] + "/settings")
	page.Part("status", "Connection").WaitText("Signed in")
	require.Empty(t, ana.Cookies(), "no page of ours, nor anybody else's here, has set one")
}
