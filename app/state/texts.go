package state

import (
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// Sentences that Update itself writes, as "key: English" (see package texts).
const (
	placedText      = texts.Text("dialed.placed: Calling {number}")
	actText         = texts.Text("dialed.act: The softphone asks something first. Answer it below.")
	refusedText     = texts.Text("dialed.refused: The call was refused.")
	dialUnknownText = texts.Text("dialed.unknown: The connection was lost while calling. Look at the softphone before you call again.")
	dialUnsaidText  = texts.Text("dialed.unsaid: Not connected, so nothing was called. Call again once the connection is live.")
	setUnsaidText   = texts.Text("set.unsaid: Not connected, so the status was not changed. Choose it again once the connection is live.")
	statusLostText  = texts.Text("set.lost: The connection was lost while the status was set. It shows here once it is known.")
	statusRefused   = texts.Text("set.refused: The status was refused.")
	sentText        = texts.Text("fill.sent: Sent to your live window")
	notSentText     = texts.Text("fill.not-sent: Your live window cannot be reached. Use this one to call from here.")
)

var obstacleText = map[Obstacle]texts.Text{
	NotConnected:   "obstacle.not-connected: Not connected, so nothing can be called yet.",
	AlreadyCalling: "obstacle.calling: Already calling.",
	OnACall:        "obstacle.on-call: You are on a call. End it before you call somebody else.",
	NoNumber:       "obstacle.no-number: Type a number first.",
	NotDigits:      "obstacle.not-digits: A phone number has digits only. Correct it and call again.",
	TooShort:       "obstacle.too-short: That is too short for a phone number.",
	TooLong:        "obstacle.too-long: That is too long: a phone number has at most 15 digits.",
}

// Text says it in a sentence, empty for NoObstacle.
func (o Obstacle) Text() string { return obstacleText[o].String() }

// problemText makes one text of what happened and what to do.
func problemText(p *protocol.Problem, otherwise texts.Text) string {
	if p == nil || p.Text == "" {
		return otherwise.String()
	}
	text, fix := texts.Problem(*p)
	if fix == "" {
		return text
	}
	return text + " " + fix
}
