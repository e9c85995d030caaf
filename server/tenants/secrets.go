package tenants

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"
)

// Which names a secret of a tenant in addresses, in the audit trail and in the store.
type Which string

// The secrets of a tenant. Inbound ones are made by us and sent to us: the old one is taken beside
// the new one for a while. Outbound ones are given to us and sent by us.
const (
	KustomerKey   Which = "kustomer-key"
	Bind          Which = "bind"
	Webhook       Which = "webhook"
	PlatformToken Which = "ccaip-token"
	Events        Which = "events"
	StorageKey    Which = "storage-key"
	StorageSecret Which = "storage-secret"
)

// Secrets are all of them.
var Secrets = []Which{Bind, Events, Webhook, KustomerKey, PlatformToken, StorageKey, StorageSecret}

// Grace is how long an inbound secret that was replaced is still taken, unless it is ended by hand.
const Grace = 24 * time.Hour

// Inbound tells whether others send this secret to us.
func (w Which) Inbound() bool { return w == Bind || w == Events || w == Webhook }

// Former is an inbound secret that was replaced and is still taken.
type Former struct {
	Which  Which
	Secret Secret
	Until  time.Time
}

// secret is where a tenant holds one; nil: there is no such secret.
func (t *Tenant) secret(w Which) *Secret {
	switch w {
	case KustomerKey:
		return &t.Kustomer.Key
	case Bind:
		return &t.Kustomer.BindSecret
	case Webhook:
		return &t.Kustomer.WebhookToken
	case PlatformToken:
		return &t.Platform.Token
	case Events:
		return &t.Platform.EventsPassword
	case StorageKey:
		return &t.Platform.StorageKey
	case StorageSecret:
		return &t.Platform.StorageSecret
	}
	return nil
}

// Secret is a tenant's secret by its name; false: there is no such name.
func (t Tenant) Secret(w Which) (Secret, bool) {
	at := t.secret(w)
	if at == nil {
		return "", false
	}
	return *at, true
}

// Taken are the words that are taken for an inbound secret now: the present one first, then those
// that were replaced a short while ago. None: everything is refused.
func (t Tenant) Taken(w Which, now time.Time) []string {
	present, _ := t.Secret(w)
	var words []string
	if present != "" {
		words = append(words, present.Reveal())
	}
	for _, f := range t.Former {
		if f.Which == w && now.Before(f.Until) && present != "" {
			words = append(words, f.Secret.Reveal())
		}
	}
	return words
}

// Replace puts a new secret in the place of the present one. An inbound one goes on being taken until
// then; of several that were replaced the newest is.
func (t *Tenant) Replace(w Which, next Secret, until time.Time) {
	at := t.secret(w)
	if at == nil {
		return
	}
	t.Retire(w)
	if w.Inbound() && *at != "" {
		t.Former = append(t.Former, Former{w, *at, until})
	}
	*at = next
}

// Retire ends the grace of what was replaced; false: there was none.
func (t *Tenant) Retire(w Which) bool {
	kept := slices.DeleteFunc(slices.Clone(t.Former), func(f Former) bool { return f.Which == w })
	had := len(kept) < len(t.Former)
	t.Former = kept
	return had
}

// NewSecret makes a word that nobody can guess: 192 random bits in hex.
func NewSecret() Secret {
	b := make([]byte, 24)
	rand.Read(b) // never fails: the runtime stops the program instead
	return Secret(hex.EncodeToString(b))
}
