package desk

import "strings"

// hints tell what to do about the platform's words. Its texts are not fixed, so that only what they
// are about is looked for; the first that fits counts. The causes are those of the platform's own
// page on its calls API, and the outcomes that it tells of a call.
var hints = []struct{ word, fix string }{
	{"do not call", "advice.do-not-call: Do not call this number; ask an admin if that is wrong."},
	{"outbound_number", "advice.outbound: Choose another outbound number, and tell an admin that this one is wrong in the settings."},
	{"no answer", "advice.no-answer: Nobody picked up: try again later."},
	{"busy", "advice.busy: The line is engaged: wait a moment and press Call again."},
	{"already on", "advice.on-call: End the call in the softphone first, then press Call again."},
	{"agent is not on", "advice.over: The call is over already."},
	{"contact not found", "advice.contact: Type the customer's number instead."},
	{"end_user_number required", "advice.number-missing: Type a number and press Call again."},
	{"invalid call type", "advice.call-type: Tell an admin: the platform does not offer calls by its API, or the adapter is too old for it."},
	{"language", "advice.language: Choose another language and press Call again."},
	{"e-mail", "advice.email: Ask an admin to give you the same e-mail in CCAI Platform as in Kustomer."},
	{"email", "advice.email: Ask an admin to give you the same e-mail in CCAI Platform as in Kustomer."},
	{"access", "advice.access: Ask an admin for the right to make calls."},
	{"permission", "advice.right: Ask an admin for the right to do this."},
	{"role", "advice.right: Ask an admin for the right to do this."},
	{"not logged in", "advice.sign-in: Sign in to the softphone and press Call again."},
	{"offline", "advice.sign-in: Sign in to the softphone and press Call again."},
	{"available", "advice.unavailable: Sign in to the softphone, choose a status that may call, and press Call again."},
	{"subdomain", "advice.subdomain: Ask an admin to check the platform's address and subdomain in the adapter's settings."},
	{"number", "advice.number: Check the number and press Call again."},
}

// advice is what to do about a refusal, as "code: English".
func advice(code, text string) string {
	if code == codeStatus {
		return "advice.status: Finish what the platform still waits for, then choose the status again."
	}
	lower := strings.ToLower(text)
	for _, h := range hints {
		if strings.Contains(lower, h.word) {
			return h.fix
		}
	}
	return "advice.any: Put right what it says and press Call again; if that does not help, tell an admin."
}
