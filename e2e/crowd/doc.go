// Package crowd measures and tries what happens when many agents' pages are open at once, on the
// shipped server as a process with one core (GOMAXPROCS=1), and on the least that a tuned gorilla
// server can be (server/hub/bare) in the same run, so that the ratio says what our rooms cost.
//
//	go test -run '^$' -bench . ./e2e/crowd -pages 10000      memory, unicast, a storm of sign-ins
//	go test ./e2e/crowd -pages 10000                         all come back at once after a kill
//
// The pages are connections without a browser in the test's process; the server has its own, since
// open files are counted per process. Both sides need one open file per page and some hundred more:
// the test reads the limit and says what it needs. Memory is the process's resident size (from /proc,
// so only on Linux), without asking for a garbage collection, after the heartbeats have gone round.
//
// Measured with 9,500 pages on two cores that were busy with other things: 16.0 KiB per page (bare 9.6),
// unicast p50 123 us (bare 76), p99 12 ms (bare 21), 13 % of a core for the heartbeats (bare 12).
// Recorded beside it on a quiet machine: centrifugo v6 on the same kind of machine, 31 KiB per connection, unicast
// p50 245 us, p99 925 us.
package crowd
