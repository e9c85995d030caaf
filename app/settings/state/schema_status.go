package state

// The two options of Agent Status Prioritization, word for word as CCAI Platform's own guide has them.
const (
	PriorityLatest      = "latest"
	PriorityCRM         = "crm"
	PriorityLatestLabel = "The latest status change is applied regardless whether from CRM or CCAI Platform"
	PriorityCRMLabel    = "CRM always overrides agents' next status"
)

// statusSection is drawn by parts of its own, but for the last two.
func statusSection() Section {
	return Section{
		Title: "Agent Status",
		Settings: []Setting{
			{Name: Inheritance, Label: "Kustomer User Status Inheritance", Kind: Switch, Default: "false",
				Help: "On: an agent's status in Kustomer sets the status in CCAI Platform, by the mapping below."},
			{Name: Prioritization, Label: "Agent Status Prioritization", Kind: Choice, Default: `"latest"`,
				Options: []Option{{PriorityLatest, PriorityLatestLabel}, {PriorityCRM, PriorityCRMLabel}}},
			{Name: Mapping, Label: "Status mapping", Kind: Rows, Default: "[]",
				Columns: []Column{{Name: "kustomer", Label: "Kustomer status"}, {Name: "platform", Label: "CCAI Platform status"}}},
			{Name: "statusAtLogin", Label: "Apply the Kustomer status at log-in", Kind: Switch, Default: "false",
				Help: "On: when an agent opens the adapter, the status that Kustomer has by then is applied. Off: only changes are."},
			{Name: "vanishedAgent", Label: "When an agent's window is gone", Kind: Rows, Default: "[]",
				Help: "So long after the agent's last window closed in a status, another one is set, so that nobody rings an empty desk.",
				Columns: []Column{{Name: "status", Label: "While in status", Hint: "Available", Suggest: SuggestStatuses},
					{Name: "afterSeconds", Label: "After seconds", Kind: Number, Hint: "120"},
					{Name: "set", Label: "Set", Hint: "Unavailable", Suggest: SuggestStatuses}}},
		},
	}
}
