package state

import (
	"strings"

	"agentadapter/protocol"
)

// Sentences that Update itself writes; {} stands for a number or name.
const (
	placedText      = "Calling {}"
	actText         = "The softphone asks something first. Answer it below."
	refusedText     = "The call was refused."
	dialUnknownText = "The connection was lost while calling. Look at the softphone before you call again."
	dialUnsaidText  = "Not connected, so nothing was called. Call again once the connection is live."
	setUnsaidText   = "Not connected, so the status was not changed. Choose it again once the connection is live."
	statusLostText  = "The connection was lost while the status was set. It shows here once it is known."
	statusRefused   = "The status was refused."
	sentText        = "Sent to your live window"
	notSentText     = "Your live window cannot be reached. Use this one to call from here."
)

var obstacleText = map[Obstacle]string{
	NotConnected:   "Not connected, so nothing can be called yet.",
	AlreadyCalling: "Already calling.",
	OnACall:        "You are on a call. End it before you call somebody else.",
	NoNumber:       "Type a number first.",
	NotDigits:      "A phone number has digits only. Correct it and call again.",
	TooShort:       "That is too short for a phone number.",
	TooLong:        "That is too long: a phone number has at most 15 digits.",
}

// Text says it in a sentence, empty for NoObstacle.
func (o Obstacle) Text() string { return obstacleText[o] }

func text(pattern, value string) string { return strings.ReplaceAll(pattern, "{}", value) }

// problemText makes one text of what happened and what to do.
func problemText(p *protocol.Problem, otherwise string) string {
	if p == nil || p.Text == "" {
		return otherwise
	}
	if p.Fix == "" {
		return p.Text
	}
	return p.Text + " " + p.Fix
}
