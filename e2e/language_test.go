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

// TestKustomersLanguageWins: what Kustomer tells goes before the browser's own, from the next load on
// at the latest.
func TestKustomersLanguageWins(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.OnEveryPage(kustomerTells)
	ana.Speak("de-DE,de")
	ana.Open()
	ana.Adapter.Part("main", "A").Wait()
	ana.Reload()
	ana.Adapter.Part("status", "Connexion").WaitText("En ligne")
	ana.Adapter.Button("Appeler").Wait()
}
