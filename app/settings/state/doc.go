// Package state decides all that an admin sees on the settings page, purely.
//
// State is one value. A Msg is one thing that happened: a key, an answer of /api/v1, a nonce that
// Kustomer bound. Update takes both and gives the next State and a list of Effects: requests to make,
// fields to fill, texts to copy. Nothing here reads a clock, a browser or a socket, so a table of
// messages proves what an admin would see.
//
//	state.go      State and its parts
//	msg.go        what can happen
//	effect.go     what can be asked for
//	update.go     one case for each message; answers.go one for each answer
//	session.go    signing in by Kustomer's word, and again when the hour is over
//	schema.go     the settings: names, defaults, help; schema_*.go their tables
//	value.go      a setting as fields hold it, and as /api/v1 does
//	draft.go      what is changed and not saved yet; save.go saving it
//	mapping.go    the status mapping and what is wrong with it
//	setup.go      fields, connections, checks, values to paste elsewhere
//	versions.go   what was saved before
//	simulator.go  what would be written or set
//	board.go      who is live, what is stuck, how much is done
package state
