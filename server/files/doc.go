// Package files brings files from where CCAI Platform keeps them to the CRM.
//
// A plan of the rules names a file and the places where it may be had (rules.Carry); a Porter opens the
// first place that has it (source.go) and sends it on to Kustomer (porter.go). A file is never whole in
// memory: what comes in at one end goes out at the other. Kustomer wants to know a file's length before
// it comes; where the source does not tell, the file is laid down on disk first (spool.go), within a
// quota.
//
// Files over 50 MB are sent in ordered parts. Each part that is there is told to the caller at once,
// who keeps it, so that after a crash the next attempt goes on behind it. A part that was sent but not
// kept is sent again: Kustomer shows no attachment that nothing refers to, so nobody sees it twice.
//
//	recording_url ─┐                    ┌─ part 1 ─► attachment ─► kept
//	bucket ────────┼─► source ─► porter ┼─ part 2 ─► attachment ─► kept
//	chat object ───┘     └─ spool ─┘    └─ …
package files
