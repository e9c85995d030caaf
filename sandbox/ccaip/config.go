package ccaip

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Agent is a person who works in the contact centre.
type Agent struct {
	ID    int
	Name  string
	Email string
}

// Config says what the stand-in is made of. Its zero value works: each empty
// field gets the default named beside it.
type Config struct {
	Subdomain       string        // Basic user of the APIs; "acme"
	Token           string        // Basic password of the APIs; "token"
	EventsUser      string        // Basic user towards the adapter; "events"
	EventsPassword  string        // Basic password towards the adapter; "events"
	Bucket          string        // folder that files are exported into; none
	Adapter         string        // base address of the adapter server; none: events are discarded
	PublicURL       string        // how others reach the stand-in, for links in files; none
	Tenant          string        // tenant in the events' address; "default"
	FrameAncestors  []string      // the domain list: who may frame the agent page; empty: anybody, as at the vendor
	Agents          []Agent       // Ana Ruiz (15) and Ben Okafor (16)
	OutboundNumbers []string      // numbers that outbound calls may show; one
	History         int           // sessions kept; 100,000
	RingFor         time.Duration // how long an agent may take to answer; 20 s
	WrapUpFor       time.Duration // wrap-up before it counts as exceeded; 60 s
	MetadataAfter   time.Duration // end of session to metadata file (15 min at the vendor); 2 s
	Logger          *slog.Logger  // slog.DiscardHandler

	// Neighbours are hosts that belong into a domain list that is not empty,
	// as they are at this moment: the product moves when a knob is turned.
	// The agent page adds the product's own address by itself. Nil: none.
	Neighbours func() []string

	// Transport carries the events; http.DefaultTransport. Tests put
	// their own here.
	Transport http.RoundTripper
}

// withDefaults fills what was left empty.
func (c Config) withDefaults() Config {
	c.Subdomain = or(c.Subdomain, "acme")
	c.Token = or(c.Token, "token")
	c.EventsUser = or(c.EventsUser, "events")
	c.EventsPassword = or(c.EventsPassword, "events")
	c.Tenant = or(c.Tenant, "default")
	c.History = or(c.History, 100_000)
	c.RingFor = or(c.RingFor, 20*time.Second)
	c.WrapUpFor = or(c.WrapUpFor, time.Minute)
	c.MetadataAfter = or(c.MetadataAfter, 2*time.Second)
	if len(c.Agents) == 0 {
		c.Agents = []Agent{
			{15, "Ana Ruiz", "ana@acme.example"},
			{16, "Ben Okafor", "ben@acme.example"},
		}
	}
	if len(c.OutboundNumbers) == 0 {
		c.OutboundNumbers = []string{"+18005550100"}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	return c
}

// check names what cannot work.
func (c Config) check() error {
	var faults []error
	seen := map[int]bool{}
	for _, a := range c.Agents {
		if a.ID <= 0 || a.Email == "" || seen[a.ID] {
			faults = append(faults, errors.New("ccaip: each agent needs an id of its own above 0 and an e-mail: "+a.Name))
		}
		seen[a.ID] = true
	}
	if at, err := url.Parse(c.Adapter); c.Adapter != "" && (err != nil || at.Host == "" || !strings.HasPrefix(at.Scheme, "http")) {
		faults = append(faults, errors.New("ccaip: Adapter must be an address such as http://127.0.0.1:8080"))
	}
	if c.History < 0 {
		faults = append(faults, errors.New("ccaip: History must not be negative"))
	}
	return errors.Join(faults...)
}

// or answers v, or fallback where v is empty.
func or[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}
