// Package world is the stage that the end-to-end tests play on: the sandbox and the shipped server
// as processes of their own, and Chromium with the page that an agent sees.
//
// A test asks for a [World] and gets both processes on free ports, joined to one another, with an
// empty data folder:
//
//	w := world.Start(t)                  the sandbox and the server, ready
//	ana := w.Agent(t, "Ana Ruiz")        a tab with the Kustomer page, signed in, the adapter live
//	ana.Adapter.Button("Call").Click()   parts are found as a screen reader finds them
//	w.Server.Kill(); w.Server.Start()    kill -9, and up again on the same port and folder
//	w.CRM.Conversations(customer)        what Kustomer holds, read over its API
//
// Nothing here is imported from the product, and nothing is skipped: a missing Chromium, or a
// binary older than its sources, is a failure that says what to do. What the processes and the
// browser's console say goes into the test's log, and an error on the console fails the test.
package world
