package relay

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

const (
	// dialPrefix begins the name under which a dial's facts are kept.
	dialPrefix = "dial-"
	// dialWaits is how long a dial waits for its call (V4); dialEarly allows for clocks that differ.
	dialWaits = 10 * time.Minute
	dialEarly = time.Minute
	// dialKept is how long a dial is remembered: facts of its call may come late.
	dialKept = 24 * time.Hour
)

// dialed is one dial of an agent.
type dialed struct {
	V int `json:"v"`
	// Agent is the platform's id, At our clock's moment in milliseconds since 1970.
	Agent  string     `json:"agent"`
	Number string     `json:"number"`
	At     int64      `json:"at"`
	From   rules.Dial `json:"from"`
	// Session is the call that came of it: as the platform answered, or as it was matched.
	Session string `json:"session,omitempty"`
}

// Dialing notes where an agent is about to dial from, before the platform is asked (V4). The answer
// names the dial for Dialed. Agent is the platform's id, number in E.164.
func (r *Relay) Dialing(ctx context.Context, tenant, agent, number string, from protocol.Dial) (dial string, err error) {
	raw := make([]byte, 12)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	f := rules.Fact{V: rules.FactVersion, Session: dialPrefix + hex.EncodeToString(raw), Source: rules.FromEvent, At: time.Now().UnixMilli()}
	f.Set(rules.AgentID, agent)
	f.Set(rules.ExternalPhone, number)
	f.Set(rules.DialConversation, from.Conversation)
	f.Set(rules.DialBack, from.Back)
	return f.Session, r.append(ctx, tenant, f)
}

// Dialed notes which call came of a dial, where the platform's answer told.
func (r *Relay) Dialed(ctx context.Context, tenant, dial, session string) error {
	f := rules.Fact{V: rules.FactVersion, Session: dial, Source: rules.FromEvent, At: time.Now().UnixMilli()}
	f.Set(rules.DialSession, session)
	return r.append(ctx, tenant, f)
}

func (r *Relay) append(ctx context.Context, tenant string, f rules.Fact) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("relay: a dial cannot be written: %w", err)
	}
	if _, err := r.cfg.Facts.Append(ctx, tenant+"."+f.Session, body); err != nil {
		return fmt.Errorf("relay: a dial is not on disk: %w", err)
	}
	return nil
}

// dials are a tenant's dials of the last day, by name.
type dials struct {
	mu sync.Mutex
	by map[string]dialed
}

func newDials() *dials { return &dials{by: map[string]dialed{}} }

func (l *line) dialKey(name string) string { return l.tenant.ID + "." + name }

// loadDials reads the dials of the last day; older ones are forgotten in time (forget_dial.go).
func (l *line) loadDials(ctx context.Context) error {
	return l.eachDial(ctx, func(name string, d dialed, _ uint64) {
		if time.Since(time.UnixMilli(d.At)) > dialKept {
			return
		}
		l.dials.mu.Lock()
		defer l.dials.mu.Unlock()
		l.dials.by[name] = d
	})
}

// eachDial gives fn every dial on disk, with its revision.
func (l *line) eachDial(ctx context.Context, fn func(name string, d dialed, rev uint64)) error {
	return l.cfg.Checkpoints.Each(ctx, l.tenant.ID, func(v engine.Value) error {
		name := strings.TrimPrefix(v.Key, l.tenant.ID+".")
		var d dialed
		if strings.HasPrefix(name, dialPrefix) && json.Unmarshal(v.Body, &d) == nil {
			fn(name, d, v.Rev)
		}
		return nil
	})
}

// receiveDial keeps what a fact tells of a dial, on disk before the log goes on.
func (l *line) receiveDial(ctx context.Context, f rules.Fact) error {
	l.dials.mu.Lock()
	defer l.dials.mu.Unlock()
	d := l.dials.by[f.Session].fold(f)
	if err := l.keepDial(ctx, f.Session, d); err != nil {
		return err
	}
	l.dials.by[f.Session] = d
	for name, old := range l.dials.by {
		if time.Since(time.UnixMilli(old.At)) > dialKept {
			delete(l.dials.by, name)
		}
	}
	return nil
}

func (l *line) keepDial(ctx context.Context, name string, d dialed) error {
	body, err := json.Marshal(d)
	if err == nil {
		_, err = l.cfg.Checkpoints.Put(ctx, l.dialKey(name), body)
	}
	return err
}

// fold joins what one of the dial's two facts tells; their order makes no difference.
func (d dialed) fold(f rules.Fact) dialed {
	d.V = 1
	if f.Values[rules.ExternalPhone] != "" {
		d.Agent, d.Number, d.At = f.Values[rules.AgentID], f.Values[rules.ExternalPhone], f.At
		d.From = rules.Dial{Conversation: f.Values[rules.DialConversation], Back: f.Values[rules.DialBack]}
	}
	if session := f.Values[rules.DialSession]; session != "" {
		d.Session = session
	}
	return d
}

// dialOf finds where an outbound call was dialled from: the dial that the platform answered with this
// call, or the agent's latest dial of that number whose call is not known, up to ten minutes before
// (V4). It then belongs to this call alone.
func (l *line) dialOf(ctx context.Context, s rules.Session) (rules.Dial, error) {
	l.dials.mu.Lock()
	defer l.dials.mu.Unlock()
	name, best := "", dialed{}
	for n, d := range l.dials.by {
		if d.Session == s.Name {
			return d.From, nil
		}
		if d.Session == "" && d.fits(s, l.country()) && (name == "" || d.At > best.At) {
			name, best = n, d
		}
	}
	if name == "" {
		return rules.Dial{}, nil
	}
	best.Session = s.Name
	if err := l.keepDial(ctx, name, best); err != nil {
		return rules.Dial{}, err
	}
	l.dials.by[name] = best
	return best.From, nil
}

func (d dialed) fits(s rules.Session, country string) bool {
	_, takes := s.Agents[d.Agent]
	wait := s.Began().Sub(time.UnixMilli(d.At))
	return (takes || s.Get(rules.AgentID) == d.Agent) && s.Number(country) == d.Number && wait >= -dialEarly && wait <= dialWaits
}

// context fills in where an outbound call came from, before its conversation is settled.
func (p *pass) context(s rules.Session) error {
	d := &p.seat.doc
	if !s.Outbound() || d.Settled.Conversation != "" || p.answers.Earlier != nil || p.placed {
		return nil
	}
	from, err := p.dialOf(p.hard, s)
	if err != nil {
		return err
	}
	p.answers.Dial, p.placed = from, true
	name := s.CallsBack(from)
	if name == "" {
		return nil
	}
	earlier, ok := p.document(p.hard, name)
	if !ok {
		return nil
	}
	if earlier.Settled.Conversation != "" || earlier.settling() {
		p.answers.Earlier = &rules.Earlier{
			Session: name, Conversation: earlier.Settled.Conversation, Brief: earlier.Session.Brief(), Pending: earlier.settling(),
		}
	}
	return p.tellVoicemail(s, earlier.Session)
}

// settling: the session's conversation is still to be chosen.
func (d *document) settling() bool {
	return d.Settled.Conversation == "" && d.Discarded == nil && (d.State == rules.Waiting || d.State == rules.Saving)
}

// tellVoicemail lets a voicemail know that it is called back (S10).
func (p *pass) tellVoicemail(s, earlier rules.Session) error {
	f, tells := s.TellsVoicemail(earlier)
	if !tells {
		return nil
	}
	body, err := json.Marshal(f)
	if err == nil {
		_, err = p.cfg.Facts.Append(p.hard, p.tenant.ID+"."+f.Session, body)
	}
	return err
}
