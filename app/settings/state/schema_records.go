package state

import "agentadapter/app/texts"

func writingSection() Section {
	return Section{
		ID: "writing-to-kustomer", Title: texts.Say("section.writing-to-kustomer: Writing to Kustomer"),
		Help: texts.Say("section.writing-to-kustomer.help: Pausing keeps all events; what was held back is written as soon as writing goes on."),
		Settings: []Setting{
			{Name: Paused, Label: texts.Say("set.paused: Pause writing"), Kind: Switch, Default: "false",
				Help: texts.Say("set.paused.help: On: events are kept, nothing is written. All of it is written once this is off again.")},
			{Name: "pilotAgents", Label: texts.Say("set.pilot-agents: Pilot agents"), Kind: Lines, Default: "[]", Hint: "ana@example.com",
				Help: texts.Say("set.pilot-agents.help: E-mail addresses, one a line. Not empty: only sessions of these agents are written, and none without an agent.")},
		},
	}
}

func customerSection() Section {
	return Section{
		ID: "customers", Title: texts.Say("section.customers: Customers"),
		Settings: []Setting{
			{Name: "createCustomers", Label: texts.Say("set.create-customers: Create customers"), Kind: Switch, Default: "true",
				Help: texts.Say("set.create-customers.help: On: a caller or app user whom nobody matches becomes a new customer. Off: such sessions are listed as unlinked on the board, and you can link them there.")},
			{Name: "externalIdPrefix", Label: texts.Say("set.external-id-prefix: Prefix of external ids"), Kind: Text, Default: `""`, Hint: "ccaip-",
				Help: texts.Say("set.external-id-prefix.help: Stands in front of every externalId that is written, so that ids of other systems never meet ours. Letters, digits, - and _, at most 32. Choose it before the first session: customers written before are not found under a new one.")},
		},
	}
}

func conversationSection() Section {
	return Section{
		ID: "conversations", Title: texts.Say("section.conversations: Conversations"),
		Settings: []Setting{
			{Name: "recordWhen", Label: texts.Say("set.record-when: Record a session when it is"), Kind: Choice, Default: `"assigned"`,
				Options: []Option{{"queued", texts.Say("set.record-when.queued: queued")}, {"assigned", texts.Say("set.record-when.assigned: assigned to an agent")}, {"connected", texts.Say("set.record-when.connected: connected")}},
				Help:    texts.Say("set.record-when.help: Sessions that never get so far are recorded when they end.")},
			{Name: "chatRecordAfter", Label: texts.Say("set.chat-record-after: Record a chat after so many messages"), Kind: Number, Default: "0",
				Help: texts.Say("set.chat-record-after.help: Chats that end below are recorded at their end. 0: at once.")},
			{Name: "createOnAbandoned", Label: texts.Say("set.create-on-abandoned: Record callers who abandon in the queue"), Kind: Switch, Default: "true",
				Help: texts.Say("set.create-on-abandoned.help: Off: no new conversation and no new customer for them.")},
			{Name: "createOnMenuAbandoned", Label: texts.Say("set.create-on-menu-abandoned: Record callers who leave in the menu"), Kind: Switch, Default: "false",
				Help: texts.Say("set.create-on-menu-abandoned.help: Callers who hang up before they reach a queue.")},
			{Name: "reopenWithinDays", Label: texts.Say("set.reopen-within-days: Reopen done conversations within days"), Kind: Number, Default: "0",
				Help: texts.Say("set.reopen-within-days.help: With no open conversation of the same menu and channel, one that was done within so many days is opened again and used. 0: never.")},
			{Name: "outboundFollowsContext", Label: texts.Say("set.outbound-follows-context: Calls belong where they were dialled"), Kind: Switch, Default: "true",
				Help: texts.Say("set.outbound-follows-context.help: On: a call dialled from an open conversation is appended to it. Off: to the customer's latest open one.")},
			{Name: "defaultAuthor", Label: texts.Say("set.default-author: Owner of sessions without an agent"), Kind: Text, Default: `""`, Hint: "queue@example.com", Suggest: SuggestEmails,
				Help: texts.Say("set.default-author.help: E-mail address or id of a Kustomer user who is assigned to conversations made for sessions that no agent took. Empty: nobody.")},
		},
	}
}

func contentSection() Section {
	return Section{
		ID: "what-is-written", Title: texts.Say("section.what-is-written: What is written"),
		Settings: []Setting{
			{Name: "phoneNote", Label: texts.Say("set.phone-note: Phone number as a note"), Kind: Switch, Default: "true",
				Help: texts.Say("set.phone-note.help: A note with the number and its country code, once per conversation and number.")},
			{Name: "recordings", Label: texts.Say("set.recordings: Call recordings"), Kind: Choice, Default: `"attach"`,
				Options: []Option{{"attach", texts.Say("set.recordings.attach: attach the file")}, {"link", texts.Say("set.recordings.link: write a link")}, {"none", texts.Say("set.recordings.none: leave them out")}}},
			{Name: "transcript", Label: texts.Say("set.transcript: Chat transcripts"), Kind: Choice, Default: `"file"`,
				Options: []Option{{"file", texts.Say("set.transcript.file: as a file")}, {"timeline", texts.Say("set.transcript.timeline: as notes in the timeline")}, {"both", texts.Say("set.transcript.both: both")}}},
		},
	}
}

func customDataSection() Section {
	return Section{
		ID: "custom-data", Title: texts.Say("section.custom-data: Custom data"),
		Help: texts.Say("section.custom-data.help: Data that your app gives the Mobile or Web SDK goes into these fields of Kustomer. Fields are registered when you save. What is not mapped is kept with the message."),
		Settings: []Setting{
			{Name: "customData", Label: texts.Say("set.custom-data: Custom data mapping"), Kind: Rows, Default: "[]",
				Columns: []Column{
					{Name: "key", Label: texts.Say("set.custom-data.key: Key in the SDK"), Hint: "order_no"},
					{Name: "on", Label: texts.Say("set.custom-data.on: Written on"), Kind: Choice, Options: []Option{{"conversation", texts.Say("set.custom-data.on.conversation: conversation")}, {"message", texts.Say("set.custom-data.on.message: message")}, {"customer", texts.Say("set.custom-data.on.customer: customer")}}},
					{Name: "field", Label: texts.Say("set.custom-data.field: Field in Kustomer"), Hint: "orderNoStr"},
				}},
		},
	}
}
