package hub

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"agentadapter/protocol"
)

const (
	// helloWait is how long a socket may stay without saying who it is.
	helloWait = 10 * time.Second
	// pingEvery and silentAfter find a silent page within 5 s: sweep is the error of both.
	pingEvery   = 1500 * time.Millisecond
	silentAfter = 4500 * time.Millisecond
	sweepEvery  = 500 * time.Millisecond
	// proofGap is the least time between two heartbeats that a page asks for.
	proofGap = 300 * time.Millisecond
	// writeWait is the deadline of every single write.
	writeWait = 5 * time.Second
	// pingWait is that of a ping, which the one heart writes to all.
	pingWait = 200 * time.Millisecond
	// closeWait is how long the other end may take to answer a close.
	closeWait = time.Second
	// lettingIn bounds everything between a hello and its welcome. Of ten thousand pages that come
	// back at once, lettingInAtOnce are at work with the store and the others wait in line, with
	// heartbeats, so that they do not give up and come again.
	lettingIn       = 30 * time.Second
	lettingInAtOnce = 32
	// acting bounds what a frame sets off.
	acting = 30 * time.Second
)

// SignIn says who sits at a socket. An error that is engine.ErrNotFound sends the page to bind
// anew; any other lets it come back.
type SignIn interface {
	Redeem(ctx context.Context, nonce string) (tenant, agent string, err error)
	Token(ctx context.Context, token, instance string) (tenant, agent string, err error)
	Issue(ctx context.Context, tenant, agent, instance, earlier string) (token string, err error)
	Revoke(ctx context.Context, token string) error
}

// Leases says which instance is live. It tells changes by LeaseMoved.
type Leases interface {
	Join(ctx context.Context, tenant, agent string, h protocol.Hello) (resume string, err error)
	TakeOver(ctx context.Context, tenant, agent string, h protocol.Hello, duringCall bool) (protocol.Lease, error)
	Gone(ctx context.Context, tenant, agent, instance, resume string) error
	Release(ctx context.Context, tenant, agent, instance string) error
	OnCall(ctx context.Context, tenant, agent, instance string, on bool) error
}

// People knows the agent's two halves. Errors may have a method Problem.
type People interface {
	User(ctx context.Context, tenant, id string) (protocol.Agent, error)
	Platform(ctx context.Context, tenant, id string) (agent, email string, err error)
}

// Desk does what an agent asks, and knows both statuses and what is wrong. Here and Left tell it
// who has a page, once per page; what is not right with an agent is handed to it, and it takes it
// back once it is.
type Desk interface {
	Dial(ctx context.Context, tenant, agent string, term uint64, d protocol.Dial) protocol.Dialed
	Number(tenant string, q protocol.AskNumber) protocol.Number
	Check(ctx context.Context, tenant string) protocol.Check
	Status(tenant, agent string) protocol.Status
	Problems(tenant, agent string) []protocol.Problem
	Here(tenant, agent string, p *protocol.Problem)
	Left(tenant, agent string)
}

// Inherit decides which platform status an agent has: Kustomer's, or the agent's own choice.
type Inherit interface {
	KustomerStatus(ctx context.Context, tenant, agent string, term uint64, s protocol.KustomerStatus)
	SetStatus(ctx context.Context, tenant, agent string, term uint64, s protocol.SetStatus) protocol.StatusSet
	ClearNext(ctx context.Context, tenant, agent string, term uint64) protocol.StatusSet
	Reconcile(ctx context.Context, tenant, agent string, term uint64) protocol.StatusSet
}

// Relay knows the agent's live and recent sessions.
type Relay interface {
	Sessions(tenant, agent string) []protocol.Session
	History(tenant, agent string) protocol.History
	Choices(tenant, agent string) []protocol.Choose
	Choose(ctx context.Context, tenant, agent string, c protocol.Choice) error
}

// Place is what a page of a tenant needs to know of its surroundings.
type Place struct {
	// Softphone is the address of the platform's agent page.
	Softphone string
	// Records is the origin that links to Kustomer's records begin with.
	Records string
	// Build is the hash of the bundle that is served now.
	Build string
	// Dialing is what the settings say about dialling.
	Dialing protocol.Dialing
}

// Config makes a Hub.
type Config struct {
	// Origin of the public address ("https://adapter.example.com"): what a browser must send.
	Origin func() string
	// Place of a tenant; false: nobody is served under that name any more.
	Place   func(tenant string) (Place, bool)
	SignIn  SignIn
	Leases  Leases
	People  People
	Desk    Desk
	Inherit Inherit
	Relay   Relay // nil: no sessions to show
	// Frames carries what agents are told to their pages; nil: NewMemory, for a single server.
	Frames Frames
	// MaxSockets bounds how many are held at once; 0: 20,000.
	MaxSockets int
	Logger     *slog.Logger
}

