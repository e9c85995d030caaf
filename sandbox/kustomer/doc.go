// Package kustomer is a stand-in of Kustomer on real HTTP: its REST API, its
// agents' page and the card script that widgets load.
//
// It is a witness for the product, so it is written from the vendor's
// documentation and from recorded answers, shares no code with the product
// and is as strict as the real one: flat bodies whose unknown properties are
// refused, 24-hex ids, revision numbers, times with milliseconds, unique
// phones and e-mails, counters that only the server keeps.
//
// # How a request travels
//
//	knobs       the fault knobs may spoil it
//	route       a table names method, path, role, body schema and handler
//	principal   who asks: an API key's machine user, or an agent's page
//	budget      the org's requests per minute, told in three headers
//	role        any one of the roles that the documentation lists
//	body        decoded once, checked against its schema
//	handler     reads or changes the store under its lock
//
// Records are never changed in place: a write stores an edited copy. So what
// a reader holds stays as it was, and what changed is the difference of two
// records, which is what webhooks and the page's live view need.
//
// The page stands at the same address; it speaks to the same handlers as an
// agent, through /_page/.
package kustomer
