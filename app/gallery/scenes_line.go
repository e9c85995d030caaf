package main

import (
	"agentadapter/app/state"
	"agentadapter/protocol"
)

func connectionScenes() []Scene {
	stale := welcome()
	stale.Build = "b2"
	return []Scene{
		{"begin", "The page has just begun.", []state.Msg{state.LinkOpening{}}},
		{"live", "Nothing to do: waiting for work.", live()},
		{"offline", "The server does not answer.", live(state.LinkLost{Attempts: 5})},
		{"sign-in-failed", "Kustomer did not sign the agent in.", []state.Msg{state.SignInFailed{Reason: "Kustomer could not sign you in (403). Ask your admin to check the app's command."}}},
		{"refused-agent", "The server does not serve this agent.", live(state.LinkLost{Code: protocol.CloseRefused, Reason: "Your user is disabled."})},
		{"keys", "The map of keys.", live(state.ToggledKeys{})},
		{"release", "A new version may be loaded.", []state.Msg{said(stale)}},
	}
}

func waitingScenes() []Scene {
	waits := welcome()
	waits.Lease = protocol.Lease{Term: 3, Holder: &protocol.Holder{Browser: "Chrome 156", Device: "Windows", Since: newYear, OnCall: true}}
	left := welcome()
	left.Lease = protocol.Lease{Term: 3, Holder: &protocol.Holder{Away: true}}
	return []Scene{
		{"waiting", "Another window is the live one.", []state.Msg{said(waits)}},
		{"waiting-call", "What goes on in the live window is to be seen, and nothing can be done.", []state.Msg{said(waits), said(protocol.Session{Session: "call-418", Direction: "in", State: protocol.StateConnected, Number: "+14155550123", Queue: "Billing", StartedAt: newYear})}},
		{"signed-out", "The agent has signed this window out.", live(state.PressedSignOut{}, state.LinkLost{Code: protocol.CloseSignedOut})},
		{"waiting-away", "The live window has gone and is being waited for.", []state.Msg{said(left)}},
		{"waiting-sent", "A number clicked here went to the live window.", []state.Msg{said(waits), state.HostDialed{Number: "+14155550123"}, answered("q1", protocol.Filled{Sent: true})}},
		{"take-over", "Taking over would end a call in the other window.", []state.Msg{said(waits), state.PressedUseThis{}}},
		{"taken", "This window was the live one.", live(state.LinkLost{Code: protocol.CloseTakenOver})},
	}
}

func problemScenes() []Scene {
	return []Scene{
		{"problem", "A fault, and what to do.", live(said(protocol.Problem{Code: "platform-unreachable", Text: "CCAI Platform does not answer.", Fix: "Use the softphone meanwhile; the adapter tries again by itself."}))},
		{"problems", "Two faults at a time.", live(
			said(protocol.Fault("agent-unknown", "problem.email-unknown: {where} has nobody with the e-mail {email}.",
				"problem.email-unknown.fix: Ask an admin to use the same e-mail in Kustomer and CCAI Platform, or to link the two in the adapter's settings. Missing: {email} in {where}.",
				"where", "CCAI Platform", "email", "ana@acme.example")),
			said(protocol.Problem{Code: "platform-busy", Text: "CCAI Platform takes no more requests just now.", Fix: "Wait a few seconds and try again."}))},
	}
}
