// Package relay makes the CRM look as the sessions say, and tells agents how it stands.
//
// # The walk of a fact
//
// A tenant's line follows the log "facts" from its checkpoint. Each fact is folded into its
// session's document at once; then two kinds of workers are woken. A teller says the agent's card
// (card.go): it waits for nothing but the agent's name. A writer carries out what rules.Decide plans
// (write.go): it asks the CRM, keeps the settlement on disk, makes the missing writes one after the
// other and keeps each outcome, until the plan is empty.
//
// Files go their own way (carry.go): the writer plans them and goes on, porters bring them, and the
// writer keeps what is there and then writes what refers to it. A recording of an hour holds nothing up.
//
// # What survives
//
// The document (document.go) is the ledger: folded facts, settlement, what was written or given up.
// It is saved before each write and when its writer leaves it; one that only waits, a moment later
// (disk.go). The checkpoint never passes a fact whose fold is not saved, so after kill -9 the line reads
// those facts again; folding twice changes nothing, and a write that took effect unseen is found as taken.
// What an admin was told (warning.go) is on disk before the session that told it (remember.go).
//
// # Who waits for whom
//
//   - The writes of a session happen in order; one worker has a session at a time.
//   - Sessions that somebody is in have writers of their own and go before back-fill (urgency.go).
//   - Sessions of one customer settle one after the other (turn.go), so that the second sees what the
//     first made. A holder that cannot go on gives its turn up after a minute.
//   - 429 and a refused key close the tenant's gate (gate.go): nobody writes until it opens.
//   - Everything else holds up its own session alone: retried with growing pauses for a week (steps.go),
//     parked until a role is granted (role.go), or given up with a reason (buried).
//
// Sessions that are over are looked after, a few at a time: does somebody else write them, too
// (foreign.go)?
//
// A session that has ended at the platform and is saved leaves memory; its card stays a while. After
// retainDays it is forgotten (forget.go): its facts first, then its document, so that a crash in between
// leaves a document whose forgetting goes on at the next round. What is told of it later begins a new
// document; everything it would write is found as taken, since all ids derive from the session's name.
// A person's sessions may be erased before (erase.go). Neither touches what is still to be settled.
package relay
