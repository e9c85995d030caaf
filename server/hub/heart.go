package hub

import (
	"runtime"
	"time"
)

// someSocks is how many are looked after before others get their turn.
const someSocks = 16

// clock is the time since the hub was made: what each socket notes of it takes eight bytes.
func (h *Hub) clock() time.Duration { return time.Since(h.began) }

// sweep is the one heart for all sockets.
func (h *Hub) sweep() {
	defer close(h.swept)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.stop:
			return
		case <-tick.C:
			h.mu.Lock()
			socks := h.allLocked()
			h.mu.Unlock()
			now := h.clock()
			for i, s := range socks {
				s.beat(now)
				if i%someSocks == 0 {
					runtime.Gosched() // who has something to say goes first
				}
			}
			h.forget()
		}
	}
}
