// Package inherit makes an agent's platform status follow the Kustomer status, and keeps what
// cannot be done yet. What is to be done is decided by package rules (T1 to T15); here it is
// carried out, remembered and told.
//
// # One change
//
//	who wishes                   the rules say      what happens
//	Kustomer's page (live one)   apply              the term is checked, the platform is asked once
//	the agent's own choice       hold as next       kept in the engine until the agent is free
//	the work session             ignore, unmapped   said to the agent, with the reason
//	"reconcile"                  nothing            nothing
//
// Changes of one agent happen one after the other: whoever acts holds the agent's turn. Each one
// that was applied, held, ignored or refused is a line of the log "audit".
//
// # The next status
//
// It lies in the engine, with everything that must outlast this process (record.go). Desk tells
// the platform status at every round and after every event; once that says that the agent is free,
// the pending status is set, by the present term of the agent's live window and never without
// one. A refusal out of a system status waits until the agent has left it. A platform that does not
// answer is asked again after 5, 10, 20 s and so on, six times, and then no more. A next status is
// forgotten after twelve hours, or when the agent was Offline in between for a minute.
//
// # Who is here
//
// Lease says when an agent's live window comes and goes. One that comes after a minute of none is
// a log-in: what was heard of Kustomer before counts no more. While no status event of Kustomer's
// page was heard since the log-in, its work session is read once a minute (shift.go). A window that
// stays away may change the platform status (setting vanishedAgent, vanish.go).
//
// # Time
//
// One goroutine looks at all agents once a second; what is due then runs beside it.
package inherit
