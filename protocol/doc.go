// Package protocol is the talk between the browser and the server: every frame that crosses the
// socket, what answers it, and how the talk ends. Both wings import it and it leans on nothing.
//
// One frame is one text message: a JSON envelope {"v","type","ref","n","term","body"}.
//
//	v     version of the talk; the server speaks its own and the one before (see Oldest)
//	type  the frame's name, one of the tables below
//	ref   chosen by who asks, repeated by who answers
//	n     number of a down frame; a page that comes back says the last one it saw
//	term  the grant under which an up frame is said; a stale one is refused (see package lease)
//	body  the frame's own fields
//
// # Up: browser to server
//
//	hello           first frame, within 10 s       answered by welcome, or a close
//	pong            to each ping, pop and fill     not answered
//	number          a number is being typed        answered by number
//	dial            Call was pressed               answered by dialed
//	check           a self-test runs               answered by check
//	history         a list is opened               answered by history
//	choice          a customer was picked          answered by choose without matches, or problem
//	setStatus       a status was chosen            answered by statusSet
//	clearNext       the pending status is unwanted answered by statusSet
//	reconcile       follow Kustomer after a drift  answered by statusSet
//	kustomerStatus  Kustomer told a status change  not answered; status follows if it changed
//	fill            phone icon in a waiting page   answered by filled
//	takeOver        "Use this one"                 answered by lease
//	signOut         the agent leaves               answered by the close SignedOut
//
// # Down: server to browser
//
//	welcome    who you are, whether you are live, everything there is to show
//	lease      you went live, or somebody else did
//	ping       the server starts every heartbeat (hidden tabs may not)
//	number     where a typed number leads, what time it is there, and what to think of first
//	dialed     placed, act (the softphone asks), warned (Anyway calls), or refused with the platform's words
//	statusSet  done, or refused with the platform's words
//	status     both statuses as they now are
//	session    a call or chat as it now is; replaces the earlier one of that name
//	check      whether both neighbours answer the server
//	history    the agent's earlier sessions, and the voicemails
//	pop        bring this record before the agent
//	fill       put this number into the number field
//	choose     which customer is it; without matches: no longer asked
//	filled     where a waiting page's number went
//	problem    a fault told to a person: what happened and what to do
//
// # Sentences
//
// What is said to a person (a problem, the reason of a status) is an English sentence, and beside it, in
// the field of the same name with Said, the sentence's code and what fills it: the page says it in the
// agent's own language. What a neighbour said stays in its own words.
//
// # Order and loss
//
// Frames of one socket arrive in the order they were said. What an agent is told carries a number
// (n), rising, and so does a welcome: it is how everything stands at its number, and all that is
// said later follows it, once. A page that comes back (sleep, cut line, hand-over) says the last
// number it saw (since); so it misses nothing, however long it was away. What a picture of the
// present cannot hold is for the live page alone: a pop, or a number clicked in another window.
// The server keeps those until a live page says that it has carried them out (pong's shown); after
// a reconnect, a reload or a take-over they follow the welcome, or the lease that makes a page
// live. A page drops a pop that it has seen (same n).
//
// # The end
//
// Close codes are in close.go; their range says whether to come back.
package protocol
