package hub

import (
	"runtime"
	"time"
)

const (
	// lateSweep tells that this server itself stood still: what pages said meanwhile lies unread, and
	// to judge them now would send all of them away at once. They are judged after excuse.
	lateSweep = 3 * sweepEvery
	excuse    = 2 * time.Second
)

// someSocks is how many are looked after before others get their turn.
const someSocks = 16

// clock is the time since the hub was made: what each socket notes of it takes eight bytes.
func (h *Hub) clock() time.Duration { return time.Since(h.began) }

// sweep is the one heart for all sockets.
func (h *Hub) sweep() {
	defer close(h.swept)
	last, excused := h.clock(), time.Duration(0)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.stop:
			return
		case <-tick.C:
			now := h.clock()
			if now-last > lateSweep {
				excused = now + excuse
			}
			last = now
			h.mu.Lock()
			socks := h.allLocked()
			h.mu.Unlock()
			for i, s := range socks {
				s.beat(now, now >= excused)
				if i%someSocks == 0 {
					runtime.Gosched() // who has something to say goes first
				}
			}
			h.forget()
		}
	}
}
