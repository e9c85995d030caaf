package state

import (
	"slices"
	"strconv"
)

// Sound is how the adapter makes itself heard.
type Sound struct {
	// Volume is 0 to 100, Sink the device by the browser's id, empty for the usual one.
	Volume int
	Sink   string
	// Sinks are the devices that the browser names.
	Sinks []Sink
	// Silenced are rings that the agent has answered or declined.
	Silenced []string
}

// Sink is a device that sounds come out of.
type Sink struct{ ID, Name string }

// Names under which they are kept in this browser.
const (
	keptVolume = "volume"
	keptSink   = "sink"
)

// usualVolume is that of a browser that kept none.
const usualVolume = 70

func (c *change) rememberSound(kept map[string]string) {
	c.Sound.Volume, c.Sound.Sink = usualVolume, kept[keptSink]
	if v, err := strconv.Atoi(kept[keptVolume]); err == nil && v >= 0 && v <= 100 {
		c.Sound.Volume = v
	}
	c.do(c.Sound.effect())
}

// Tone tells whether our own tone is to be heard: something rings here that nobody has taken up, and
// the softphone, which rings itself, has not said a word.
func (s State) Tone() bool {
	for _, one := range s.Rings() {
		if !s.Softphone.Alive && !slices.Contains(s.Sound.Silenced, one.Session) {
			return true
		}
	}
	return false
}

// silence ends a ring's tone.
func (c *change) silence(session string) {
	c.Sound.Silenced = append(slices.Clone(lastOf(c.Sound.Silenced, openedLimit)), session)
}

func (c *change) sound(m Msg) {
	switch m := m.(type) {
	case ChoseVolume:
		c.Sound.Volume = max(0, min(m.Volume, 100))
		c.do(Keep{keptVolume, strconv.Itoa(c.Sound.Volume)}, c.Sound.effect())
	case ChoseSink:
		c.Sound.Sink = m.ID
		c.do(Keep{keptSink, m.ID}, c.Sound.effect())
	case NamedSinks:
		c.Sound.Sinks = m.Sinks
	case PressedTryTone:
		c.do(TryTone{})
	case PressedAllow:
		c.do(AllowNotifications{})
	}
}

func (s Sound) effect() Effect { return SetSound{s.Volume, s.Sink} }
