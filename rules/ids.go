package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// derive makes Kustomer's kind of id (24 hex) from what must be the same at every attempt (W2).
func derive(words ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return hex.EncodeToString(sum[:12])
}

// ConversationID is the id of the conversation made for a session by the settlement numbered n.
func ConversationID(tenant, session, rule string, n int) string {
	return derive(tenant, session, "conversation", rule, strconv.Itoa(n))
}

// MessageID is the id of the session's message (S2) under the settlement numbered n.
func MessageID(tenant, session string, n int) string {
	return derive(tenant, session, "S2", strconv.Itoa(n))
}

// PhoneNoteID is the id of the note with a phone number (S4): one for every conversation and number,
// whichever session wrote it.
func PhoneNoteID(tenant, conversation, number string) string {
	return derive(tenant, conversation, "S4", number)
}

// numbered is an externalId that differs for each settlement: "call-418", then "call-418-1".
func numbered(prefix, session string, n int) string {
	if n == 0 {
		return prefix + session
	}
	return prefix + session + "-" + strconv.Itoa(n)
}

// SessionOf finds the session's name in an externalId that we gave ("acme-call-418-1"), "" if it is
// not one of ours.
func SessionOf(prefix, externalID string) string {
	rest, ours := strings.CutPrefix(externalID, prefix)
	words := strings.Split(rest, "-")
	if !ours || len(words) < 2 || words[0] != "call" && words[0] != "chat" {
		return ""
	}
	return words[0] + "-" + words[1]
}
