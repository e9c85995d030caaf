// Package hub holds the agents' live sockets: it lets pages in, carries what they say to who acts
// on it, and tells agents what happens.
//
// # A socket's life
//
//	GET /socket     the Origin must be ours; the connection is taken from net/http, so that its
//	                buffers are freed
//	hello           within 10 s: who (signin), which instance may speak (lease)
//	welcome         everything there is to show
//	frames          dial … to desk, statuses to inherit; answers carry the question's ref
//	close           with a code that says whether to come back (protocol/close.go)
//
// # Who reads, who writes
//
// One goroutine per socket reads. Nobody owns writing: whoever has a frame appends it to the
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
// waiting pages mirror what happens; a Pop goes to the live one alone, and is kept for the next
// live one if there is none just now. Numbers of frames rise over restarts because they never lag
// behind the clock's milliseconds.
package hub
