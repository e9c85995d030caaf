package people

import (
	"fmt"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// The two places where a person may be missing, as people call them.
const (
	InKustomer = "Kustomer"
	InPlatform = "CCAI Platform"
)

// MissingError says that a neighbour has nobody of that name.
type MissingError struct {
	// Where is InKustomer or InPlatform.
	Where string
	// Email that is missing there; empty if an id was looked for.
	Email string
	// ID that is missing there; empty if an e-mail was looked for.
	ID string
}

// Error says who is missing where.
func (e *MissingError) Error() string {
	if e.Email != "" {
		return fmt.Sprintf("people: %s has nobody with the e-mail %s", e.Where, e.Email)
	}
	return fmt.Sprintf("people: %s has nobody with the id %s", e.Where, e.ID)
}

// Is makes it engine.ErrNotFound.
func (e *MissingError) Is(target error) bool { return target == engine.ErrNotFound }

// Problem tells it to the agent (T12).
func (e *MissingError) Problem() protocol.Problem {
	if e.Email == "" {
		return protocol.Fault("agent-unknown",
			"problem.id-unknown: {where} has nobody with the id {id}, or that person has no e-mail.",
			"problem.id-unknown.fix: Ask an admin to give you an e-mail in Kustomer and the same one in CCAI Platform.",
			"where", e.Where, "id", e.ID)
	}
	return protocol.Fault("agent-unknown",
		"problem.email-unknown: {where} has nobody with the e-mail {email}.",
		"problem.email-unknown.fix: Ask an admin to use the same e-mail in Kustomer and CCAI Platform, or to link the two in the adapter's settings. Missing: {email} in {where}.",
		"where", e.Where, "email", e.Email)
}

// UnconnectedError says that the tenant's platform is not connected yet.
type UnconnectedError struct{}

// Error says so.
func (*UnconnectedError) Error() string { return "people: CCAI Platform is not connected yet" }

// Problem tells it to the agent.
func (*UnconnectedError) Problem() protocol.Problem {
	return protocol.Fault("platform-unconnected",
		"problem.not-connected: CCAI Platform is not connected yet.",
		"problem.unconnected.fix: Ask an admin to complete “CCAI Platform” on the adapter's settings page.")
}

// UnreachableError says that a neighbour could not be asked.
type UnreachableError struct {
	// Where is InKustomer or InPlatform.
	Where string
	// Key says that the neighbour refused our key: only an admin can help.
	Key   bool
	cause error
}

// Error says who could not be asked and why.
func (e *UnreachableError) Error() string {
	return fmt.Sprintf("people: %s cannot be asked: %v", e.Where, e.cause)
}

// Unwrap gives the client's own error.
func (e *UnreachableError) Unwrap() error { return e.cause }

// Problem tells it to the agent.
func (e *UnreachableError) Problem() protocol.Problem {
	if e.Key {
		return protocol.Fault("key-refused",
			"problem.a-key-refused: {where} refuses the adapter's key.",
			"problem.a-key-refused.fix: Ask an admin to check the key for {where} and its rights.",
			"where", e.Where)
	}
	code := "kustomer-unreachable"
	if e.Where == InPlatform {
		code = "platform-unreachable"
	}
	return protocol.Fault(code,
		"problem.no-answer: {where} does not answer.",
		"problem.no-answer.fix: Wait a moment; the adapter tries again by itself.",
		"where", e.Where)
}

// fromKustomer gives a client's error its meaning here.
func fromKustomer(err error, missing MissingError) error {
	missing.Where = InKustomer
	switch kustomer.KindOf(err) {
	case kustomer.NotFound:
		return &missing
	case kustomer.KeyAtFault, kustomer.RoleMissing:
		return &UnreachableError{Where: InKustomer, Key: true, cause: err}
	}
	return &UnreachableError{Where: InKustomer, cause: err}
}
