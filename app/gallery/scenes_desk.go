package main

import (
	"agentadapter/app/state"
	"agentadapter/protocol"
)

// named are the countries as a browser names them.
var named = state.NamedCountries{Names: map[string]string{"US": "United States", "DE": "Germany", "FR": "France", "GB": "United Kingdom", "JP": "Japan"}}

// choosing is a window of a tenant that offers outbound numbers and languages.
func choosing(more ...state.Msg) []state.Msg {
	w := welcome()
	w.Dialing = protocol.Dialing{Country: "US", Numbers: []string{"+14155550100", "+493012345"}, Languages: []string{"en", "es"}}
	kept := state.Remembered{Kept: map[string]string{"favourites": "DE", "country": "GB"}}
	return append([]state.Msg{kept, said(w), named, state.Ticked{Now: newYear}}, more...)
}

func deskScenes() []Scene {
	typed := state.TypedNumber{Text: "030 901820"}
	warning := protocol.Problem{Code: "do-not-call", Text: "This number is on the do-not-call list.", Fix: "Call it only if the customer asked for it."}
	told := protocol.Number{Typed: "030 901820", Number: "+4930901820", Country: "DE", Offsets: []int{60}, Warning: &warning}
	return []Scene{
		{"countries", "The list of countries, the last used and the favourites first.", choosing(state.ToggledCountry{}, state.SearchedCountry{Text: "u"})},
		{"countries-none", "No country fits what is searched for.", choosing(state.ToggledCountry{}, state.SearchedCountry{Text: "nowhere"})},
		{"number-told", "Where a typed number leads, and what to think of first.", choosing(typed, state.RestedTyping{Text: "030 901820"}, answered("n1", told))},
		{"warned", "The question before a call that was warned of.", choosing(typed, state.PressedCall{}, answered("q1", protocol.Dialed{Result: protocol.DialWarned, Problem: &warning}))},
		{"more", "Sounds and the self-test before it ran.", live(state.ChoseTab{Tab: state.TabMore}, state.NamedSinks{Sinks: []state.Sink{{ID: "d1", Name: "Headset"}}})},
		{"tested", "What the self-test found.", tested()},
	}
}

func tested() []state.Msg {
	return live(state.ChoseTab{Tab: state.TabMore}, state.PressedTest{},
		state.Probed{Results: []state.Result{
			{State: state.Bad, Name: "Microphone", Text: "Not allowed", Fix: "Allow the microphone for this site at the left end of the address line, then reload Kustomer."},
			{State: state.Fair, Name: "Notifications", Text: "Not allowed", Fix: "Press Allow notifications here. Without them a ring is still seen and heard."},
			{State: state.Good, Name: "Sound without a click", Text: "Allowed"},
		}},
		answered("q1", protocol.Check{Now: newYear, Neighbours: []protocol.Neighbour{{Name: "kustomer", Millis: 42}, {Name: "platform", Millis: 31}}}))
}

func listScenes() []Scene {
	missed := protocol.Session{Session: "call-11", Direction: "in", State: protocol.StateMissed, Number: "+14155550123", Queue: "Support", By: "Ben Okafor"}
	busy := protocol.Session{Session: "call-12", Direction: "out", State: protocol.StateFailed, Number: "+493012345", Fail: "eu_busy"}
	handed := protocol.Session{
		Session: "call-13", Direction: "in", State: protocol.StateEnded, Number: "+14155550187", Name: "Maria Lopez", Queue: "Billing", By: "Ben Okafor",
		Customer: "c1", Conversation: "v1", Saved: protocol.Saved, Disposition: "resolved", Note: "Called about invoice 7.",
		Transfers: []protocol.Transfer{{From: "Ana Ruiz", FromQueue: "Support", To: "Ben Okafor", ToQueue: "Billing", At: newYear + 2*minute}},
	}
	mail := protocol.Session{Session: "call-14", Direction: "in", State: protocol.StateVoicemail, Number: "+14155550177", Queue: "Billing", Saved: protocol.Saved, Heard: "read", HeardBy: "Ben Okafor"}
	all := protocol.History{Sessions: []protocol.Session{missed, busy, handed}, Voicemails: []protocol.Session{mail}}
	return []Scene{
		{"history", "The agent's earlier calls and chats.", live(state.ChoseTab{Tab: state.TabHistory}, answered("h1", all))},
		{"history-missed", "The missed ones alone.", live(state.ChoseTab{Tab: state.TabHistory}, answered("h1", all), state.ToggledMissed{})},
		{"voicemail", "What callers left.", live(state.ChoseTab{Tab: state.TabVoicemail}, answered("h1", all))},
		{"voicemail-none", "No voicemail.", live(state.ChoseTab{Tab: state.TabVoicemail})},
		{"chats", "Two chats at a time, one unread.", chats()},
		{"wrap-up", "A call of a few seconds is written up.", wrapUp()},
	}
}

func chats() []state.Msg {
	one := protocol.Session{Session: "chat-21", Direction: "in", State: protocol.StateConnected, Name: "Noor Haddad", Queue: "Billing", ConnectedAt: newYear - 5*minute, Saved: protocol.Saving, Writes: 3}
	other := protocol.Session{Session: "chat-22", Direction: "in", State: protocol.StateConnected, Number: "+14155550123", Queue: "Support", ConnectedAt: newYear - minute}
	inbound := state.SoftphoneSaid{Type: "Chat_Inbound_Message", Data: map[string]any{"chat_id": "21"}}
	return live(said(one), said(other), inbound, inbound, state.Ticked{Now: newYear + minute/2})
}

func wrapUp() []state.Msg {
	brief := protocol.Session{Session: "call-23", Direction: "in", State: protocol.StateEnded, Number: "+14155550123", Queue: "Support", ConnectedAt: newYear, EndedAt: newYear + 5000, Saved: protocol.Saved}
	after := welcome().Status
	after.Platform, after.Busy, after.Since = "Wrap-up", true, newYear+5000
	return live(said(brief), said(after), state.Ticked{Now: newYear + minute/2})
}
