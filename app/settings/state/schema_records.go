package state

func writingSection() Section {
	return Section{
		Title: "Writing to Kustomer",
		Help:  "Pausing keeps all events; what was held back is written as soon as writing goes on.",
		Settings: []Setting{
			{Name: Paused, Label: "Pause writing", Kind: Switch, Default: "false",
				Help: "On: events are kept, nothing is written. All of it is written once this is off again."},
			{Name: "pilotAgents", Label: "Pilot agents", Kind: Lines, Default: "[]", Hint: "ana@example.com",
				Help: "E-mail addresses, one a line. Not empty: only sessions of these agents are written, and none without an agent."},
		},
	}
}

func customerSection() Section {
	return Section{
		Title: "Customers",
		Settings: []Setting{
			{Name: "createCustomers", Label: "Create customers", Kind: Switch, Default: "true",
				Help: "On: a caller or app user whom nobody matches becomes a new customer. Off: such sessions are listed as unlinked on the board, and you can link them there."},
			{Name: "externalIdPrefix", Label: "Prefix of external ids", Kind: Text, Default: `""`, Hint: "ccaip-",
				Help: "Stands in front of every externalId that is written, so that ids of other systems never meet ours. Letters, digits, - and _, at most 32. Choose it before the first session: customers written before are not found under a new one."},
		},
	}
}

func conversationSection() Section {
	days := "0: never."
	return Section{
		Title: "Conversations",
		Settings: []Setting{
			{Name: "recordWhen", Label: "Record a session when it is", Kind: Choice, Default: `"assigned"`,
				Options: []Option{{"queued", "queued"}, {"assigned", "assigned to an agent"}, {"connected", "connected"}},
				Help:    "Sessions that never get so far are recorded when they end."},
			{Name: "chatRecordAfter", Label: "Record a chat after so many messages", Kind: Number, Default: "0",
				Help: "Chats that end below are recorded at their end. 0: at once."},
			{Name: "createOnAbandoned", Label: "Record callers who abandon in the queue", Kind: Switch, Default: "true",
				Help: "Off: no new conversation and no new customer for them."},
			{Name: "createOnMenuAbandoned", Label: "Record callers who leave in the menu", Kind: Switch, Default: "false",
				Help: "Callers who hang up before they reach a queue."},
			{Name: "reopenWithinDays", Label: "Reopen done conversations within days", Kind: Number, Default: "0",
				Help: "With no open conversation of the same menu and channel, one that was done within so many days is opened again and used. " + days},
			{Name: "outboundFollowsContext", Label: "Calls belong where they were dialled", Kind: Switch, Default: "true",
				Help: "On: a call dialled from an open conversation is appended to it. Off: to the customer's latest open one."},
			{Name: "defaultAuthor", Label: "Owner of sessions without an agent", Kind: Text, Default: `""`, Hint: "queue@example.com", Suggest: SuggestEmails,
				Help: "E-mail address or id of a Kustomer user who is assigned to conversations made for sessions that no agent took. Empty: nobody."},
		},
	}
}

func contentSection() Section {
	return Section{
		Title: "What is written",
		Settings: []Setting{
			{Name: "phoneNote", Label: "Phone number as a note", Kind: Switch, Default: "true",
				Help: "A note with the number and its country code, once per conversation and number."},
			{Name: "recordings", Label: "Call recordings", Kind: Choice, Default: `"attach"`,
				Options: []Option{{"attach", "attach the file"}, {"link", "write a link"}, {"none", "leave them out"}}},
			{Name: "transcript", Label: "Chat transcripts", Kind: Choice, Default: `"file"`,
				Options: []Option{{"file", "as a file"}, {"timeline", "as notes in the timeline"}, {"both", "both"}}},
		},
	}
}

func customDataSection() Section {
	return Section{
		Title: "Custom data",
		Help:  "Data that your app gives the Mobile or Web SDK goes into these fields of Kustomer. Fields are registered when you save. What is not mapped is kept with the message.",
		Settings: []Setting{
			{Name: "customData", Label: "Custom data mapping", Kind: Rows, Default: "[]",
				Columns: []Column{
					{Name: "key", Label: "Key in the SDK", Hint: "order_no"},
					{Name: "on", Label: "Written on", Kind: Choice, Options: []Option{{"conversation", "conversation"}, {"message", "message"}, {"customer", "customer"}}},
					{Name: "field", Label: "Field in Kustomer", Hint: "orderNoStr"},
				}},
		},
	}
}
