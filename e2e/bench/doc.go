// Package bench measures what the stand-ins can carry: they must never be the bottleneck of a load
// test, and never fill the machine that it runs on.
//
//	go test -run '^$' -bench . ./e2e/bench
//
// The sandbox runs as a process with one core (GOMAXPROCS=1) and is asked over real HTTP. Two figures
// come out: req/s, as a caller sees it, and req/core-s, requests per second of the sandbox's own
// processor time. The second does not depend on who else uses the machine, and is the one that must
// not be below 3,000. (It is read from /proc, so only on Linux.) The benchmark of the memory plays
// 100,000 sessions on each side with a history of 2,000 and compares the process's size after the
// first tenth with that at the end.
package bench
