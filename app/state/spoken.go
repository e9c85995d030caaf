package state

import (
	"strings"

	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// What is said aloud, politely, of changes that nobody sees who does not look.
const (
	heldText      = texts.Text("spoken.held: On hold")
	resumedText   = texts.Text("spoken.resumed: Off hold")
	connectedText = texts.Text("spoken.connected: Connected")
	endedText     = texts.Text("spoken.ended: Ended")
	mutedText     = texts.Text("spoken.muted: Muted")
	unmutedText   = texts.Text("spoken.unmuted: Not muted")
	statusText    = texts.Text("spoken.status: Status {status}")
)

// speak says what has changed since before. A ring is said by its own line, at once.
func (c *change) speak(before State) {
	if !before.Lease.Live || !c.Lease.Live {
		return // what a welcome tells is no news
	}
	for _, one := range c.Sessions {
		if was, ok := before.find(one.Session); ok && was.State != one.State {
			c.speakSession(was.State, one.State)
		}
	}
	if now := c.Status.Platform; now != before.Status.Platform && before.Status.Platform != "" && now != "" {
		c.Spoken = statusText.With("status", now)
	}
}

func (c *change) speakSession(was, is string) {
	switch {
	case is == protocol.StateHeld:
		c.Spoken = heldText.String()
	case is == protocol.StateConnected && was == protocol.StateHeld:
		c.Spoken = resumedText.String()
	case is == protocol.StateConnected:
		c.Spoken = connectedText.String()
	case is == protocol.StateEnded:
		c.Spoken = endedText.String()
	}
}

// speakMute says what the softphone tells of the microphone; the platform's API tells nothing of it.
func (c *change) speakMute(kind string) {
	switch kind = strings.ToLower(kind); {
	case strings.Contains(kind, "unmute"):
		c.Spoken = unmutedText.String()
	case strings.Contains(kind, "mute"):
		c.Spoken = mutedText.String()
	}
}
