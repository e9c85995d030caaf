package state

func agentSection() Section {
	return Section{
		Title: "Agents",
		Help:  "Agents are known by the same e-mail address on both sides. Link those whose addresses differ.",
		Settings: []Setting{
			{Name: Links, Label: "Agent links", Kind: Rows, Default: "[]",
				Columns: []Column{
					{Name: "kustomer", Label: "Kustomer user id", Hint: "24 letters and digits", Suggest: SuggestUsers},
					{Name: "platform", Label: "CCAI Platform agent id", Kind: Number, Hint: "15", Suggest: SuggestAgents},
				}},
		},
	}
}

func callingSection() Section {
	return Section{
		Title: "Calling",
		Settings: []Setting{
			{Name: "defaultCountry", Label: "Default country", Kind: Text, Default: `"US"`, Hint: "US",
				Help: "Two capital letters. Numbers typed without a country code are completed by it."},
			{Name: "outboundNumbers", Label: "Outbound numbers", Kind: Lines, Default: "[]", Hint: "+14155550100",
				Help: "Numbers that agents may call from, one a line, like +14155550100. Empty: the softphone asks."},
			{Name: "languages", Label: "Languages", Kind: Lines, Default: "[]", Hint: "en",
				Help: "Languages that agents may choose for a call, one a line. Empty: the softphone asks."},
			{Name: "quietHours", Label: "Quiet hours", Kind: Pair, Default: "null", Optional: true,
				Help:    "A warning before Call in these hours of the callee's time. Both empty: none.",
				Columns: []Column{{Name: "from", Label: "Quiet from", Hint: "20:00"}, {Name: "to", Label: "Quiet to", Hint: "08:00"}}},
			{Name: "doNotCall", Label: "Do not call", Kind: Lines, Default: "[]", Hint: "+14155550123",
				Help: "Numbers that warn before Call, one a line."},
		},
	}
}

func otherSection() Section {
	return Section{
		Title: "Keeping and fine tuning",
		Settings: []Setting{
			{Name: "retainDays", Label: "Keep events and audit for days", Kind: Number, Default: "30",
				Help: "Counted from a session's end. What stands in Kustomer is not touched."},
			{Name: "hostEvents", Label: "Names of Kustomer's events", Kind: Pair, Default: `{"dial":"clickToCall","status":"statusChange"}`,
				Help:    "How the Kustomer page calls a pressed phone icon and a status change. Change them only if the adapter's self-test lists other names.",
				Columns: []Column{{Name: "dial", Label: "Phone icon"}, {Name: "status", Label: "Status change"}}},
		},
	}
}
