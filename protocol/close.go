package protocol

// CloseCode ends a socket and says whether to come back. The numbers cross the wire and never
// change their meaning: 4000 to 4499 come back, 4500 to 4999 stay away.
type CloseCode int

// Codes after which a page comes back by itself.
const (
	// CloseComeBack: the server stops or hands over.
	CloseComeBack CloseCode = 4001
	// CloseSlow: the page read too slowly; it comes back and is told everything anew.
	CloseSlow CloseCode = 4002
	// CloseSilent: no answer to heartbeats.
	CloseSilent CloseCode = 4003
	// CloseReload: the page is older than this server understands; it reloads once no call is live.
	CloseReload CloseCode = 4010
	// CloseSignIn: the nonce or token is unknown, spent or too old; it binds anew.
	CloseSignIn CloseCode = 4011
)

// Codes after which a page stays away until a person does something.
const (
	// CloseBadFrame: a frame that this version does not have. A fault of ours, shown as such.
	CloseBadFrame CloseCode = 4500
	// CloseUnknownTenant: nobody is served under that name.
	CloseUnknownTenant CloseCode = 4501
	// CloseTakenOver: another window of the same agent is live now.
	CloseTakenOver CloseCode = 4502
	// CloseRefused: this person may not use the adapter; the reason says why.
	CloseRefused CloseCode = 4503
	// CloseSignedOut: the agent signed out.
	CloseSignedOut CloseCode = 4504
)

// ComeBack tells whether a page reconnects by itself after this code. Codes outside our range (a
// cut line, a proxy's own) come back too: nobody decided that the page should stay away.
func (c CloseCode) ComeBack() bool { return c < 4500 || c > 4999 }

// String gives the code's name as logs show it.
func (c CloseCode) String() string {
	switch c {
	case CloseComeBack:
		return "come back"
	case CloseSlow:
		return "slow"
	case CloseSilent:
		return "silent"
	case CloseReload:
		return "reload"
	case CloseSignIn:
		return "sign in"
	case CloseBadFrame:
		return "bad frame"
	case CloseUnknownTenant:
		return "unknown tenant"
	case CloseTakenOver:
		return "taken over"
	case CloseRefused:
		return "refused"
	case CloseSignedOut:
		return "signed out"
	}
	return "other"
}
