package ccaip

import (
	"encoding/json"
	"strings"
)

// readTranscript reads a chat's transcript: text, an address or, as the Manager API lists it, its
// messages one by one, which become a line each.
func readTranscript(f fields) string {
	if text := f.text("transcript"); text != "" {
		return text
	}
	var b strings.Builder
	for _, m := range f.objects("transcript") {
		text := m.text("text", "body", "content", "message")
		if text == "" {
			continue
		}
		if at := m.when("timestamp", "sent_at", "created_at", "at"); !at.IsZero() {
			b.WriteString("[" + at.UTC().Format("2006-01-02 15:04:05") + "] ")
		}
		if who := m.text("name", "sender_name", "from", "sender", "role"); who != "" {
			b.WriteString(who + ": ")
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// readResult is what a SmartAction brought: a text as it stands, anything else as JSON.
func readResult(raw json.RawMessage) string {
	if text := textOf(raw); text != "" || len(raw) == 0 {
		return text
	}
	return string(raw)
}
