// Package rules decides what the CRM must hold for a session: no clock, no network, no log.
//
// Facts about a session (what an event or the platform's own object told) are folded into a
// Session; Decide then looks at the session, at what is known of the CRM (Record) and at the
// tenant's Settings, and answers with a Plan: questions to ask first, something to wait for, a
// settlement to keep, or the writes still missing. Whoever carries the plan out folds the answers
// into the Record and asks again until the plan is empty. The same facts in any order, twice or
// late, end in the same plan.
//
// # Which customer (customer.go)
//
//	C1  an SDK identifier: by externalId, then phone, then e-mail
//	C2  an IVR number nobody has: a new customer with that phone and externalId enduser-…
//	C3  an identifier nobody has: a new customer with externalId, phone, e-mail and name
//	C5  withheld number: a new customer of its own, never matched
//	C7  creating customers is off and nobody matches: unlinked
//	C8  refused because taken: the one who has it is used (carried out by who writes)
//
// # Which conversation (conversation.go; settled once)
//
//	V1   assigned or answered: the open one of the same menu and channel, or a new one
//	V2   only "open" is open
//	V3   outbound: the customer's most recent one if open, or a new one
//	V7   abandoned: as V1 unless switched off; left in the menu: nothing unless switched on (due.go)
//	V8   voicemail: always a new one (voicemail.go)
//	V10  when the record is made (due.go)
//	V11  the agent of the session is assigned, once (conversation.go)
//
// # What is written
//
//	S1  standard data on a conversation that we make (conversation.go)
//	S2  exactly one message for every session, kept up to date (message.go)
//	S4  a note with the phone number, once per conversation and number (note.go)
//	S5  a call's recordings attached to its message, or linked (recording.go, file.go)
//	S7  a note of what a SmartAction brought, with its files (action.go)
//	S11 a chat's transcript on a note (transcript.go)
//	S12 the app's own data in fields, the rest in the message's meta.customData (custom.go)
//	S14 hidden data never (custom.go)
//
// # How
//
//	W8  what is too long is cut, and the whole becomes a file
//	W2  ids are derived, so that a repeated write finds itself (ids.go)
//	W7  every write carries its rule, reason and facts (write.go)
//
// The numbers are those that every reason, audit line and test names.
package rules
