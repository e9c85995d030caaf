package state

import (
	"strconv"

	"agentadapter/protocol"
)

const (
	// StatusID is the id of the status box, StatusListID that of its list.
	StatusID     = "status"
	StatusListID = "status-list"
)

// StatusOptionID is the id of an option of the list.
func StatusOptionID(i int) string { return "status-option-" + strconv.Itoa(i) }

// revealOption lets the option be seen that the keys are on; the list may be longer than its place.
func (c *change) revealOption() {
	if c.Status.Open {
		c.do(Reveal{StatusOptionID(c.Status.Active)})
	}
}

func (c *change) statusBox(m Msg) {
	switch m := m.(type) {
	case ToggledStatus:
		c.openStatus(!c.Status.Open)
	case ClosedStatus:
		c.Status.Open = false
	case ChoseStatus:
		c.chooseStatus(m.Name)
	case PressedStatusKey:
		c.statusKey(m.Key)
	case PressedClearNext:
		c.askOfStatus(protocol.ClearNext{})
	case PressedReconcile:
		c.askOfStatus(protocol.Reconcile{})
	}
}

// openStatus opens the list on the current status, if there is anything to choose.
func (c *change) openStatus(open bool) {
	c.Status.Open = open && len(c.Status.Options) > 0
	c.Status.Active = 0
	for i, o := range c.Status.Options {
		if o.Name == c.Status.Platform {
			c.Status.Active = i
		}
	}
	c.revealOption()
}

// statusKey is the keyboard of a select-only combobox: arrows move, Enter or Space sets.
func (c *change) statusKey(key string) {
	if !c.Status.Open {
		switch key {
		case "ArrowDown", "ArrowUp", "Enter", " ", "Home", "End":
			c.openStatus(true)
		}
		return
	}
	last := len(c.Status.Options) - 1
	switch key {
	case "ArrowDown":
		c.moveTo(min(c.Status.Active+1, last))
	case "ArrowUp":
		c.moveTo(max(c.Status.Active-1, 0))
	case "Home":
		c.moveTo(0)
	case "End":
		c.moveTo(last)
	case "Escape", "Tab":
		c.Status.Open = false
	case "Enter", " ":
		if at := c.Status.Active; at >= 0 && at <= last {
			c.chooseStatus(c.Status.Options[at].Name)
		}
	}
}

func (c *change) moveTo(option int) {
	c.Status.Active = option
	c.revealOption()
}

// chooseStatus asks the platform for a status; the box shows the old one until it answers.
func (c *change) chooseStatus(name string) {
	c.Status.Open, c.Status.Note = false, ""
	if name == c.Status.Platform && c.Status.Next == "" || name == c.Status.Next {
		return
	}
	if !c.Working() {
		c.Status.Note = setUnsaidText.String()
		return
	}
	c.Status.Wanted = name
	c.Status.Ref = c.ask(protocol.SetStatus{Status: name})
}

// askOfStatus asks for what a button in the group says. The button goes once it is done, so the
// keyboard moves to the box, which stays.
func (c *change) askOfStatus(body protocol.Up) {
	c.Status.Note = ""
	if !c.Working() {
		c.Status.Note = setUnsaidText.String()
		return
	}
	c.Status.Wanted = ""
	c.Status.Ref = c.ask(body)
	c.do(Focus{ID: StatusID})
}

func (c *change) statusSet(ref string, s protocol.StatusSet) {
	if ref == "" || ref != c.Status.Ref {
		return
	}
	c.Status.Ref, c.Status.Wanted = "", ""
	switch {
	case s.Problem != nil:
		c.Status.Note = problemText(s.Problem, statusRefused)
	case s.Next:
		c.Status.Next = s.Status
	case s.Status != "":
		c.Status.Platform, c.Status.Color = s.Status, c.colorOf(s.Status)
	}
}

func (c *change) statusLost(note string) {
	if c.Status.Ref != "" {
		c.Status.Ref, c.Status.Wanted, c.Status.Note = "", "", note
	}
}

func (s State) colorOf(name string) string {
	for _, o := range s.Status.Options {
		if o.Name == name {
			return o.Color
		}
	}
	return ""
}

// hostStatus passes on what Kustomer says about the agent's status there; the server decides what
// it means. Only the live window speaks.
func (c *change) hostStatus(m HostStatus) {
	c.Status.Kustomer = first(m.Name, c.Status.Kustomer)
	if c.Working() {
		c.tell(protocol.KustomerStatus{ID: m.ID, Name: m.Name, Type: m.Type})
		return
	}
	if !c.Waiting() {
		c.Status.unsaid = &m
	}
}
