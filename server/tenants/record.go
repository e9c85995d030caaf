package tenants

import (
	"encoding/json"
	"fmt"
	"time"

	"agentadapter/rules"
)

// recordVersion is the form in which connections are stored today.
const recordVersion = 1

// record is a tenant as the bucket holds it: what anybody may read in clear, secrets sealed.
type record struct {
	V int `json:"v"`
	// Version counts the changes from 1. Since and At are in milliseconds since 1970.
	Version int    `json:"version"`
	Since   int64  `json:"since"`
	At      int64  `json:"at"`
	Author  string `json:"author"`
	// Leaving: the tenant is being removed and holds no secrets any more.
	Leaving  bool             `json:"leaving,omitempty"`
	Kustomer kustomerSide     `json:"kustomer"`
	Platform platformSide     `json:"platform"`
	Secrets  map[Which]string `json:"secrets"`
	Former   []formerRecord   `json:"former,omitempty"`
}

type kustomerSide struct {
	BaseURL     string `json:"baseURL"`
	Org         string `json:"org"`
	OrgID       string `json:"orgID"`
	AppURL      string `json:"appURL"`
	CardScript  string `json:"cardScript"`
	BindCommand string `json:"bindCommand"`
}

// platformSide has its times in milliseconds.
type platformSide struct {
	BaseURL     string  `json:"baseURL"`
	Subdomain   string  `json:"subdomain"`
	EventsUser  string  `json:"eventsUser"`
	Rate        float64 `json:"rate"`
	StatusPoll  int64   `json:"statusPoll"`
	StorageURL  string  `json:"storageURL"`
	StoragePoll int64   `json:"storagePoll"`
	Reconcile   int64   `json:"reconcile"`
}

type formerRecord struct {
	Which  Which  `json:"which"`
	Sealed string `json:"sealed"`
	Until  int64  `json:"until"`
}

// formerField is what a replaced secret is sealed for: it must not be put back in the present one's
// place.
func formerField(w Which) string { return "former " + string(w) }

// close seals a tenant into the form in which it is stored.
func (k Keys) close(t Tenant) record {
	p := t.Platform
	r := record{
		V: recordVersion, Version: t.Version, Since: millis(t.Since), At: millis(t.Changed), Author: t.Author, Leaving: t.Leaving,
		Kustomer: kustomerSide{t.Kustomer.BaseURL, t.Kustomer.Org, t.Kustomer.OrgID, t.Kustomer.AppURL, t.Kustomer.CardScript, t.Kustomer.BindCommand},
		Platform: platformSide{p.BaseURL, p.Subdomain, p.EventsUser, p.Rate, p.StatusPoll.Milliseconds(), p.StorageURL, p.StoragePoll.Milliseconds(), p.Reconcile.Milliseconds()},
		Secrets:  map[Which]string{},
	}
	for _, w := range Secrets {
		if word := *t.secret(w); word != "" {
			r.Secrets[w] = k.seal(t.ID, string(w), word)
		}
	}
	for _, f := range t.Former {
		r.Former = append(r.Former, formerRecord{f.Which, k.seal(t.ID, formerField(f.Which), f.Secret), millis(f.Until)})
	}
	return r
}

// open undoes close. Its error is a *KeyError where a secret cannot be opened.
func (k Keys) openRecord(id string, body []byte) (t Tenant, old bool, err error) {
	var r record
	if err := json.Unmarshal(body, &r); err != nil {
		return t, false, fmt.Errorf("tenants: the connection of %s cannot be read: %w", id, err)
	}
	if r.V > recordVersion {
		return t, false, newerError{"the connection of " + id, r.V, recordVersion}
	}
	t = r.tenant(id)
	for w, sealed := range r.Secrets {
		at := t.secret(w)
		if at == nil {
			continue // of a newer server
		}
		if *at, err = k.open(id, string(w), sealed); err != nil {
			return t, false, err
		}
		old = old || k.old(sealed)
	}
	for _, f := range r.Former {
		word, err := k.open(id, formerField(f.Which), f.Sealed)
		if err != nil {
			return t, false, err
		}
		old = old || k.old(f.Sealed)
		t.Former = append(t.Former, Former{f.Which, word, time.UnixMilli(f.Until)})
	}
	return t, old, nil
}

// tenant is what a record says in clear.
func (r record) tenant(id string) Tenant {
	ms := func(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
	k, p := r.Kustomer, r.Platform
	return Tenant{
		ID: id, Version: r.Version, Since: time.UnixMilli(r.Since), Changed: time.UnixMilli(r.At), Author: r.Author, Leaving: r.Leaving,
		Kustomer: Kustomer{BaseURL: k.BaseURL, Org: k.Org, OrgID: k.OrgID, AppURL: k.AppURL, CardScript: k.CardScript, BindCommand: k.BindCommand},
		Platform: Platform{BaseURL: p.BaseURL, Subdomain: p.Subdomain, EventsUser: p.EventsUser, Rate: p.Rate, StatusPoll: ms(p.StatusPoll),
			StorageURL: p.StorageURL, StoragePoll: ms(p.StoragePoll), Reconcile: ms(p.Reconcile)},
		Settings: rules.DefaultSettings(),
	}
}

func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}
