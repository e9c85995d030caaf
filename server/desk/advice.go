package desk

import "strings"

// hints tell what to do about the platform's words. Its texts are not fixed, so that only what they
// are about is looked for; the first that fits counts. The causes are those of the platform's own
// page on its calls API, and the outcomes that it tells of a call.
var hints = []struct{ word, fix string }{
	{"do not call", "Do not call this number; ask an admin if that is wrong."},
	{"outbound_number", "Choose another outbound number, and tell an admin that this one is wrong in the settings."},
	{"no answer", "Nobody picked up: try again later."},
	{"busy", "The line is engaged: wait a moment and press Call again."},
	{"already on", "End the call in the softphone first, then press Call again."},
	{"agent is not on", "The call is over already."},
	{"contact not found", "Type the customer's number instead."},
	{"end_user_number required", "Type a number and press Call again."},
	{"invalid call type", "Tell an admin: the platform does not offer calls by its API, or the adapter is too old for it."},
	{"language", "Choose another language and press Call again."},
	{"e-mail", "Ask an admin to give you the same e-mail in CCAI Platform as in Kustomer."},
	{"email", "Ask an admin to give you the same e-mail in CCAI Platform as in Kustomer."},
	{"access", "Ask an admin for the right to make calls."},
	{"permission", "Ask an admin for the right to do this."},
	{"role", "Ask an admin for the right to do this."},
	{"not logged in", "Sign in to the softphone and press Call again."},
	{"offline", "Sign in to the softphone and press Call again."},
	{"available", "Sign in to the softphone, choose a status that may call, and press Call again."},
	{"subdomain", "Ask an admin to check the platform's address and subdomain in the adapter's settings."},
	{"number", "Check the number and press Call again."},
}

func advice(code, text string) string {
	if code == codeStatus {
		return "Finish what the platform still waits for, then choose the status again."
	}
	lower := strings.ToLower(text)
	for _, h := range hints {
		if strings.Contains(lower, h.word) {
			return h.fix
		}
	}
	return "Put right what it says and press Call again; if that does not help, tell an admin."
}
