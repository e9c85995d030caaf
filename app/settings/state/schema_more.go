package state

import "agentadapter/app/texts"

func agentSection() Section {
	return Section{
		ID: "agents", Title: texts.Say("section.agents: Agents"),
		Help: texts.Say("section.agents.help: Agents are known by the same e-mail address on both sides. Link those whose addresses differ."),
		Settings: []Setting{
			{Name: Links, Label: texts.Say("set.agent-links: Agent links"), Kind: Rows, Default: "[]",
				Columns: []Column{
					{Name: "kustomer", Label: texts.Say("set.agent-links.kustomer: Kustomer user id"), Hint: texts.Say("set.hint.id: 24 letters and digits"), Suggest: SuggestUsers},
					{Name: "platform", Label: texts.Say("set.agent-links.platform: CCAI Platform agent id"), Kind: Number, Hint: "15", Suggest: SuggestAgents},
				}},
		},
	}
}

func callingSection() Section {
	return Section{
		ID: "calling", Title: texts.Say("section.calling: Calling"),
		Settings: []Setting{
			{Name: "defaultCountry", Label: texts.Say("set.default-country: Default country"), Kind: Text, Default: `"US"`, Hint: "US",
				Help: texts.Say("set.default-country.help: Two capital letters. Numbers typed without a country code are completed by it.")},
			{Name: "outboundNumbers", Label: texts.Say("set.outbound-numbers: Outbound numbers"), Kind: Lines, Default: "[]", Hint: "+14155550100",
				Help: texts.Say("set.outbound-numbers.help: Numbers that agents may call from, one a line, like +14155550100. Empty: the softphone asks.")},
			{Name: "languages", Label: texts.Say("set.languages: Languages"), Kind: Lines, Default: "[]", Hint: "en",
				Help: texts.Say("set.languages.help: Languages that agents may choose for a call, one a line. Empty: the softphone asks.")},
			{Name: "quietHours", Label: texts.Say("set.quiet-hours: Quiet hours"), Kind: Pair, Default: "null", Optional: true,
				Help:    texts.Say("set.quiet-hours.help: A warning before Call in these hours of the callee's time. Both empty: none."),
				Columns: []Column{{Name: "from", Label: texts.Say("set.quiet-hours.from: Quiet from"), Hint: "20:00"}, {Name: "to", Label: texts.Say("set.quiet-hours.to: Quiet to"), Hint: "08:00"}}},
			{Name: "doNotCall", Label: texts.Say("set.do-not-call: Do not call"), Kind: Lines, Default: "[]", Hint: "+14155550123",
				Help: texts.Say("set.do-not-call.help: Numbers that warn before Call, one a line.")},
		},
	}
}

func otherSection() Section {
	return Section{
		ID: "keeping-and-fine-tuning", Title: texts.Say("section.keeping-and-fine-tuning: Keeping and fine tuning"),
		Settings: []Setting{
			{Name: "retainDays", Label: texts.Say("set.retain-days: Keep events and audit for days"), Kind: Number, Default: "30",
				Help: texts.Say("set.retain-days.help: Counted from a session's end. What stands in Kustomer is not touched.")},
			{Name: "hostEvents", Label: texts.Say("set.host-events: Names of Kustomer's events"), Kind: Pair, Default: `{"dial":"clickToCall","status":"statusChange"}`,
				Help:    texts.Say("set.host-events.help: How the Kustomer page calls a pressed phone icon and a status change. Change them only if the adapter's self-test lists other names."),
				Columns: []Column{{Name: "dial", Label: texts.Say("set.host-events.dial: Phone icon")}, {Name: "status", Label: texts.Say("set.host-events.status: Status change")}}},
		},
	}
}