// Hub holds the live sockets. It is safe for concurrent use.
type Hub struct {
	cfg      Config
	log      *slog.Logger
	upgrader websocket.Upgrader
	began    time.Time // of the hub's clock
	words    chan word // what waits to be appended
	gate     chan struct{}
	stop     chan struct{}
	spoken   chan struct{} // closed when the last word is appended
	followed chan struct{} // closed when nothing is followed any more

	mu       sync.Mutex // guards all below
	started  bool
	stopping bool
	socks    map[*socket]struct{}
	agents   map[name]*agent
	empty    chan struct{} // closed when the last socket went while stopping
	swept    chan struct{} // closed when the sweeper has ended
}

// New makes a Hub.
func New(cfg Config) *Hub {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.MaxSockets == 0 {
		cfg.MaxSockets = 20_000
	}
	if cfg.Frames == nil {
		cfg.Frames = NewMemory()
	}
	h := &Hub{
		cfg:    cfg,
		log:    cfg.Logger,
		began:  time.Now(),
		words:  make(chan word, maxTold),
		gate:   make(chan struct{}, lettingInAtOnce),
		spoken: make(chan struct{}), followed: make(chan struct{}),
		stop:   make(chan struct{}),
		socks:  map[*socket]struct{}{},
		agents: map[name]*agent{},
		empty:  make(chan struct{}),
		swept:  make(chan struct{}),
	}
	h.upgrader = websocket.Upgrader{
		HandshakeTimeout: helloWait,
		ReadBufferSize:   512,
		WriteBufferSize:  1024,
		WriteBufferPool:  &sync.Pool{},
		CheckOrigin:      h.ours,
		// Compression stays off: a small frame may unpack to far more than the read limit.
	}
	return h
}

// Start begins the heartbeats, and carries what agents are told.
func (h *Hub) Start(context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.started && !h.stopping {
		h.started = true
		following, cancel := context.WithCancel(context.Background())
		go h.sweep()
		go h.speak()
		go h.follow(following)
		go func() {
			<-h.spoken
			cancel()
		}()
	}
	return nil
}

// Stop tells every page to come back and waits until all have gone or ctx ends. Leases stay with
// their holders: they come back to the next run.
func (h *Hub) Stop(ctx context.Context) {
	h.mu.Lock()
	if !h.stopping {
		h.stopping = true
		close(h.stop)
		if len(h.socks) == 0 {
			close(h.empty)
		}
		if !h.started {
			close(h.swept)
			close(h.followed)
		}
	}
	socks := h.allLocked()
	h.mu.Unlock()
	for _, s := range socks {
		s.end(protocol.CloseComeBack, "the server stops")
	}
	select {
	case <-h.empty:
	case <-ctx.Done():
		for _, s := range socks {
			_ = s.ws.Close() // it did not answer in time; the page comes back from a cut line too
		}
	}
	<-h.swept
	<-h.followed
}

// ServeHTTP answers GET /socket. It returns at once: net/http keeps nothing for this socket.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.room() {
		w.Header().Set("Retry-After", "2")
		http.Error(w, "no more sockets here just now", http.StatusServiceUnavailable)
		return
	}
	ws, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		h.log.InfoContext(r.Context(), "socket refused", "err", err, "origin", clip(r.Header.Get("Origin"), 128))
		return // Upgrade has answered
	}
	s := newSocket(h, ws)
	if !h.add(s) {
		s.end(protocol.CloseComeBack, "the server stops")
	}
	go s.run()
}

// Sockets tells how many are open.
func (h *Hub) Sockets() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.socks)
}

func (h *Hub) room() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.stopping && len(h.socks) < h.cfg.MaxSockets
}

func (h *Hub) add(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopping {
		return false
	}
	h.socks[s] = struct{}{}
	return true
}

func (h *Hub) remove(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.socks[s]; !ok {
		return
	}
	delete(h.socks, s)
	if h.stopping && len(h.socks) == 0 {
		close(h.empty)
	}
}

func (h *Hub) isStopping() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stopping
}

func (h *Hub) allLocked() []*socket {
	all := make([]*socket, 0, len(h.socks))
	for s := range h.socks {
		all = append(all, s)
	}
	return all
}
