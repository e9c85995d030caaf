package ccaip

// The stories, by group. Each course of a session has a name of its own, so
// that it can be played by one click; what a script tells still wins.

// callStories are calls that come in.
var callStories = []story{
	tale("inbound-answered", "A caller rings, an agent answers by themselves, they talk, the caller hangs up, the agent writes it up.", inboundAnswered),
	tale("inbound-ringing", "A caller rings until somebody answers; they lose patience after wait.", inboundRinging),
	told("mobile-ivr-call", "A caller who found the number in the app: IVR using Mobile.", inboundAnswered, func(s *script) {
		s.SessionType = or(s.SessionType, "Voice Inbound (IVR using Mobile)")
	}),
	tale("sdk-call-answered", "An app user calls from the Mobile SDK, with custom data, and rates the call.", sdkCallAnswered),
	told("web-call", "A caller from the Web SDK, with custom data.", sdkCallAnswered, func(s *script) {
		s.SessionType = or(s.SessionType, "Voice Callback (Web)")
	}),
	told("anonymous-call", "A caller who withholds their number.", inboundAnswered, func(s *script) {
		s.Number = anonymous
	}),
	tale("scheduled-call", "A caller has booked a call; at its time it goes into the queue.", scheduledCall),
	tale("scheduled-canceled", "A booked call that is called off.", scheduledCanceled),
	tale("short-call", "A call of a few seconds; the agent presses Callback.", shortCall),
	tale("call-back", "A caller is answered; the agent hangs up and calls back.", callBack),
	tale("rated", "An answered call whose end user rates it afterwards.", ratedStory),
	told("rated-low", "The same with one star and a comment.", ratedStory, func(s *script) {
		s.Rating, s.Comment = or(s.Rating, 1), or(s.Comment, "Nobody knew my order.")
	}),
	told("disposition", "An agent chooses a disposition and writes a note in wrap-up.", inboundAnswered, func(s *script) {
		s.Code, s.Note = or(s.Code, "follow_up"), or(s.Note, "Asked about invoice 7; call again on Monday.")
	}),
}

// outboundStories are calls and messages that an agent begins.
var outboundStories = []story{
	tale("outbound-answered", "An agent dials, somebody picks up, they talk, the end user hangs up.", outboundAnswered),
	tale("outbound-failed", "An agent dials a number that is busy.", outboundFailed),
	told("outbound-no-answer", "An agent dials, nobody picks up.", outboundFailed, func(s *script) { s.Number = noAnswer }),
	told("outbound-wrong-number", "An agent dials a number that does not exist.", outboundFailed, func(s *script) { s.Number = wrongNumber }),
	tale("sms-outbound", "An agent writes an SMS to somebody first.", smsOutbound),
}

// transferStories hand a session over.
var transferStories = []story{
	tale("inbound-transferred", "A caller is answered, then handed over to another agent (to) or queue (to_queue), cold or warm.", inboundTransferred),
	told("transfer-warm", "A call is handed over while the first agent stays on the line.", inboundTransferred, func(s *script) { s.Warm = true }),
	told("transfer-to-queue", "A call is handed over to the queue Orders.", inboundTransferred, func(s *script) { s.ToQueue = or(s.ToQueue, "8") }),
	told("transfer-warm-queue", "The same, warm.", inboundTransferred, func(s *script) {
		s.ToQueue, s.Warm = or(s.ToQueue, "8"), true
	}),
	told("transfer-outside", "A call is handed over to an outside line.", inboundTransferred, func(s *script) {
		s.ToNumber = or(s.ToNumber, outsideLine)
	}),
	tale("add-outside", "An outside line is added to a call, stays for a while and leaves.", addOutside),
	tale("chat-transferred", "A chat is handed over to another agent or queue.", chatTransferred),
}

