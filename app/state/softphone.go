package state

import (
	"strconv"

	"agentadapter/protocol"
)

func (c *change) softphone(m Msg) {
	switch m := m.(type) {
	case PressedAnswer:
		c.Softphone.Asked = m.Session
		c.silence(m.Session)
		c.bringSoftphone()
	case PressedDecline:
		c.Softphone.Asked = m.Session
		c.silence(m.Session)
		c.bringSoftphone()
	case ToggledSoftphone:
		c.Softphone.Shown = !c.Softphone.Shown
		c.do(ShowSoftphone{c.Softphone.Shown})
		c.read()
	case SoftphoneSaid:
		c.speakMute(m.Type)
		c.softphoneSaid(m)
	}
}

// bringSoftphone puts the softphone before the agent: answering and declining happen there, since
// the platform has no public way to do either from outside.
func (c *change) bringSoftphone() {
	c.Softphone.Shown = true
	c.do(ShowSoftphone{true})
	c.read()
}

// What the words in a softphone message's type say about the session it names. The platform
// publishes the message's form, {type, data}, and one sample, but no list of types; the server's
// own word about the session replaces all that is read here.
var softphoneStates = map[string]string{
	"incoming": protocol.StateRinging, "ring": protocol.StateRinging, "ringing": protocol.StateRinging,
	"connected": protocol.StateConnected, "answered": protocol.StateConnected, "accepted": protocol.StateConnected,
	"ended": protocol.StateEnded, "finished": protocol.StateEnded, "disconnected": protocol.StateEnded,
	"declined": protocol.StateEnded, "missed": protocol.StateMissed, "cancelled": protocol.StateAbandoned,
}

// softphoneSaid shows a ring that the softphone knows of before the server does, and takes it away
// again; it changes nothing about a session that is past ringing.
func (c *change) softphoneSaid(m SoftphoneSaid) {
	words := softphoneWords(m.Type)
	name, state := softphoneSession(m.Data), softphoneState(words)
	if !c.Lease.Live {
		return
	}
	c.Softphone.Alive = true
	if name != "" {
		c.hear(name, words, m.Data)
	}
	if name == "" || state == "" {
		return
	}
	for _, one := range c.Sessions {
		if one.Session == name {
			if ringing(one) && state != protocol.StateRinging {
				one.State = state
				c.session(one)
			}
			return
		}
	}
	if state == protocol.StateRinging {
		c.session(protocol.Session{
			Session: name, Direction: "in", State: state,
			Number:  dataText(m.Data, "end_user_number", "phone_number", "number", "from", "caller"),
			Queue:   dataText(m.Data, "queue_path", "queue_name"),
			Support: dataText(m.Data, "support_number"),
		})
	}
}

// softphoneState is what the words of a message's type say of a session; the last word that says
// something counts. What happens to one participant, or to the recording, says nothing of it.
func softphoneState(words []string) string {
	state := ""
	for _, word := range words {
		switch word {
		case "participant", "redaction", "wrap", "message":
			return ""
		}
		state = first(softphoneStates[word], state)
	}
	return state
}

// softphoneSession names the session a message is about, as the server names it.
func softphoneSession(data map[string]any) string {
	if id := dataText(data, "call_id", "callId"); id != "" {
		return "call-" + id
	}
	if id := dataText(data, "chat_id", "chatId"); id != "" {
		return "chat-" + id
	}
	return ""
}

func dataText(data map[string]any, keys ...string) string {
	for _, key := range keys {
		switch v := data[key].(type) {
		case string:
			if v != "" {
				return v
			}
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return ""
}
