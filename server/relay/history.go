package relay

import (
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

const (
	// toldAtOnce is how many sessions a page is told when it comes.
	toldAtOnce = 20
	// mailHolds is how many voicemails are listed, mailKeeps how long.
	mailHolds = 50
	mailKeeps = 7 * 24 * time.Hour
)

// mailbox keeps the cards of a tenant's newest voicemails. They belong to nobody: every agent may call
// back.
type mailbox struct {
	mu    sync.Mutex
	cards map[string]card
}

func newMailbox() *mailbox { return &mailbox{cards: map[string]card{}} }

// put keeps a session's card if it is a voicemail.
func (m *mailbox) put(d *document, country string) {
	if d.Session.Phase() != rules.VoiceMail {
		return
	}
	at := d.Session.Over()
	if at.IsZero() {
		at = time.UnixMilli(d.Changed)
	}
	if time.Since(at) > mailKeeps {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cards[d.Session.Name] = card{Session: cardOf(d, "", country), at: at}
	if len(m.cards) > mailHolds {
		ordered := sorted(m.cards)
		delete(m.cards, ordered[len(ordered)-1].Session.Session)
	}
}

// list answers the voicemails, the newest first.
func (m *mailbox) list() []protocol.Session {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []protocol.Session
	for _, c := range sorted(m.cards) {
		if time.Since(c.at) < mailKeeps {
			all = append(all, c.Session)
		}
	}
	return all
}

// History answers an agent's sessions of the last day and the tenant's voicemails.
func (r *Relay) History(tenant, agent string) protocol.History {
	l, ok := r.line(tenant)
	if !ok {
		return protocol.History{}
	}
	return protocol.History{Sessions: l.shelf.of(agent), Voicemails: l.mail.list()}
}
