// Package intake takes in what CCAI Platform tells: events that it pushes, and objects that we ask
// for because an event said that something changed.
//
// The front (front.go) is the address that the platform posts session events to. Each event becomes
// a fact (fact.go) in the log "facts"; the platform is answered 2xx only once all facts are on disk.
// Nothing is de-duplicated here: a doubled fact changes nothing.
//
// The back (reader.go, one per tenant) makes the truth of it. An event marks its session stale; a
// stale session's object is read from the Manager API, at most once in two seconds and live ones
// first, and appended as another fact; where many wait they are read by list pages (pages.go). Sessions that nobody has seen the end of are marked stale
// again at every round of the clock (reconcile.go), so a lost event costs a minute and no more.
//
// What comes after a session's end is taken in likewise: the exported document, posted by a bridge
// (metadata.go) or found in the platform's bucket, and the files there (bucket.go, look.go). A file
// becomes a fact that it exists; whoever needs it reads it.
//
// Kustomer has an address here too (webhook.go): a conversation that was merged or deleted there is a
// fact like any other.
//
//	platform ── POST ──► front ──► log "facts" ──► (relay)
//	                       │ stale      ▲
//	                       ▼            │
//	              reader ── GET ──► object
//
// W6 of the rules is this package.
package intake
