// Package rules decides what the CRM must hold for a session, and which status an agent has: no clock,
// no network, no log.
//
// Facts about a session (what an event or the platform's own object told) are folded into a
// Session; Decide then looks at the session, at what is known of the CRM (Record) and at the
// tenant's Settings, and answers with a Plan: questions to ask first, something to wait for, a
// settlement to keep, or the writes still missing. Whoever carries the plan out folds the answers
// into the Record and asks again until the plan is empty. The same facts in any order, twice or
// late, end in the same plan.
//
// The numbers are those that every reason, audit line and test names; registry_test.go holds each of
// them to the tests that show it. Where a rule is kept in another room, that room stands behind it.
//
// # Which customer
//
//	C1   an SDK identifier: by externalId, then phone, then e-mail (customer.go)
//	C2   an IVR number nobody has: a new customer with that phone and externalId enduser-… (customer.go)
//	C3   an identifier nobody has: a new customer with externalId, phone, e-mail and name (customer.go)
//	C4   a number that several share: the agent picks, else the one created last (shared.go)
//	C5   a withheld number: a new customer of its own, never matched (customer.go)
//	C6   a customer made by the session is given to its agent (owner.go)
//	C7   creating customers is off and nobody matches: unlinked, until linked by hand (customer.go)
//	C8   refused because taken: the one who has it is used (server/crm)
//
// # Which conversation (settled once)
//
//	V1   assigned or answered: the open one of the same menu and channel, or a new one (conversation.go)
//	V2   only "open" is open (conversation.go)
//	V3   outbound: the customer's most recent one if open, or a new one (callback.go)
//	V4   dialled from an open conversation of that customer: that one (callback.go, server/relay)
//	V5   hung up and called back: the earlier call's if open (callback.go, server/relay)
//	V6   the same after a call of less than ten seconds (callback.go)
//	V7   abandoned: as V1 unless switched off; left in the menu: nothing unless switched on (due.go)
//	V8   a voicemail has its own (conversation.go)
//	V9   deleted or merged: settled again under the next number (server/relay, server/intake)
//	V10  when the record is made (due.go)
//	V11  the agent of the session is assigned, once; nobody: the default author (conversation.go)
//	V12  one closed within some days is opened again, if so chosen (reopen.go)
//
// # What is written
//
//	S1   standard data on a conversation that we make (conversation.go)
//	S2   exactly one message for every session, kept up to date (message.go)
//	S3   account and record fields for sessions that began after they were created (fields.go)
//	S4   a note with the phone number, once per conversation and number (note.go)
//	S5   a call's recordings attached to its message, or linked (recording.go, file.go)
//	S6   who takes a transferred session is assigned, and a note says so (transfer.go)
//	S7   a note of what a SmartAction brought, with its files (action.go)
//	S8   a note of a SmartAction that failed, with its error (action.go)
//	S9   the end user's rating in meta.csat and its fields (rating.go, fields.go)
//	S10  who read, dismissed or called back a voicemail (voicemail.go, callback.go)
//	S11  a chat's transcript on a note (transcript.go)
//	S12  the app's own data in fields, the rest in the message's meta.customData (custom.go)
//	S13  the disposition in meta, and a note where the agent wrote one (disposition.go)
//	S14  hidden data never (custom.go)
//
// # How it is written
//
//	W1   nothing is lost: on disk before it is acknowledged, and taken up after a kill (server/intake, server/relay)
//	W2   nothing is doubled: ids are derived, so that a repeated write finds itself (ids.go, server/crm)
//	W3   a session's writes in order; a slow one holds no other session up (server/relay)
//	W4   each refusal by its kind: wait, retry, pause, park, strip or bury (server/relay)
//	W5   budgets are kept, live calls go first (kustomer, ccaip, server/relay)
//	W6   the truth is asked for: stale sessions, missing ends, gaps (server/intake)
//	W7   every write carries its rule, reason and facts (write.go, server/relay)
//	W8   what is too long is cut, and stands in full on a note or in a file (fit.go)
//	W9   paused: kept and written later; a pilot's sessions alone (pilot.go, server/relay)
//	W10  another writer of the same sessions is told to the admin (server/relay)
//
// # Which status the agent has (status.go, status_next.go)
//
//	T1   the toggle is off: nothing
//	T2   the agent is free: the mapped status at once
//	T3   the agent is busy: kept as the next status
//	T4   latest: the later choice of the two wins
//	T5   crm: Kustomer's pending one beats the agent's
//	T6   offline in the platform: ignored, and said
//	T7   no mapping: nothing, and said
//	T8   a system status cannot be mapped
//	T9   the same again: nothing
//	T10  the agent's own choice in the adapter
//	T11  the holder of the lease alone syncs (server/lease, server/hub)
//	T12  e-mails that differ: no sync, and which is missing where (server/people)
//	T13  at log-in, if so chosen
//	T14  refused per agent: tried once more when the system status is left
//	T15  a drift of more than half a minute is shown (server/inherit)
package rules
