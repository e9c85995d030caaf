// Package hub holds the agents' live sockets: it lets pages in, carries what they say to who acts
// on it, and tells agents what happens.
//
// # A socket's life
//
//	GET /socket     the Origin must be ours; the connection is taken from net/http, so that its
//	                buffers are freed
//	hello           within 10 s: who (signin), which instance may speak (lease)
//	welcome         everything there is to show, as it stood at a number
//	frames          dial … to desk, statuses to inherit; answers carry the question's ref
//	close           with a code that says whether to come back (protocol/close.go)
//
// # What an agent is told
//
//	Tell ─▶ words ─▶ Frames.Append ─▶ Frames.Follow ─▶ deliver ─▶ the agent's sockets here
//	                 (numbers it)     (every server)
//
// Frames (log.go) keeps what was said for ten minutes or 500 frames per agent; Memory is the one of
// a single server. Most frames say how something now is: the welcome of a page that was away holds
// them, so that it needs none of the old ones (greet.go tells how the picture and what follows it
// fit together). A Pop and a Fill are for the live page alone. They count as missed until a live
// page says that it has carried them out, which is itself noted among the frames (the mark
// "shown"); whoever is live next is told them: the same page after a cut, or another one after a
// reload, a crash or a take-over.
//
// # Who reads, who writes
//
// One goroutine per socket reads, on a stack that stays small: what takes more runs on another one.
// Nobody owns writing: whoever has a frame appends it to the
// socket's queue, and if no writer is at work a goroutine starts, writes the queue empty under a
// deadline, and ends. An idle socket therefore costs one goroutine and small buffers. The queue is
// bounded: a page that reads too slowly is let go with CloseSlow, nobody ever waits for it. What
// takes time (a dial) runs one at a time per socket beside the reader, which goes on answering.
//
// # Heartbeats
//
// The server asks, the page answers: timers of hidden tabs are not to be trusted. Every socket is
// asked every pingEvery; who has said nothing for silentAfter is gone. One goroutine does it for
// all sockets.
//
// # Live and waiting
//
// The lease decides (LeaseMoved). Frames for an agent go to all of the agent's sockets, so that
// waiting pages mirror what happens; a Pop or Fill goes to the live one alone.
package hub
