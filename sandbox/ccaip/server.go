package ccaip

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"agentadapter/sandbox/knobs"
)

// Server is the running stand-in. Make it with New.
type Server struct {
	cfg     Config
	log     *slog.Logger
	floor   *floor
	knobs   *knobs.Knobs
	pusher  *pusher
	bucket  *bucket
	handler http.Handler

	context context.Context // ends with Close; stories play under it
	stop    context.CancelFunc
	running sync.WaitGroup
	once    sync.Once
}

// New opens the contact centre. The error names what in cfg cannot work. It
// listens nowhere: serve its Handler.
func New(cfg Config) (*Server, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	files, err := newBucket(cfg)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{cfg: cfg, log: cfg.Logger, bucket: files, context: ctx, stop: stop}
	s.knobs = knobs.New(knobs.Set{Adapter: cfg.Adapter, StrictCustom: true,
		RateLimit: knobs.RateLimit{Limit: 10, Window: knobs.Duration(time.Second)}})
	s.knobs.OnRefuse(func(w http.ResponseWriter, _ *http.Request, status int) {
		writeJSON(w, status, map[string]string{"message": http.StatusText(status)})
	})
	s.pusher = newPusher(cfg, s.knobs)
	s.floor = newFloor(cfg, s.pusher.take, files.take)
	s.handler = s.knobs.Wrap(s.routes())
	return s, nil
}

// Handler serves everything: the APIs, the agent page, the panel, the stories
// and /_knobs.
func (s *Server) Handler() http.Handler { return s.handler }

// Close ends every story, timer, delivery and open page. It waits for them
// and may be called twice.
func (s *Server) Close() {
	s.once.Do(func() {
		s.stop()
		s.floor.close()
	})
	s.running.Wait()
	s.pusher.close()
	s.bucket.close()
}

// routes puts the doors side by side.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	g := newGuard(s.cfg, s.knobs)
	apis := g.wrap(s.apis())
	mux.Handle("/apps/", apis)
	mux.Handle("/manager/", apis)
	mux.Handle("GET "+filesPath+"{name}", g.wrap(serve(s.log, s.getFile)))
	s.agentRoutes(mux)
	s.panelRoutes(mux)
	return mux
}
