// Package crm looks things up in one tenant's Kustomer and makes the writes that rules planned.
//
// Every write may be repeated: ids and externalIds are derived from the session, so a second attempt
// finds the first one's record and counts as done (W2). A customer who is taken (the number, the
// e-mail or the externalId belongs to somebody) is looked up and used (C8). Nothing here retries or
// decides: errors are kustomer's own and tell the caller what to do (W4).
//
// Before the first conversation is written, the fields of the standard data are registered (S1). A
// key that may not do that is remembered for a while, and conversations are written without them.
package crm

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// askFieldsAgain is how long a refused registration of fields is believed.
const askFieldsAgain = time.Hour

// Config makes a CRM.
type Config struct {
	Client *kustomer.Client
	Logger *slog.Logger
}

// CRM is one tenant's Kustomer as the rules see it. It is safe for concurrent use.
type CRM struct {
	k    *kustomer.Client
	log  *slog.Logger
	data *standardData
}

// standardData is how far the conversation's fields are registered.
type standardData struct {
	k       *kustomer.Client // at live urgency: whoever registers holds up all others
	mu      sync.Mutex       // held while they are
	known   bool             // they are registered
	refused time.Time        // when the key was last found without the right
}

// New makes a CRM.
func New(cfg Config) *CRM {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &CRM{k: cfg.Client, log: cfg.Logger, data: &standardData{k: cfg.Client}}
}

// BackFill is the same CRM for work that nobody waits for: its requests leave room in the budget for
// those of live sessions (W5).
func (c *CRM) BackFill() *CRM { return &CRM{k: c.k.BackFill(), log: c.log, data: c.data} }

// Probe asks whether the key works, whatever its roles.
func (c *CRM) Probe(ctx context.Context) error {
	_, err := c.k.Auth.Current(ctx)
	return err
}

// Fields registers the conversation's standard data (S1), once. False: the key may not, and
// conversations are to be written without.
func (c *CRM) Fields(ctx context.Context) (bool, error) {
	d := c.data
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known || !d.refused.IsZero() && time.Since(d.refused) < askFieldsAgain {
		return d.known, nil
	}
	_, err := d.k.Metadata.Register(ctx, kustomer.OnConversation, map[string]string{
		"callIdStr":               "Call ID",
		"languageStr":             "Language",
		"inboundMenuSelectionStr": "Inbound Menu Selection",
		"inboundMenuIdStr":        "Inbound Menu ID",
		"sessionChannelStr":       "Session Channel",
	})
	switch {
	case err == nil:
		d.known = true
	case kustomer.KindOf(err) == kustomer.RoleMissing:
		d.refused = time.Now()
		c.log.Warn("the key may not register fields: conversations are written without standard data", "err", err)
	default:
		return false, err
	}
	return d.known, nil
}

// into reads a planned body into the client's own.
func into[T any](w rules.Write) (T, error) {
	var body T
	if err := json.Unmarshal(w.Body, &body); err != nil {
		return body, &kustomer.Error{Kind: kustomer.Refused, Op: w.Verb + " " + w.Target, Detail: err.Error()}
	}
	return body, nil
}
