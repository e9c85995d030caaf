package state

import (
	"strings"
	"time"
	"unicode"

	"agentadapter/protocol"
)

// Word is what the softphone alone said of a session: the platform's events need not tell it, and come
// later where they do.
type Word struct {
	Held, Muted, Paused Said
	// Unread counts the end user's messages since the agent wrote or looked, WaitsSince is when the
	// first of them came, by this page's clock.
	Unread     int
	WaitsSince int64
	// Until is when the ring ends, by the platform's clock; zero if it did not say.
	Until int64
}

// Said is yes or no, once said.
type Said int

// What may have been said.
const (
	NotSaid Said = iota
	Yes
	No
)

// Word is what the softphone said of a session.
func (s State) Word(session string) Word { return s.Softphone.words[session] }

// Shown is a session as the agent is shown it: the server's card, and what the softphone said since.
func (s State) Shown(one protocol.Session) protocol.Session {
	w := s.Word(one.Session)
	switch {
	case one.State == protocol.StateConnected && w.Held == Yes:
		one.State = protocol.StateHeld
	case one.State == protocol.StateHeld && w.Held == No:
		one.State = protocol.StateConnected
	}
	if w.Muted != NotSaid {
		one.Muted = w.Muted == Yes
	}
	return one
}

// setWord keeps what was said of a session, in a map of its own: earlier states keep theirs.
func (c *change) setWord(session string, w Word) {
	words := map[string]Word{}
	for name, old := range c.Softphone.words {
		if one, ok := c.find(name); ok && one.Live() {
			words[name] = old
		}
	}
	words[session] = w
	c.Softphone.words = words
}

// overruled drops what the softphone said of something that the server has now said otherwise itself.
func (c *change) overruled(was, is protocol.Session) {
	w := c.Word(is.Session)
	if was.State != is.State {
		w.Held = NotSaid
	}
	if was.Muted != is.Muted {
		w.Muted = NotSaid
	}
	if w != c.Word(is.Session) {
		c.setWord(is.Session, w)
	}
}

// hear takes what a message of the softphone says beside a session's state.
func (c *change) hear(session string, words []string, data map[string]any) {
	w := c.Word(session)
	for i, word := range words {
		switch word {
		case "held", "hold":
			w.Held = Yes
		case "resumed", "unheld", "unhold":
			w.Held = No
		case "muted", "mute":
			w.Muted = Yes
		case "unmuted", "unmute":
			w.Muted = No
		case "redaction", "redact":
			w.Paused = Yes
			if last := words[len(words)-1]; last == "ended" || last == "stopped" || last == "off" {
				w.Paused = No
			}
		case "message":
			w = c.message(session, w, i > 0 && words[i-1] == "inbound")
		case "opened", "selected":
			c.Softphone.chat, w.Unread = session, 0
		}
	}
	if until := dataTime(data, "expires_at", "offer_until", "deadline"); until > 0 {
		w.Until = until
	}
	if w != c.Word(session) {
		c.setWord(session, w)
	}
}

// message counts a chat's messages. What the softphone in front shows is read.
func (c *change) message(session string, w Word, inbound bool) Word {
	if !inbound {
		w.Unread, w.WaitsSince = 0, 0
		return w
	}
	if w.WaitsSince == 0 {
		w.WaitsSince = c.Now
	}
	if !c.looksAt(session) {
		w.Unread++
	}
	return w
}

// looksAt tells whether a chat is the one that the softphone in front shows: the only one, or the one
// that it said was opened.
func (s State) looksAt(session string) bool {
	return s.Softphone.Shown && (s.chats() == 1 || s.Softphone.chat == session)
}

// read notes that the agent looks at the softphone: nothing of what it shows is unread any more.
func (c *change) read() {
	for session, w := range c.Softphone.words {
		if w.Unread > 0 && c.looksAt(session) {
			w.Unread = 0
			c.setWord(session, w)
		}
	}
}

func (s State) chats() int {
	n := 0
	for _, one := range s.Sessions {
		if Chat(one.Session) && one.Live() {
			n++
		}
	}
	return n
}

// softphoneWords takes a type such as Incoming_Call, callConnected or call.ended apart.
func softphoneWords(name string) []string {
	var spaced strings.Builder
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			spaced.WriteRune(' ')
			spaced.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r):
			spaced.WriteRune(r)
		default:
			spaced.WriteRune(' ')
		}
	}
	return strings.Fields(spaced.String())
}

// dataTime reads a moment, as milliseconds since 1970 or in RFC 3339.
func dataTime(data map[string]any, keys ...string) int64 {
	for _, key := range keys {
		switch v := data[key].(type) {
		case float64:
			return int64(v)
		case string:
			if t, err := time.Parse(time.RFC3339, v); err == nil {
				return t.UnixMilli()
			}
		}
	}
	return 0
}
