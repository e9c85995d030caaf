package desk

import (
	"errors"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// Codes of problems that this room tells.
const (
	codeUnreachable = "platform-unreachable"
	codeUnconnected = "platform-unconnected"
	codeKey         = "key-refused"
	codeCall        = "call-refused"
	codeStatus      = "status-refused"
)

var (
	keyRefused = protocol.Fault(codeKey,
		"problem.key-refused: CCAI Platform refuses the adapter's key.",
		"problem.key-refused.fix: Ask an admin to check the API token and its rights.")
	unreachable = protocol.Fault(codeUnreachable,
		"problem.platform-unreachable: CCAI Platform does not answer.",
		"problem.platform-unreachable.fix: Use the softphone meanwhile; the adapter tries again by itself.")
	busy = protocol.Fault("platform-busy",
		"problem.platform-busy: CCAI Platform takes no more requests just now.",
		"problem.platform-busy.fix: Wait a few seconds and try again.")
	unconnected = protocol.Fault(codeUnconnected,
		"problem.unconnected: CCAI Platform is not connected yet: nothing can be called and no status set.",
		"problem.unconnected.fix: Ask an admin to complete “CCAI Platform” on the adapter's settings page.")
	notServed = protocol.Fault("unknown-tenant",
		"problem.unknown-tenant: The adapter serves nobody under this name any more.",
		"problem.unknown-tenant.fix: Ask an admin to check the adapter's settings.")
	sharedAgent = protocol.Fault("agent-shared",
		"problem.agent-shared: Somebody else who is signed in has the same agent in CCAI Platform.",
		"problem.agent-shared.fix: Ask an admin to give each of you an own one: one e-mail, one user, one agent.")
	doNotCall = protocol.Fault("do-not-call",
		"problem.do-not-call: This number is on the do-not-call list.",
		"problem.do-not-call.fix: Call it only if the customer asked for it.")
	quietNow = protocol.Fault("quiet-hours",
		"problem.quiet-hours: These are quiet hours where the customer is.",
		"problem.quiet-hours.fix: Call later, or call anyway if it was agreed.")
	outboundGone = protocol.Fault("outbound-gone",
		"problem.outbound-gone: That outbound number is not one of your organization's any more.",
		"problem.outbound-gone.fix: Choose another one and press Call again; reload Kustomer to see the present ones.")
	languageGone = protocol.Fault("language-gone",
		"problem.language-gone: That language is not offered any more.",
		"problem.language-gone.fix: Choose another one and press Call again; reload Kustomer to see the present ones.")
	cannotTell = protocol.Fault("store-unavailable",
		"problem.store-unavailable: The adapter's server cannot do that just now.",
		"problem.store-unavailable.fix: Wait a moment and try again; if it goes on, tell an admin.")
)

// problemOf is what an error has to say to people.
func problemOf(err error) protocol.Problem {
	if p, ok := errors.AsType[interface {
		error
		Problem() protocol.Problem
	}](err); ok {
		return p.Problem()
	}
	return cannotTell
}

// refusal words a platform's refusal: its own words first, then what to do about them.
func refusal(code string, err error, otherwise protocol.Problem) protocol.Problem {
	e, ok := errors.AsType[*ccaip.Error](err)
	if !ok {
		return otherwise
	}
	switch e.Kind {
	case ccaip.KeyAtFault, ccaip.RoleMissing:
		return keyRefused
	case ccaip.Limited:
		return busy
	case ccaip.Unreachable:
		return otherwise
	}
	p := protocol.Problem{Code: code, Text: e.Detail}
	if p.Text == "" {
		p.Text, p.Said = protocol.Say("problem.no-reason: CCAI Platform refused and did not say why.")
	}
	p.Fix, p.FixSaid = protocol.Say(advice(code, p.Text))
	return p
}
