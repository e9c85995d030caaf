package app

import "agentadapter/app/texts"

// The texts of the desk's parts, as "key: English" (see package texts).
const (
	textCountry       = texts.Text("country: Country")
	textCountryIs     = texts.Text("country.is: Country: {country} {code}")
	textSearchCountry = texts.Text("country.search: Search country")
	textNoCountry     = texts.Text("country.none: No country fits.")
	textAddFavourite  = texts.Text("country.add: Add to favourites: {country}")
	textDropFavourite = texts.Text("country.drop: Remove from favourites: {country}")
	textThere         = texts.Text("dial.there: {time} there")
	textCallAnyway    = texts.Text("warned.call: Call anyway")
	textWarned        = texts.Text("warned: Call anyway?")
	textOutbound      = texts.Text("dial.outbound: Outbound number")
	textLanguage      = texts.Text("dial.language: Language")
	textSoftphoneAsks = texts.Text("dial.asks: The softphone asks")
	textTabCalls      = texts.Text("tab.calls: Calls")
	textTabHistory    = texts.Text("tab.history: History")
	textTabVoicemail  = texts.Text("tab.voicemail: Voicemail")
	textTabMore       = texts.Text("tab.more: More")
	textTabs          = texts.Text("tab.list: Lists")
	textMissedOnly    = texts.Text("tab.missed: Missed only")
	textNothingThere  = texts.Text("tab.none: Nothing here yet.")
	textSupport       = texts.Text("session.support: Dialled {number}")
	textMuted         = texts.Text("session.muted: Muted")
	textPaused        = texts.Text("session.paused: Recording is paused")
	textAnsweredBy    = texts.Text("session.by: Answered by {agent}")
	textHandedTo      = texts.Text("session.to: Now with {agent}")
	textUnread        = texts.Text("session.unread: {n} unread message|{n} unread messages")
	textWaitsFor      = texts.Text("session.waits: Waits {time} for your answer")
	textWrapUp        = texts.Text("session.wrapup: Wrap-up {time}")
	textDisposition   = texts.Text("session.disposition: Disposition: {code}")
	textTransfer      = texts.Text("session.transfer: {time}: {from} to {to}")
	textHeard         = texts.Text("voicemail.heard: Listened to")
	textHeardBy       = texts.Text("voicemail.by: Listened to by {agent}")
	textDismissedVM   = texts.Text("voicemail.dismissed: Dismissed")
	textCalledBack    = texts.Text("voicemail.back: Called back")
	textSavingMany    = texts.Text("record.many: Saving ({n})")
	textRingsFor      = texts.Text("ring.since: Rings for {time}")
	textLeftToAnswer  = texts.Text("ring.left: {time} left to answer")
	textKnown         = texts.Text("ring.known: Customer in Kustomer")
	textSound         = texts.Text("sound: Ring tone")
	textSoundWhy      = texts.Text("sound.why: It plays where the softphone does not ring itself.")
	textVolume        = texts.Text("sound.volume: Volume")
	textDevice        = texts.Text("sound.device: Device")
	textUsualDevice   = texts.Text("sound.usual: Usual device")
	textTryTone       = texts.Text("sound.try: Play it")
	textAllow         = texts.Text("notify.allow: Allow notifications")
	textLeave         = texts.Text("leave: Sign out of this window")
	textLeaveWhy      = texts.Text("leave.why: Calls no longer reach you here; your next window in line takes over.")
	textLeaveBusy     = texts.Text("leave.busy: Something is live here, and its audio ends when you sign out. Press again to sign out.")
	textSignedOut     = texts.Text("leave.done: Signed out")
	textSignedOutWhy  = texts.Text("leave.done-why: Nothing rings and nothing is called in this window.")
	textSignIn        = texts.Text("leave.back: Sign in again")
	textTest          = texts.Text("test: Self-test")
	textRunTest       = texts.Text("test.run: Run the self-test")
	textTesting       = texts.Text("test.running: Testing…")
	textReport        = texts.Text("test.report: Download a report")
	textReportWhy     = texts.Text("test.report-why: The report is for support. It holds no phone numbers, names or secrets.")
)

// testWords say how a thing that was tested is.
var testWords = map[string]texts.Text{
	"good": "test.good: OK",
	"fair": "test.fair: Look at this",
	"bad":  "test.bad: Does not work",
}
