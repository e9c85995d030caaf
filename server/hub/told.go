package hub

import (
	"context"
	"errors"
	"time"

	"agentadapter/protocol"
)

const (
	// maxTold bounds what waits to be appended, of all agents together.
	maxTold = 16384
	// appending bounds one try, appendAgain is the wait between two.
	appending   = 5 * time.Second
	appendAgain = 200 * time.Millisecond
	// lastWords bounds what is still appended at a stop.
	lastWords = 2 * time.Second
)

// word is something for an agent that waits to be appended.
type word struct {
	name
	data []byte
	// said, if there is one, is closed instead: all words before are appended.
	said chan struct{}
}

// Tell says a frame to all of an agent's pages, wherever they are; a Pop or Fill to the live one
// alone. It never blocks.
func (h *Hub) Tell(tenant, id string, d protocol.Down) {
	data, err := protocol.EncodeDown(protocol.Head{}, d)
	if err != nil {
		h.log.Error("a frame cannot be said", "agent", tenant+"."+id, "err", err)
		return
	}
	h.utter(word{name: name{tenant, id}, data: data})
}

// settle waits until all is appended that was told here so far.
func (h *Hub) settle(ctx context.Context) error {
	said := make(chan struct{})
	select {
	case h.words <- word{said: said}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-said:
		return nil
	case <-h.spoken:
		return errStopping
	case <-ctx.Done():
		return ctx.Err()
	}
}

// errStopping: nothing is appended any more.
var errStopping = errors.New("hub: it stops")

// utter queues a word. If too much waits the agent's pages here are told to come back: their
// welcome holds how everything stands.
func (h *Hub) utter(w word) {
	select {
	case h.words <- w:
	default:
		h.log.Error("too much waits to be told: the agent's pages begin anew", "agent", w.tenant+"."+w.agent)
		h.sendBack(w.name, "not all could be told")
	}
}

// speak appends what waits, in order, until the hub stops.
func (h *Hub) speak() {
	defer close(h.spoken)
	for {
		select {
		case w := <-h.words:
			h.append(w)
		case <-h.stop:
			h.lastWords()
			return
		}
	}
}

// lastWords appends what waits at a stop: other servers may hold pages of these agents.
func (h *Hub) lastWords() {
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	for {
		select {
		case w := <-h.words:
			if w.said != nil {
				close(w.said)
				continue
			}
			if _, err := h.cfg.Frames.Append(ctx, w.tenant, w.agent, w.data); err != nil {
				h.log.Warn("not all was told at the stop", "left", len(h.words)+1, "err", err)
				return
			}
		default:
			return
		}
	}
}

// append tries until it is done: what follows must not overtake it.
func (h *Hub) append(w word) {
	if w.said != nil {
		close(w.said)
		return
	}
	for failed := false; ; failed = true {
		ctx, cancel := context.WithTimeout(context.Background(), appending)
		_, err := h.cfg.Frames.Append(ctx, w.tenant, w.agent, w.data)
		cancel()
		if err == nil {
			return
		}
		if !failed {
			h.log.Warn("agents are not told just now: the store does not take it", "agent", w.tenant+"."+w.agent, "err", err)
		}
		select {
		case <-time.After(appendAgain):
		case <-h.stop:
			return
		}
	}
}

// follow hears what agents are told, here and elsewhere. Where it may have missed something all
// pages begin anew.
func (h *Hub) follow(ctx context.Context) {
	defer close(h.followed)
	for ctx.Err() == nil {
		err := h.cfg.Frames.Follow(ctx, h.deliver)
		if ctx.Err() != nil {
			return
		}
		h.log.Warn("what agents were told may have been missed: their pages begin anew", "err", err)
		h.mu.Lock()
		socks := h.allLocked()
		h.mu.Unlock()
		for _, s := range socks {
			s.end(protocol.CloseComeBack, "the server has to begin anew")
		}
		select {
		case <-time.After(appendAgain):
		case <-ctx.Done():
		}
	}
}

// sendBack tells an agent's pages here to come back.
func (h *Hub) sendBack(who name, why string) {
	a := h.known(who.tenant, who.agent)
	if a == nil {
		return
	}
	defer h.drop(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.socks {
		s.end(protocol.CloseComeBack, why)
	}
}
