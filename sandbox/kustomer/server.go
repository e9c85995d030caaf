package kustomer

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"agentadapter/sandbox/knobs"
)

// Config is how the stand-in is started.
type Config struct {
	// Org is the org's name; empty: acme.
	Org string
	// Adapter is the address of the product; the knob changes it later.
	Adapter string
	// Tenant is the product's tenant for this org; "default" goes unsaid.
	Tenant string
	// LoopbackHTTP accepts http addresses of the own machine where Kustomer
	// wants https.
	LoopbackHTTP bool
	// History is how many conversations are kept; older ones are forgotten
	// together with what belongs to them. 0: 10,000.
	History int
	// Now is the clock; nil: the real one.
	Now func() time.Time
	// Retries are the waits between a webhook's attempts; nil: the vendor's,
	// from one minute to thirty.
	Retries []time.Duration
	// Logger takes what a person at the console may want to know.
	Logger *slog.Logger
}

// Server is the stand-in. It is safe for concurrent use.
type Server struct {
	org        string
	tenant     string
	loopback   bool
	history    int
	now        func() time.Time
	log        *slog.Logger
	knobs      *knobs.Knobs
	store      *store
	ids        *idMaker
	budget     *budget
	keys       Keys
	principals map[string]*principal
	seeded     map[string]bool           // customers that are never forgotten
	metadata   map[string]map[string]any // registered attributes, by resource
	files      *fileShelf
	bulks      map[string][]any // results of bulk writes, by their id; under the store's lock
	live       *broadcast
	apps       *apps
	outgoing   *http.Client
	hooks      atomic.Int64 // webhooks that exist, so that none costs nothing
	outbox     chan delivery
	retries    []time.Duration

	stop    context.Context
	cancel  context.CancelFunc
	workers sync.WaitGroup
}

// defaultHistory is how many conversations are kept unless told otherwise.
const defaultHistory = 10_000

// New makes a stand-in with its people, customers and conversations.
func New(cfg Config) (*Server, error) {
	if cfg.Org == "" {
		cfg.Org = "acme"
	}
	if cfg.History < 0 {
		return nil, errors.New("the history cannot be below 0 conversations")
	}
	s := &Server{
		org: cfg.Org, tenant: cfg.Tenant, loopback: cfg.LoopbackHTTP, history: cfg.History, now: cfg.Now, log: cfg.Logger,
		store: newStore(), ids: newIDMaker(), metadata: map[string]map[string]any{}, bulks: map[string][]any{},
		files: newFileShelf(), live: newBroadcast(), apps: newApps(), outgoing: newOutgoing(),
		outbox: make(chan delivery, deliverQueue), retries: cfg.Retries,
	}
	s.fillIn()
	s.knobs = knobs.New(knobs.Set{
		Adapter: cfg.Adapter, StrictCustom: true, ReopenOnInbound: true,
		RateLimit: knobs.RateLimit{Limit: 1000, Window: knobs.Duration(time.Minute)},
	})
	s.connect()
	s.makeKeys()
	s.seed()
	for range deliverWorkers {
		s.workers.Add(1)
		go s.deliverAll()
	}
	return s, nil
}

// fillIn puts defaults where nothing was said.
func (s *Server) fillIn() {
	if s.history == 0 {
		s.history = defaultHistory
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.retries == nil {
		s.retries = retries
	}
	s.stop, s.cancel = context.WithCancel(context.Background())
}

// connect joins knobs, budget and store.
func (s *Server) connect() {
	s.budget = newBudget(s.knobs)
	s.knobs.OnRefuse(s.spoiled)
	before := s.knobs.Get()
	s.knobs.OnChange(func(set knobs.Set) {
		if set.RateLimit != before.RateLimit {
			s.budget.renew()
		}
		if set.Adapter != before.Adapter {
			s.live.tell(event{Type: "adapter"})
		}
		before = set
	})
	s.store.lag = func() time.Duration { return time.Duration(s.knobs.Get().SearchDelay) }
	s.store.watch = s.changed
}

// Keys are the secrets that the sandbox hands out.
func (s *Server) Keys() Keys { return s.keys }

// Org is the org's name.
func (s *Server) Org() string { return s.org }

// Adapter is where the product is now, as the knob tells.
func (s *Server) Adapter() string { return s.knobs.Get().Adapter }

// Handler serves knobs, API, page and card script.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	api := s.api()
	mux.Handle("/v1/", api)
	mux.Handle("/v1", api) // else the mux would answer with a redirect, where the real one says 404
	s.pageRoutes(mux, api)
	mux.HandleFunc("POST "+uploadPath+"{id}", s.upload)
	return s.knobs.Wrap(mux)
}

// Close ends live views and deliveries. It may be called twice.
func (s *Server) Close() {
	s.cancel()
	s.live.close()
	s.workers.Wait()
}
