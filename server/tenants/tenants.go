// Package tenants knows whom we serve: for each tenant the connection to its Kustomer org and its
// CCAI Platform instance, and its settings. One tenant may be declared by the environment.
package tenants

import (
	"encoding/json"
	"log/slog"
	"net/url"
	"regexp"
	"sort"
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
}

// Kustomer is the connection to the CRM and what its pages are like.
type Kustomer struct {
	// BaseURL of the API, without /v1.
	BaseURL string
	// Key of the API; a secret.
	Key Secret
	// Org is the org's name.
	Org string
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

// Book is whom this server serves, each with the settings that are in force.
type Book struct {
	byID   map[string]Tenant
	env    string
	chosen choices
}

// NewBook makes a book with the tenant that the environment declares; nil: none.
func NewBook(env *Tenant) *Book {
	b := &Book{byID: map[string]Tenant{}}
	if env != nil {
		b.byID[env.ID], b.env = *env, env.ID
	}
	return b
}

// Get answers the tenant of that id; the empty id is the environment's tenant.
func (b *Book) Get(id string) (Tenant, bool) {
	if id == "" {
		id = b.env
	}
	t, ok := b.byID[id]
	if ok {
		_, t.Settings, _ = b.Settings(id)
	}
	return t, ok
}

// All answers every tenant, by id.
func (b *Book) All() []Tenant {
	all := make([]Tenant, 0, len(b.byID))
	for id := range b.byID {
		t, _ := b.Get(id)
		all = append(all, t)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}
