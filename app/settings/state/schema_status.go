package state

import "agentadapter/app/texts"

// The two options of Agent Status Prioritization, word for word as CCAI Platform's own guide has them.
const (
	PriorityLatest      = "latest"
	PriorityCRM         = "crm"
	PriorityLatestLabel = texts.Text("set.status-prioritization.latest: The latest status change is applied regardless whether from CRM or CCAI Platform")
	PriorityCRMLabel    = texts.Text("set.status-prioritization.crm: CRM always overrides agents' next status")
)

// statusSection is drawn by parts of its own, but for the last two.
func statusSection() Section {
	return Section{
		ID: "agent-status", Title: texts.Say("section.agent-status: Agent Status"),
		Settings: []Setting{
			{Name: Inheritance, Label: texts.Say("set.status-inheritance: Kustomer User Status Inheritance"), Kind: Switch, Default: "false",
				Help: texts.Say("set.status-inheritance.help: On: an agent's status in Kustomer sets the status in CCAI Platform, by the mapping below.")},
			{Name: Prioritization, Label: texts.Say("set.status-prioritization: Agent Status Prioritization"), Kind: Choice, Default: `"latest"`,
				Options: []Option{{PriorityLatest, PriorityLatestLabel.String()}, {PriorityCRM, PriorityCRMLabel.String()}}},
			{Name: Mapping, Label: texts.Say("set.status-mapping: Status mapping"), Kind: Rows, Default: "[]",
				Columns: []Column{{Name: "kustomer", Label: texts.Say("set.status-mapping.kustomer: Kustomer status")}, {Name: "platform", Label: texts.Say("set.status-mapping.platform: CCAI Platform status")}}},
			{Name: "statusAtLogin", Label: texts.Say("set.status-at-login: Apply the Kustomer status at log-in"), Kind: Switch, Default: "false",
				Help: texts.Say("set.status-at-login.help: On: when an agent opens the adapter, the status that Kustomer has by then is applied. Off: only changes are.")},
			{Name: "vanishedAgent", Label: texts.Say("set.vanished-agent: When an agent's window is gone"), Kind: Rows, Default: "[]",
				Help: texts.Say("set.vanished-agent.help: So long after the agent's last window closed in a status, another one is set, so that nobody rings an empty desk."),
				Columns: []Column{{Name: "status", Label: texts.Say("set.vanished-agent.status: While in status"), Hint: "Available", Suggest: SuggestStatuses},
					{Name: "afterSeconds", Label: texts.Say("set.vanished-agent.after-seconds: After seconds"), Kind: Number, Hint: "120"},
					{Name: "set", Label: texts.Say("set.vanished-agent.set: Set"), Hint: "Unavailable", Suggest: SuggestStatuses}}},
		},
	}
}
