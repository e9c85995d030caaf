package state

import (
	"slices"
)

// edit changes the draft. What the operator manages stays as it is.
func (c *change) edit(m Msg) {
	c.Told = ""
	switch m := m.(type) {
	case Toggled:
		c.toggle(m.Name)
	case PressedAnyway:
		c.Draft.Gated = false
		c.alter(Inheritance, func(v *Value) { v.On = true })
	case Chose:
		c.alter(m.Name, func(v *Value) { v.Text = m.Value })
	case Typed:
		c.alter(m.Name, func(v *Value) { v.typed(m) })
	case AddedRow:
		c.alter(m.Name, func(v *Value) { v.Rows = append(v.Rows, newRow(m.Name)) })
		if m.Name == Links {
			c.meet()
		}
		c.do(Refill{})
	case RemovedRow:
		c.alter(m.Name, func(v *Value) {
			if m.Row >= 0 && m.Row < len(v.Rows) {
				v.Rows = slices.Delete(v.Rows, m.Row, m.Row+1)
			}
		})
		c.do(Refill{})
	case Mapped:
		c.alter(Mapping, func(v *Value) { v.Rows = mapped(v.Rows, c.status(m.Status), m.Platform) })
	}
}

// toggle turns a switch over. Inheritance is not switched on unasked while team routing is off: agents
// have no status in Kustomer then that could be followed.
func (c *change) toggle(name string) {
	if name == Inheritance && !c.Draft.Values[name].On && c.Setup.routingOff() && !c.Draft.IsManaged(name) {
		c.Draft.Gated = true
		c.do(Focus{"gate"})
		return
	}
	if name == Inheritance {
		c.Draft.Gated = false
	}
	c.alter(name, func(v *Value) { v.On = !v.On })
}

// alter edits one value and forgets what was wrong with it.
func (c *change) alter(name string, edit func(*Value)) {
	if c.Draft.IsManaged(name) || !c.Draft.Read {
		return
	}
	v := c.Draft.Values[name].copied()
	edit(&v)
	c.Draft.Values[name] = v
	delete(c.Draft.Faults, name)
}

func (v *Value) typed(m Typed) {
	if m.Column == "" {
		v.Text = m.Text
		return
	}
	if m.Row >= 0 && m.Row < len(v.Rows) {
		v.Rows[m.Row][m.Column] = m.Text
	}
}

// newRow is an empty object, its choices set to the first option.
func newRow(name string) Row {
	row := Row{}
	s, _ := Find(name)
	for _, c := range s.Columns {
		row[c.Name] = ""
		if len(c.Options) > 0 {
			row[c.Name] = c.Options[0].Value
		}
	}
	return row
}

// FieldID names the element of a setting's text; column is empty but for rows.
func FieldID(name string, row int, column string) string {
	id := "set-" + name
	if column == "" {
		return id
	}
	return id + "-" + digits(row) + "-" + column
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n)) //#nosec G115 -- a digit
	}
	return digits(n/10) + string(rune('0'+n%10))
}

// Texts are all texts of the draft, by the id of their element.
func (d Draft) Texts() map[string]string {
	texts := map[string]string{}
	for _, section := range All() {
		for _, s := range section.Settings {
			v := d.Values[s.Name]
			switch s.Kind {
			case Text, Number, Lines:
				texts[FieldID(s.Name, 0, "")] = v.Text
			case Rows, Pair:
				for i, row := range v.Rows {
					for name, text := range row {
						texts[FieldID(s.Name, i, name)] = text
					}
				}
			}
		}
	}
	return texts
}
