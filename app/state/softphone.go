package state

func (c *change) softphone(m Msg) {
	switch m := m.(type) {
	case PressedAnswer:
		c.Softphone.Asked = m.Session
		c.bringSoftphone()
	case PressedDecline:
		c.Softphone.Asked = m.Session
		c.bringSoftphone()
	case ToggledSoftphone:
		c.Softphone.Shown = !c.Softphone.Shown
		c.do(ShowSoftphone{c.Softphone.Shown})
	}
}

// bringSoftphone puts the softphone before the agent: answering and declining happen there, since
// the platform has no public way to do either from outside.
func (c *change) bringSoftphone() {
	c.Softphone.Shown = true
	c.do(ShowSoftphone{true})
}
