// Package e2e proves the product as it ships: the built server, the built WebAssembly in Chromium,
// and the sandbox around them, each test a short story of an agent's day. The stage is in package
// world; chaos has a folder of its own because it wants to be run at any size.
//
// Stories that mostly wait are told side by side, after the others; one that needs the keyboard, or the
// tab that is looked at, is told alone.
//
//	make build && make e2e      all of it
//	make bench-browser          how long an agent waits
package e2e
