// Package owner decides which replica of the server works for a tenant, and carries questions to it.
//
// # One owner
//
// Every replica is willing to work for every tenant (Run). The one that has the tenant's record in
// the engine does so; all others ask it (Ask), wherever the request came in.
//
//	        claim (compare-and-set)            released, or its replica is dead
//	free ───────────────────────────▶ owned ─────────────────────────────────────▶ free
//
// # Alive or dead
//
// A replica has one key, "live.{name}", and writes it anew every Renew, each time on top of its own
// last write. Others judge by their own clock alone: when a key has not moved for deadAfter, they
// delete exactly that write. Either the deletion comes first, and the replica can never renew again
// under what it knows and learns that it is dead; or the renewal comes first, and the deletion fails.
// No two clocks are compared, and a stale reader decides nothing.
//
// # Trust
//
//	sent            +trustFor          +deadAfter
//	 │ renewal sent     │ stops acting      │ the earliest moment at which another deletes its key
//	 ├──────────────────┼───────────────────┤
//
// A replica counts from the moment it sent its last renewal that was taken, by comparing clocks when
// it acts (Check), wall and monotonic: a machine that slept wakes up untrusted. Its work's context
// ends then as well. Whoever takes over has seen that renewal no earlier than it was sent.
//
// # Who gets a tenant
//
// All replicas rank themselves for each tenant by a hash of both names. The first in rank claims a
// free tenant at once, the others after a short grace, so that none stays without an owner. An owner
// hands over to a first in rank that has been here for a while, one tenant after the other.
//
// # Alone
//
// Without a bucket there is one replica, which owns everything at once and for good: the embedded
// engine lets nobody else in.
package owner