// voicemailStories are messages that callers leave.
var voicemailStories = []story{
	tale("voicemail", "A caller leaves a message; then an agent reads it, dismisses it or calls back.", voicemailStory),
	told("voicemail-read", "A message that an agent listens to.", voicemailStory, func(s *script) { s.Then = "read" }),
	told("voicemail-dismissed", "A message that an agent dismisses.", voicemailStory, func(s *script) { s.Then = "dismiss" }),
	told("voicemail-called-back", "A message whose caller is called back.", voicemailStory, func(s *script) { s.Then = "callback" }),
}

// chatStories are chats that come in.
var chatStories = []story{
	tale("chat-answered", "Somebody chats on the web, an agent answers, they write to one another.", chatOf("Messaging (Web)")),
	tale("chat-ringing", "A chat rings until somebody answers; they leave after wait.", chatRinging),
	told("chat-mobile", "A chat from the Mobile SDK, with custom data and a rating.", chatOf("Messaging (Mobile)"), func(s *script) {
		if s.CustomData == nil {
			s.CustomData = []byte(sampleData)
		}
		s.Rating = or(s.Rating, 4)
	}),
	tale("chat-sms", "A chat by SMS.", chatOf("Messaging Inbound (SMS)")),
	tale("chat-whatsapp", "A chat by WhatsApp.", chatOf("Messaging (WhatsApp)")),
	tale("chat-dismissed", "An agent dismisses a silent chat, the end user comes back, it goes on.", chatDismissed),
	tale("chat-abandoned", "Somebody leaves the chat before an agent came.", chatAbandoned),
}

// actionStories ask something of the end user's phone.
var actionStories = []story{
	tale("smart-action", "In a call the end user shares a photo; a SmartAction that an error is told of fails.", smartActionStory),
	told("smart-action-video", "In a call the end user shares a video.", smartActionStory, func(s *script) { s.SmartAction = or(s.SmartAction, "video") }),
	told("smart-action-text", "In a call the end user types a text.", smartActionStory, func(s *script) { s.SmartAction = or(s.SmartAction, "text") }),
	told("smart-action-verified", "In a call the end user's phone verifies them.", smartActionStory, func(s *script) {
		s.SmartAction = or(s.SmartAction, "verification")
	}),
	told("smart-action-failed", "A verification that the end user's phone does not allow.", smartActionStory, func(s *script) {
		s.SmartAction = or(s.SmartAction, "verification")
		s.Error = or(s.Error, "Fingerprint access not enabled")
	}),
}

// recordingStories leave recordings of every kind.
var recordingStories = []story{
	told("recording-segments", "A call recorded in three parts.", inboundAnswered, func(s *script) { s.Segments = or(s.Segments, 3) }),
	told("recording-large", "A call whose recording is larger than 50 MB.", inboundAnswered, func(s *script) { s.Bytes = or(s.Bytes, 70_000_000) }),
	tale("redacted", "A call whose recording is paused while they talk.", redactedStory),
}

// endStories are sessions that do not end as they should.
var endStories = []story{
	tale("inbound-menu-abandoned", "A caller hangs up while still in the menu.", inboundMenuAbandoned),
	tale("inbound-abandoned", "A caller waits in the queue, nobody comes, they hang up.", inboundAbandoned),
	tale("inbound-missed", "A caller rings at an agent who does not pick up; after wait they give up.", inboundMissed),
	tale("agent-unresponsive", "A call rings at an agent whose browser gives no microphone; the next one takes it.", agentUnresponsive),
	tale("deflected", "A caller in an overfull queue is sent elsewhere.", deflectedStory),
	tale("call-failed", "An answered call that breaks with a fail reason.", callFailed),
	told("call-failed-agent", "The agent's browser goes away in a call.", callFailed, func(s *script) { s.Fail = or(s.Fail, "ag_canceled") }),
	told("call-forced-end", "A manager ends a call by force.", callFailed, func(s *script) { s.Fail = or(s.Fail, "force_ended") }),
}

// tale is a story as it is written.
func tale(name, about string, course func(*play)) story {
	return story{Name: name, About: about, play: course}
}

// told is a story with something of its own in the script.
func told(name, about string, course func(*play), tell func(*script)) story {
	return tale(name, about, func(p *play) {
		tell(&p.script)
		course(p)
	})
}
