// Package state decides all that an agent sees, purely.
//
// State is one value. A Msg is one thing that happened: a key, a frame from the server, a word from
// the Kustomer page. Update takes both and gives the next State and a list of Effects: what is to
// be done outside, such as saying a frame or bringing the widget forward. Nothing here reads a
// clock, a browser or a socket, so a table of messages proves what an agent would see.
//
//	state.go       State and its parts; what follows from them (may Call be pressed, who rings)
//	msg.go         what can happen
//	effect.go      what can be asked for
//	update.go      one case for each message
//	dial.go        the number field and Call
//	dialing.go     what calls are made with: country, outbound number, language
//	country.go     the countries and their calling codes
//	tab.go         the lower half: live sessions, history, voicemails
//	word.go        what the softphone alone says: hold, mute, unread messages
//	clock.go       what counts seconds, by the server's clock
//	sound.go       ring tone and notifications
//	check.go       the self-test and its report
//	callback.go    calling an earlier session's number
//	ring.go        incoming calls and chats
//	session.go     calls and chats, live and recent
//	status.go      the status box
//	lease.go       live here or in another window
//	connection.go  the socket's coming and going
//	problem.go     faults told to the agent
//	keys.go        the keys and their map; spoken.go what is said aloud
//	softphone.go   what the softphone posts
package state
