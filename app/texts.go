package app

import (
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// Every text that the parts show, as "key: English" (see package texts for how to add one). The
// English accessible names are fixed: tests, hands and screen readers find the adapter by them.
const (
	textAdapter    = texts.Text("adapter: Agent adapter")
	textConnection = texts.Text("connection: Connection")
	textLive       = texts.Text("connection.live: Live")
	textConnecting = texts.Text("connection.connecting: Connecting")
	textOffline    = texts.Text("connection.offline: Offline")
	textRetrying   = texts.Text("connection.retrying: Trying again by itself. A call in the softphone goes on.")
	textNewRelease = texts.Text("release: A new version is ready.")
	textLoadNow    = texts.Text("release.load: Load it now")

	textNumber  = texts.Text("dial.number: Phone number")
	textCall    = texts.Text("dial.call: Call")
	textCalling = texts.Text("dial.calling: Calling…")

	textStatus        = texts.Text("status: Status")
	textUnknownStatus = texts.Text("status.unknown: Not known yet")
	textNextStatus    = texts.Text("status.next: Next: {status}")
	textInKustomer    = texts.Text("status.kustomer: In Kustomer: {status}")
	textSetting       = texts.Text("status.setting: Setting {status}")
	textClearNext     = texts.Text("status.clear: Clear next status")
	textReconcile     = texts.Text("status.reconcile: Reconcile")
	textBusyChoice    = texts.Text("status.busy: You have work in hand: what you choose is set when you are free.")
	textSince         = texts.Text("status.since: Since {time}")
	textSinceFor      = texts.Text("status.since-for: Since {time} · {long}")
	textWhyAt         = texts.Text("status.why: {why}, {time}")

	textUnderMinute = texts.Text("time.under-minute: less than a minute")
	textMinutes     = texts.Text("time.minutes: {n} min")
	textHours       = texts.Text("time.hours: {hours} h {minutes} min")
	textList        = texts.Text("list: {first}, {second}")
	textSentence    = texts.Text("list.end: {text}.")

	textIncomingCall = texts.Text("ring.call: Incoming call")
	textIncomingChat = texts.Text("ring.chat: Incoming chat")
	textAnswer       = texts.Text("ring.answer: Answer")
	textDecline      = texts.Text("ring.decline: Decline")
	textInSoftphone  = texts.Text("ring.in-softphone: Answer or decline in the softphone below.")
	textWithheld     = texts.Text("ring.withheld: Number withheld")
	textWaitsIn      = texts.Text("ring.queue: Queue: {queue}")
	textRingAloud    = texts.Text("ring.aloud: {what} from {caller}")
	textRingAloudIn  = texts.Text("ring.aloud-queue: {what} from {caller}, queue: {queue}")

	textWhichCustomer = texts.Text("choice: Which customer?")
	textUseCustomer   = texts.Text("choice.use: Use this customer")
	textSharedBy      = texts.Text("choice.shared: Several customers share the number {number}. Nothing is saved until you pick one.")
	textProposed      = texts.Text("choice.proposed: Proposed: {why}")
	textNoName        = texts.Text("choice.no-name: Customer without a name")
	textNothingOpen   = texts.Text("choice.nothing-open: No open conversation")
	textLastOpen      = texts.Text("choice.last: Last open: {title}")
	textLastOpenAt    = texts.Text("choice.last-at: Last open: {title}, {time}")
	textNoTitle       = texts.Text("choice.no-title: a conversation")

	textCallback = texts.Text("callback: Callback")
	textTooShort = texts.Text("callback.short: The call was too short.")

	textSession = texts.Text("session: Session {who}")
	textOpen    = texts.Text("session.open: Open conversation")
	textNoneYet = texts.Text("session.none: Calls and chats appear here.")

	textElsewhere  = texts.Text("waiting: Live in another window")
	textUse        = texts.Text("waiting.use: Use this one")
	textTaking     = texts.Text("waiting.taking: Taking over…")
	textHolderLost = texts.Text("waiting.lost: That window has gone. It is being waited for a moment.")
	textHolder     = texts.Text("waiting.holder: {browser} on {device}")
	textABrowser   = texts.Text("waiting.browser: A browser")
	textSinceThen  = texts.Text("waiting.since: since {time}")
	textOnACall    = texts.Text("waiting.on-call: on a call")
	textAskTake    = texts.Text("takeover: Take over during a call?")
	textAskWhy     = texts.Text("takeover.why: The other window is on a call. Its audio ends there when you take over.")
	textTakeOver   = texts.Text("takeover.take: Take over")
	textCancel     = texts.Text("takeover.cancel: Cancel")

	textKeys      = texts.Text("keys: Keyboard shortcuts")
	textKeysWhere = texts.Text("keys.where: They work in this widget, where nothing is typed.")
	textKeysOn    = texts.Text("keys.on: Single keys work")
	textClose     = texts.Text("keys.close: Close")

	textSoftphone = texts.Text("softphone: Softphone")
	textDismiss   = texts.Text("problem: Dismiss")
)

var stateWords = map[string]texts.Text{
	protocol.StateQueued:     "session.queued: Waiting in a queue",
	protocol.StateRinging:    "session.ringing: Ringing",
	protocol.StateConnecting: "session.connecting: Connecting",
	protocol.StateConnected:  "session.connected: Connected",
	protocol.StateHeld:       "session.held: On hold",
	protocol.StateEnded:      "session.ended: Ended",
	protocol.StateAbandoned:  "session.abandoned: Abandoned",
	protocol.StateMissed:     "session.missed: Missed",
	protocol.StateVoicemail:  "session.voicemail: Voicemail",
	protocol.StateFailed:     "session.failed: Failed",
}

var savedWords = map[string]texts.Text{
	protocol.Saving:    "record.saving: Saving",
	protocol.Saved:     "record.saved: Saved",
	protocol.NeedsHelp: "record.needs-help: Needs help",
}

// endTexts are the server's reasons for an end that says to stay away. A close frame has no room for a
// code: such a reason is known by its English.
var endTexts = []texts.Text{
	"end.no-user: Kustomer has no user {name}",
	"end.nobody: nobody is served under the name {name}",
}

// quietTexts say what to do when the server told this page to stay away.
var quietTexts = map[protocol.CloseCode]texts.Text{
	protocol.CloseBadFrame:      "quiet.bad-frame: The server did not understand this page. Reload Kustomer.",
	protocol.CloseUnknownTenant: "quiet.unknown-tenant: This widget belongs to nobody the server knows. Ask your admin to check the app's tenant setting.",
	protocol.CloseTakenOver:     "quiet.taken-over: Another window of yours is live.",
	protocol.CloseRefused:       "quiet.refused: You may not use the adapter. Ask your admin.",
	protocol.CloseSignedOut:     "quiet.signed-out: You have signed out here.",
}

const (
	textNotStarted = texts.Text("start: The adapter could not start: {fault}.")
	textReload     = texts.Text("start.fix: Reload Kustomer.")
	textOldPage    = texts.Text("old-page: This page is older than the server, and loading it again did not help.")
	textOldPageFix = texts.Text("old-page.fix: Empty the browser's cache for this site, then reload Kustomer.")
)

func startProblem(err error) protocol.Problem {
	return protocol.Problem{Code: "start", Text: textNotStarted.With("fault", err.Error()), Fix: textReload.String()}
}

func oldPageProblem() protocol.Problem {
	return protocol.Problem{Code: "old-page", Text: textOldPage.String(), Fix: textOldPageFix.String()}
}
