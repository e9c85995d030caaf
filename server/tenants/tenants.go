// Package tenants knows whom we serve: for each tenant the connection to its Kustomer org and its
// CCAI Platform instance, and its settings. One tenant may be declared by the environment; the others
// are kept in the engine, their secrets sealed, and come, change and go while servers run:
//
//	Add ──▶ served, CCAI side missing ──Change──▶ served ──Leave──▶ leaving ──Gone──▶ nothing
//
// Every server watches the store, so that what one of them was told is true at all of them.
package tenants

import (
	"cmp"
	"encoding/json"
	"log/slog"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"time"

	"agentadapter/rules"
)

// Tenant is one Kustomer org joined to one CCAI Platform instance. It never changes once made; a
// change makes a new one.
type Tenant struct {
	// ID names the tenant in addresses, keys and logs; see ValidID.
	ID       string
	Kustomer Kustomer
	Platform Platform
	// Settings as they are now; Managed are those that the environment fixes, by name.
	Settings rules.Settings
	Managed  map[string]json.RawMessage
	// Former are inbound secrets that were replaced a short while ago and are still taken.
	Former []Former
	// Version counts the changes of the connection from 1, Since is when the tenant was added, Changed
	// and Author tell of the last change; none of it for the environment's tenant.
	Version        int
	Since, Changed time.Time
	Author         string
	// Leaving: the tenant is being removed; nobody is served under its name.
	Leaving bool
}

// Complete tells whether both sides are connected. Until then pages are served and events are kept.
func (t Tenant) Complete() bool {
	return t.Platform.BaseURL != "" && t.Platform.Subdomain != "" && t.Platform.Token != ""
}

// SameNeighbours tells whether both sides are reached as before: what we are proven by, who changed what
// and the settings aside.
func (t Tenant) SameNeighbours(o Tenant) bool {
	for _, x := range []*Tenant{&t, &o} {
		x.Kustomer.BindSecret, x.Kustomer.WebhookToken = "", ""
		x.Kustomer.OrgID = ""
		x.Platform.EventsUser, x.Platform.EventsPassword = "", ""
	}
	return t.Kustomer == o.Kustomer && t.Platform == o.Platform
}

// WithDefaults fills in what nobody said.
func (t *Tenant) WithDefaults() {
	k, p := &t.Kustomer, &t.Platform
	if k.AppURL == "" {
		k.AppURL = "https://" + k.Org + ".kustomerapp.com"
	}
	k.CardScript = cmp.Or(k.CardScript, DefaultCardScript)
	k.BindCommand = cmp.Or(k.BindCommand, DefaultBindCommand)
	p.EventsUser = cmp.Or(p.EventsUser, "events-"+t.ID)
	p.Rate = cmp.Or(p.Rate, 10)
	p.StatusPoll = cmp.Or(p.StatusPoll, 5*time.Second)
	p.StoragePoll = cmp.Or(p.StoragePoll, time.Minute)
	p.Reconcile = cmp.Or(p.Reconcile, time.Minute)
}

// What a tenant's Kustomer is like unless somebody says otherwise.
const (
	DefaultCardScript  = "https://cdn.kustomerapp.com/card-js/latest/kustomer-card.min.js"
	DefaultBindCommand = "ccaip_agent_adapter.app.bind"
)

// Kustomer is the connection to the CRM and what its pages are like.
type Kustomer struct {
	// BaseURL of the API, without /v1.
	BaseURL string
	// Key of the API; a secret.
	Key Secret
	// Org is the org's name, OrgID its id as Kustomer told it; empty: nobody has asked.
	Org, OrgID string
	// AppURL is where agents see Kustomer; its origin is the only one that may frame us beside the
	// operator's list, and links to records begin with it.
	AppURL string
	// CardScript is the address of the script that gives window.Kustomer.
	CardScript string
	// BindCommand is the app command that signs an agent in, BindSecret what Kustomer's servers
	// prove themselves with.
	BindCommand string
	BindSecret  Secret
	// WebhookToken verifies outbound webhooks; empty: they are refused.
	WebhookToken Secret
}

// Platform is the connection to CCAI Platform.
type Platform struct {
	BaseURL   string
	Subdomain string
	// Token of the API; a secret.
	Token Secret
	// EventsUser and EventsPassword are what the platform's session events prove themselves with.
	EventsUser     string
	EventsPassword Secret
	// Rate is how many requests per second we may make.
	Rate float64
	// StatusPoll is how often the statuses of live agents are read.
	StatusPoll time.Duration
	// StorageURL is where the platform exports files into, empty: nowhere. StorageKey and
	// StorageSecret are its credentials, StoragePoll how often it is listed for what is new.
	StorageURL                string
	StorageKey, StorageSecret Secret
	StoragePoll               time.Duration
	// Reconcile is how often a session without an end is asked for again.
	Reconcile time.Duration
}

// Secret is a text that no log, error or print shows; Reveal gives it to the code that sends it.
type Secret string

// String hides the secret.
func (Secret) String() string { return "(hidden)" }

// GoString hides the secret.
func (Secret) GoString() string { return "(hidden)" }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("(hidden)"), nil }

// LogValue hides the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue("(hidden)") }

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return string(s) }

var id = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// ValidID tells whether a text may name a tenant: it becomes part of addresses and keys.
func ValidID(s string) bool { return id.MatchString(s) }

// plainHost is what a host may be written with. An origin becomes part of pages' policies, where a
// semicolon or a comma would begin something new.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9._:\[\]-]+$`)

// Origin is the scheme, host and port of an address, as browsers compare it; empty if it has none, or
// one that is no name or number.
func Origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || !plainHost.MatchString(u.Host) {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Book is whom this server serves, each with the settings that are in force. It is safe for
// concurrent use.
type Book struct {
	env    string
	chosen choices
	stored stored

	mu   sync.RWMutex // guards both
	byID map[string]Tenant
	revs map[string]uint64 // of the stored ones
}

// NewBook makes a book with the tenant that the environment declares; nil: none.
func NewBook(env *Tenant) *Book {
	b := &Book{byID: map[string]Tenant{}, revs: map[string]uint64{}}
	if env != nil {
		b.byID[env.ID], b.env = *env, env.ID
	}
	return b
}

// Environment is the id of the tenant that the environment declares; empty: none.
func (b *Book) Environment() string { return b.env }

// Get answers the tenant of that id, if it is served; the empty id is the environment's tenant.
func (b *Book) Get(id string) (Tenant, bool) {
	if id == "" {
		id = b.env
	}
	t, ok := b.Known(id)
	if !ok || t.Leaving {
		return Tenant{}, false
	}
	_, t.Settings, _ = b.Settings(id)
	return t, true
}

// Known answers the tenant of that id, also one that is being removed. Its settings are not those in
// force.
func (b *Book) Known(id string) (Tenant, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	t, ok := b.byID[id]
	return t, ok
}

// IDs names every tenant, also those that are being removed, in order.
func (b *Book) IDs() []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Sorted(maps.Keys(b.byID))
}

// All answers every tenant that is served, by id.
func (b *Book) All() []Tenant {
	var all []Tenant
	for _, id := range b.IDs() {
		if t, ok := b.Get(id); ok {
			all = append(all, t)
		}
	}
	return all
}
