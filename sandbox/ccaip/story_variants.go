package ccaip

// variants are stories told a little differently, so that each course has a
// name and can be played by one click. What the script tells still wins.
func variants() []story {
	return []story{
		told("web-call", "A caller from the Web SDK.", sdkCallAnswered, func(s *script) {
			s.SessionType = or(s.SessionType, "Voice Callback (Web)")
		}),
		told("transfer-to-queue", "A call is handed over to the queue Orders.", inboundTransferred, func(s *script) {
			s.ToQueue = or(s.ToQueue, "8")
		}),
		told("transfer-warm", "A call is handed over while the first agent stays on the line.", inboundTransferred, func(s *script) {
			s.Warm = true
		}),
		told("transfer-outside", "A call is handed over to an outside line.", inboundTransferred, func(s *script) {
			s.ToNumber = or(s.ToNumber, "+14155550177")
		}),
		told("voicemail-read", "A message that an agent listens to.", voicemailStory, func(s *script) { s.Then = "read" }),
		told("voicemail-dismissed", "A message that an agent dismisses.", voicemailStory, func(s *script) { s.Then = "dismiss" }),
		told("voicemail-called-back", "A message whose caller is called back.", voicemailStory, func(s *script) { s.Then = "callback" }),
		told("smart-action-failed", "A verification that the end user's phone does not allow.", smartActionStory, func(s *script) {
			s.SmartAction = or(s.SmartAction, "verification")
			s.Error = or(s.Error, "Fingerprint access not enabled")
		}),
		told("recording-segments", "A call recorded in three parts.", inboundAnswered, func(s *script) {
			s.Segments = or(s.Segments, 3)
		}),
		told("recording-large", "A call whose recording is larger than 50 MB.", inboundAnswered, func(s *script) {
			s.Bytes = or(s.Bytes, 70_000_000)
		}),
	}
}

// told is a story with something of its own in the script.
func told(name, about string, tale func(*play), tell func(*script)) story {
	return story{name, about, func(p *play) {
		tell(&p.script)
		tale(p)
	}}
}
