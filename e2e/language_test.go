package e2e

import (
	"testing"

	"agentadapter/e2e/world"
)

// TestAdapterSpeaksTheAgentsLanguage: all of it, from the first line that stands there while it
// loads.
func TestAdapterSpeaksTheAgentsLanguage(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.Speak("de-AT,de,en")
	release := ana.Hold("*/app.wasm*")
	ana.Open()
	ana.Adapter.Part("status", "Verbindung").WaitText("Verbindet", "Der Agent-Adapter wird geladen")
	release()

	ana.Adapter.Part("status", "Verbindung").WaitText("Online")
	ana.Adapter.Part("main", "Agent-Adapter").Wait()
	ana.Adapter.Button("Anrufen").Click()
	ana.Adapter.Part("alert", "").WaitText("Geben Sie zuerst eine Nummer ein.")
	ana.Adapter.Part("group", "Status").WaitText("Seit ")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "menu": "0s"})
	ana.Adapter.Part("alertdialog", "Eingehender Anruf").WaitText("Warteschlange: ")
	w.CCAIP.Step(t, call, "hangup", nil)
	ana.Adapter.Part("alertdialog", "Eingehender Anruf").Gone()
}

// kustomerTells has the page around tell a language and a theme, as far as anybody knows how it may.
const kustomerTells = `Object.defineProperty(window, "Kustomer", { configurable: true, set(real) {
	const greet = real.initialize;
	real.initialize = (done) => greet.call(real, (context, config) => done({ ...context, user: { locale: "fr_fr" }, theme: "dark" }, config));
	Object.defineProperty(window, "Kustomer", { value: real, writable: true });
} })`

// TestKustomersLanguageAndLookWin: what Kustomer tells goes before the browser's own, the language from
// the next load on at the latest.
func TestKustomersLanguageAndLookWin(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.OnEveryPage(kustomerTells)
	ana.Speak("de-DE,de")
	ana.Prefer(looks["light"])
	ana.Open()
	ana.Adapter.Part("main", "A").WaitBackground(darkGround)
	ana.Reload()
	ana.Adapter.Part("status", "Connexion").WaitText("En ligne")
	ana.Adapter.Button("Appeler").Wait()
}

// The page's ground in both looks: --ground of tokens.css.
const (
	lightGround = "rgb(246, 247, 249)"
	darkGround  = "rgb(20, 24, 31)"
)

// TestLookFollowsTheSystem: light and dark change under the eyes, in the widget and on the settings page.
func TestLookFollowsTheSystem(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.Prefer(looks["dark"])
	ana.Open()
	widget := ana.Adapter.Part("main", "Agent adapter")
	widget.WaitBackground(darkGround)
	ana.Prefer(looks["light"])
	widget.WaitBackground(lightGround)
	settings := openSettings(w, ana).Part("main", "Agent adapter settings")
	settings.WaitBackground(lightGround)
	ana.Prefer(looks["dark"])
	settings.WaitBackground(darkGround)
	widget.WaitBackground(darkGround)
}

// TestTheSettingsPageSpeaksTheAdminsLanguage: its own texts, the server's sentences and the numbers.
func TestTheSettingsPageSpeaksTheAdminsLanguage(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.Speak("de-DE,de")
	ana.Open()
	ana.Kustomer.Button("Settings").Click()
	page := ana.Frame(w.Server.URL + "/settings")
	page.Part("status", "Verbindung").WaitText("Angemeldet")
	page.Part("switch", "Übernahme des Kustomer-Benutzerstatus").Wait()
	page.Region("Statuszuordnung").Part("combobox", "Lunch").Wait()
	page.Button("Einrichtungsprüfung").Click()
	page.Region("Verbindung zu Kustomer").WaitText("In Ordnung: Kustomer antwortet, und der Schlüssel")
	page.Button("Übersicht").Click()
	page.Region("Stand der Dinge").WaitText("Das Schreiben nach Kustomer ist an.")
}
