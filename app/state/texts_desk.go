package state

import "agentadapter/app/texts"

// What Update itself says at the desk, as "key: English" (see package texts).
const (
	warnedText   = texts.Text("warned.why: Are you sure that you want to call this number?")
	unknownFault = texts.Text("fault: Something did not work ({code}).")
)
