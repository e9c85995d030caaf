package main

import (
	"agentadapter/app/state"
	"agentadapter/protocol"
)

func dialScenes() []Scene {
	typed := state.TypedNumber{Text: "+14155550123"}
	refusal := protocol.Dialed{Result: protocol.DialRefused, Problem: &protocol.Problem{Code: "call-refused", Text: "Agent is not logged in.", Fix: "Sign in to the softphone, choose a status that may call, and press Call again.",
		FixSaid: protocol.Said{"advice.unavailable"}}}
	return []Scene{
		{"number", "A number that can be called.", live(typed)},
		{"calling", "The platform is asked to call.", live(typed, state.PressedCall{})},
		{"placed", "The platform calls.", live(typed, state.PressedCall{}, answered("q1", protocol.Dialed{Result: protocol.DialPlaced, Number: "+14155550123"}))},
		{"refused", "What was typed is no number.", live(state.TypedNumber{Text: "555-CALL"}, state.PressedCall{})},
		{"refused-call", "The platform refused, in its own words.", live(typed, state.PressedCall{}, answered("q1", refusal))},
	}
}

func statusScenes() []Scene {
	busy := welcome().Status
	busy.Platform, busy.Busy, busy.Since = "In-call", true, newYear
	next := busy
	next.Next, next.Kustomer, next.KustomerType = "Break", "Lunch", "unavailable"
	next.Why, next.WhyAt = "Break next, because Kustomer status Lunch maps to it; it is set once you are free", newYear+2*minute
	next.WhySaid = protocol.Said{"why.mapped-next", "status", "Break", "kustomer", "Lunch"}
	drifted := welcome().Status
	drifted.Drift = "Kustomer status Lunch maps to Break, but CCAI Platform has Available"
	drifted.DriftSaid = protocol.Said{"drift", "kustomer", "Lunch", "want", "Break", "platform", "Available"}
	return []Scene{
		{"status", "Choosing a status by keyboard.", live(state.PressedStatusKey{Key: "ArrowDown"}, state.PressedStatusKey{Key: "ArrowDown"})},
		{"status-setting", "A status is being set.", live(state.ChoseStatus{Name: "Break"})},
		{"status-refused", "The platform refused a status.", live(state.ChoseStatus{Name: "Break"}, answered("q1", protocol.StatusSet{Problem: &protocol.Problem{Code: "status-refused", Text: "In call: not changeable.", Fix: "Finish what the platform still waits for, then choose the status again.",
			FixSaid: protocol.Said{"advice.status"}}}))},
		{"busy", "Work in hand: a choice would be the next status.", live(said(busy))},
		{"next", "A next status is pending, and the list is open.", live(said(next), state.Ticked{Now: newYear + 65*minute}, state.ToggledStatus{})},
		{"drift", "Both sides differ.", live(said(drifted))},
	}
}

// incoming is a call that rings for the agent.
func incoming() protocol.Session {
	return protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateRinging, Number: "+14155550123", Name: "Maria Lopez", Queue: "Support"}
}

func ringScenes() []Scene {
	withheld := protocol.Session{Session: "call-4", Direction: "in", State: protocol.StateRinging}
	chat := protocol.Session{Session: "chat-5", Direction: "in", State: protocol.StateRinging, Name: "Noor Haddad", Queue: "Billing"}
	return []Scene{
		{"ring", "A known customer calls.", live(said(incoming()))},
		{"ring-withheld", "Somebody calls without a number.", live(said(withheld))},
		{"ring-chat", "A chat comes in.", live(said(chat))},
		{"rings", "A call and a chat at a time.", live(said(incoming()), said(chat))},
		{"answering", "Answer was pressed: the softphone takes it from here.", live(said(incoming()), state.PressedAnswer{Session: "call-1"})},
	}
}

func choiceScenes() []Scene {
	shared := protocol.Choose{
		Session: "call-1", Number: "+14155550123", Proposed: "c2", Why: "was created last", WhySaid: protocol.Said{"choice.created-last"},
		Matches: []protocol.Match{{Customer: "c1", Name: "Mia Wong", Last: "Billing", LastAt: newYear}, {Customer: "c2"}},
	}
	return []Scene{
		{"choice", "Several customers share the caller's number.", live(said(shared))},
	}
}

func sessionScenes() []Scene {
	connected := protocol.Session{
		Session: "call-2", Direction: "out", State: protocol.StateConnected, Number: "+493012345", Queue: "Support",
		Customer: "c1", Conversation: "v1", Saved: protocol.Saving,
	}
	held := connected
	held.State, held.Saved, held.Name = protocol.StateHeld, protocol.Saved, "Maria Lopez"
	needs := protocol.Session{Session: "chat-3", State: protocol.StateMissed, Saved: protocol.NeedsHelp,
		Reason: "no customer matches and creating customers is off", ReasonSaid: protocol.Said{"reason.unlinked"}}
	ended := protocol.Session{
		Session: "call-6", Direction: "in", State: protocol.StateEnded, Number: "+14155550187", Name: "Oskar Lindqvist-Fernández de la Cruz", Queue: "Support / Billing / Invoices",
		Customer: "c2", Conversation: "v2", Saved: protocol.Saved,
	}
	return []Scene{
		{"sessions", "A call in hand and a missed chat that needs help.", live(said(connected), said(needs))},
		{"held", "A call on hold, another one ended.", live(said(ended), said(held))},
	}
}
