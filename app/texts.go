package app

import "agentadapter/protocol"

// Every text that the parts show, in one place. Accessible names are fixed: tests, hands and screen
// readers find the adapter by them.
const (
	textAdapter    = "Agent adapter"
	textConnection = "Connection"
	textLive       = "Live"
	textConnecting = "Connecting"
	textOffline    = "Offline"
	textRetrying   = "Trying again by itself. A call in the softphone goes on."
	textNewRelease = "A new version is ready."
	textLoadNow    = "Load it now"

	textNumber  = "Phone number"
	textCall    = "Call"
	textCalling = "Calling…"

	textStatus        = "Status"
	textUnknownStatus = "Not known yet"
	textNextStatus    = "Next: "
	textInKustomer    = "In Kustomer: "
	textSetting       = "Setting "
	textClearNext     = "Clear next status"
	textReconcile     = "Reconcile"
	textBusyChoice    = "You have work in hand: what you choose is set when you are free."
	textSince         = "Since "
	textUnderMinute   = "less than a minute"

	textIncomingCall = "Incoming call"
	textIncomingChat = "Incoming chat"
	textAnswer       = "Answer"
	textDecline      = "Decline"
	textInSoftphone  = "Answer or decline in the softphone below."
	textWithheld     = "Number withheld"
	textWaitsIn      = "Queue: "

	textWhichCustomer = "Which customer?"
	textUseCustomer   = "Use this customer"
	textSharedBy      = "Several customers share the number "
	textSharedEnd     = ". Nothing is saved until you pick one."
	textProposed      = "Proposed: "
	textNoName        = "Customer without a name"
	textNothingOpen   = "No open conversation"
	textLastOpen      = "Last open: "
	textNoTitle       = "a conversation"

	textCallback = "Callback"
	textTooShort = "The call was too short."

	textSession  = "Session"
	textOpen     = "Open conversation"
	textNoneYet  = "Calls and chats appear here."
	textSessions = "Sessions"

	textElsewhere  = "Live in another window"
	textUse        = "Use this one"
	textHolderLost = "That window has gone. It is being waited for a moment."
	textAskTake    = "Take over during a call?"
	textAskWhy     = "The other window is on a call. Its audio ends there when you take over."
	textTakeOver   = "Take over"
	textCancel     = "Cancel"
	textTaking     = "Taking over…"

	textSoftphone = "Softphone"
	textDismiss   = "Dismiss"
)

var stateWords = map[string]string{
	protocol.StateQueued: "Waiting in a queue", protocol.StateRinging: "Ringing",
	protocol.StateConnecting: "Connecting", protocol.StateConnected: "Connected",
	protocol.StateHeld: "On hold", protocol.StateEnded: "Ended",
	protocol.StateAbandoned: "Abandoned", protocol.StateMissed: "Missed",
	protocol.StateVoicemail: "Voicemail", protocol.StateFailed: "Failed",
}

var savedWords = map[string]string{
	protocol.Saving: "Saving", protocol.Saved: "Saved", protocol.NeedsHelp: "Needs help",
}

// quietTexts say what to do when the server told this page to stay away.
var quietTexts = map[protocol.CloseCode]string{
	protocol.CloseBadFrame:      "The server did not understand this page. Reload Kustomer.",
	protocol.CloseUnknownTenant: "This widget belongs to nobody the server knows. Ask your admin to check the app's tenant setting.",
	protocol.CloseTakenOver:     "Another window of yours is live.",
	protocol.CloseRefused:       "You may not use the adapter. Ask your admin.",
	protocol.CloseSignedOut:     "You have signed out. Reload Kustomer to sign in again.",
}

func startProblem(err error) protocol.Problem {
	return protocol.Problem{Code: "start", Text: "The adapter could not start: " + err.Error() + ".", Fix: "Reload Kustomer."}
}

func oldPageProblem() protocol.Problem {
	return protocol.Problem{
		Code: "old-page", Text: "This page is older than the server, and loading it again did not help.",
		Fix: "Empty the browser's cache for this site, then reload Kustomer.",
	}
}
