package ccaip

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"agentadapter/sandbox/knobs"
)

// Limits of the delivery. A session's events wait in its own lane, so that a
// slow one holds nobody up.
const (
	maxPending   = 20_000 // events that wait in all lanes together
	maxBatch     = 20     // events in one request
	maxPosts     = 32     // requests at once
	firstRetry   = 200 * time.Millisecond
	longestRetry = 2 * time.Second
	giveUpAfter  = 10 * time.Minute // then the batch is lost, as it is at the vendor's
	postTimeout  = 10 * time.Second
)

// pusher delivers session events at least once, in each session's order
// unless the knobs want it otherwise.
type pusher struct {
	cfg     Config
	log     *slog.Logger
	knobs   *knobs.Knobs
	client  *http.Client
	context context.Context // ends with stop; deliveries outlive the call that caused them
	stop    context.CancelFunc
	// developer says where events go, once somebody typed it in.
	developer *developer
	slots     chan struct{}
	running   sync.WaitGroup

	mu      sync.Mutex // guards lanes and pending
	lanes   map[lane][]event
	pending int
}

// lane is where a session's events queue up.
type lane struct {
	kind    string
	session int
}

func newPusher(cfg Config, k *knobs.Knobs) *pusher {
	ctx, stop := context.WithCancel(context.Background())
	return &pusher{cfg: cfg, log: cfg.Logger, knobs: k, context: ctx, stop: stop,
		client:    &http.Client{Transport: cfg.Transport, Timeout: postTimeout},
		developer: &developer{}, slots: make(chan struct{}, maxPosts), lanes: map[lane][]event{}}
}

// close stops all deliveries; what waits is lost. Callable twice.
func (p *pusher) close() {
	p.stop()
	p.running.Wait()
}

// take accepts an event for delivery and returns at once.
func (p *pusher) take(e event) {
	set := p.knobs.Get()
	if address, _, _ := p.target(e.kind); address == "" || p.context.Err() != nil {
		return // nobody listens
	}
	switch weather := set.Events; {
	case chance(weather.Drop):
		return
	case chance(weather.Reorder):
		p.later(e, time.Duration(100+rand.IntN(700))*time.Millisecond)
	default:
		p.queue(e)
	}
	if chance(set.Events.Double) {
		p.later(e, time.Duration(rand.IntN(500))*time.Millisecond)
	}
}

// chance is true with the given probability.
func chance(share float64) bool { return share > 0 && rand.Float64() < share }

// later queues an event after a while, behind what came in between.
func (p *pusher) later(e event, d time.Duration) {
	p.running.Go(func() {
		if p.sleep(d) {
			p.queue(e)
		}
	})
}

// queue puts an event into its session's lane and starts the lane if it rests.
func (p *pusher) queue(e event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending >= maxPending {
		p.log.Warn("session event lost: too many wait", "kind", e.kind, "session", e.session)
		return
	}
	l := lane{e.kind, e.session}
	waiting, runs := p.lanes[l]
	p.lanes[l] = append(waiting, e)
	p.pending++
	if !runs && p.context.Err() == nil {
		p.running.Go(func() { p.drive(l) })
	}
}

// drive empties a lane, batch by batch.
func (p *pusher) drive(l lane) {
	for {
		batch := p.next(l)
		if len(batch) == 0 || !p.sleep(time.Duration(p.knobs.Get().Events.Delay)) {
			return
		}
		p.deliver(l, batch)
	}
}

// next takes the next batch out of a lane, or closes the empty lane.
func (p *pusher) next(l lane) []event {
	p.mu.Lock()
	defer p.mu.Unlock()
	waiting := p.lanes[l]
	n := min(len(waiting), maxBatch)
	if n == 0 {
		delete(p.lanes, l)
		return nil
	}
	batch := waiting[:n:n]
	p.lanes[l] = waiting[n:]
	p.pending -= n
	return batch
}

// deliver posts a batch until it is taken, or for too long.
func (p *pusher) deliver(l lane, batch []event) {
	body, err := json.Marshal(map[string]any{"count": len(batch), "events": batch})
	if err != nil {
		p.log.Error("session events can not be written as JSON", "error", err)
		return
	}
	start, wait := time.Now(), firstRetry
	for {
		err := p.post(l.kind, body)
		if err == nil || p.context.Err() != nil {
			return
		}
		if time.Since(start) > giveUpAfter {
			p.log.Warn("session events lost", "kind", l.kind, "session", l.session, "count", len(batch), "error", err)
			return
		}
		if !p.sleep(wait) {
			return
		}
		wait = min(wait*3/2, longestRetry)
	}
}

// post sends one batch to wherever the adapter is now. An adapter that was
// taken away meanwhile counts as delivered.
func (p *pusher) post(kind string, body []byte) error {
	address, user, password := p.target(kind)
	if address == "" {
		return nil
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-p.context.Done():
		return p.context.Err()
	}
	req, err := http.NewRequestWithContext(p.context, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth(user, password)
	res, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // for the connection's sake
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("the adapter answered %s", res.Status)
	}
	return nil
}

// sleep waits for d; false when the pusher stops first.
func (p *pusher) sleep(d time.Duration) bool {
	if d <= 0 {
		return p.context.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-p.context.Done():
		return false
	}
}

// waiting tells how many events are not delivered yet.
func (p *pusher) waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pending
}
