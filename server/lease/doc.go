// Package lease decides which one of an agent's open widgets (instances) may speak for the agent.
//
// One instance is the holder: it dials, sets statuses, rings and loads the softphone. All others
// wait in line and are told who holds it. Every grant has a term, a number that only grows. A
// frame says under which term it was said; what a former holder still says carries an old term
// and is refused by Check, whatever order things arrive in.
//
// # One agent's lease
//
//	         Join                  Gone                 grace over and somebody in line
//	free ──────────────▶ held ──────────────▶ away ─────────────────────────────┐
//	 ▲                  ▲ │ ▲                  │ │                              │
//	 │     same instance│ │ │ same instance,   │ │ somebody joins               ▼
//	 │     joins again  └─┘ │ or its reload    │ │ when the grace is over     held by the
//	 │                      │ with the resume  │ └──────────────────────────▶ first in line,
//	 │                      └──── word ────────┘                              term + 1
//	 │ Release, nobody in line
//	 └──────────────────── held ──── TakeOver, or Release with a line ──────▶ held by another,
//	                                                                          term + 1
//
// # How long an absent holder is waited for
//
//	 2 s  its socket ended: a page cannot tell a reload from a close
//	60 s  its last word was "on a call": the platform's own minute for reconnecting; nobody is
//	      promoted unasked meanwhile, but a person may take over
//	10 s  after a restart of ours, counted from readiness: pages find their way back (60 s on a
//	      call); likewise when another server died, counted from when it was last heard
//
// A holder is present if its seat names a server run that lives and has no Gone time. After a restart
// every seat names an earlier run, so that all holders are away until they come back; no write is
// needed for that. Those who wait must come back too: a seat of a run that is over is never promoted.
//
// # Several servers
//
// Where servers share the engine, each hears what the others change (others.go) and tells its own
// pages. The server where somebody waits sees to the promotion. A holder that went at another server is
// waited for from the moment this one heard of it: no two machines' clocks are compared. Check writes
// the record again before it agrees, which proves that what it read is what all servers see.
//
// # Reload and duplicated tab
//
// A reload ends the old socket and opens a new one with another instance name. Each Join gives a
// resume word; the page keeps it where a reload finds it. The word works once, and only while the
// holder is away: a duplicated tab copies the word while the original is still there, and waits.
//
// # What is certain
//
// The record lies in the engine under "{tenant}.{agent}". Every change reads it, computes the next
// one with a pure function (record.go) and writes it only if nobody wrote in between; otherwise it
// begins anew. Two servers can therefore not both grant. Changes of one agent are told to the
// Watcher in the order of their terms.
package lease
