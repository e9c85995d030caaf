package hub

import (
	"context"
	"encoding/json"
	"time"

	"agentadapter/protocol"
)

// Frame is one thing that an agent was told.
type Frame struct {
	// N numbers it; numbers of one agent rise.
	N uint64
	// At is when it was appended.
	At time.Time
	// Data is the frame without its number, as Append was given it.
	Data []byte
}

// Frames keeps what agents were told for a while, and carries it to every server that may hold
// their sockets. Memory is the one for a single server. All of it must be safe for concurrent use.
type Frames interface {
	// Append keeps a frame and says its number. An error: it may or may not be kept.
	Append(ctx context.Context, tenant, agent string, data []byte) (n uint64, err error)
	// Follow hands over every frame that is appended to any agent from the call on, wherever it was
	// appended, those of one agent in order. It may begin with frames from before. fn does not
	// block and does not call back. Follow returns when ctx ends, or when it may have missed some:
	// all pages are then told to come back.
	Follow(ctx context.Context, fn func(tenant, agent string, n uint64, data []byte)) error
	// Since gives the agent's frames after number n that are still kept, in order. whole is false
	// if there were others. A frame stands here before Follow hands it over.
	Since(ctx context.Context, tenant, agent string, n uint64) (frames []Frame, whole bool, err error)
}

// Lives of what only the live page may get. Older ones come too late to be of use.
const (
	// popLife is how long a screen pop waits for a live page, unless its session still goes on.
	popLife = 2 * time.Minute
	// fillLife is how long a clicked number does.
	fillLife = 10 * time.Second
)

// note is what the hub must know of a frame that it did not make itself.
type note struct {
	Type string `json:"type"`
	// UpTo belongs to the hub's own mark "shown", which no page gets: up to this number a live page
	// has carried out what it was told.
	UpTo uint64 `json:"upTo,omitempty"`
	Body struct {
		Session string `json:"session"`
	} `json:"body"`
}

const (
	typePop   = "pop"
	typeFill  = "fill"
	typeShown = "shown"
)

// noteOf reads it; a frame that cannot be read is nobody's.
func noteOf(data []byte) note {
	var n note
	if json.Unmarshal(data, &n) != nil {
		n.Type = typeShown
	}
	return n
}

// directed tells whether a frame is for the live page alone. All others say how something now is,
// so that a welcome holds them.
func (n note) directed() bool { return n.Type == typePop || n.Type == typeFill }

// markShown makes the hub's mark.
func markShown(upTo uint64) []byte {
	data, err := json.Marshal(note{Type: typeShown, UpTo: upTo})
	if err != nil {
		return nil // two plain fields: cannot happen, and a missing mark only shows a record again
	}
	return data
}

// missed are the directed frames that no live page has carried out yet and that are still worth it.
func missed(frames []Frame, after uint64, sessions []protocol.Session, now time.Time) []Frame {
	for _, f := range frames {
		if n := noteOf(f.Data); n.Type == typeShown {
			after = max(after, n.UpTo)
		}
	}
	var late []Frame
	for _, f := range frames {
		n, age := noteOf(f.Data), now.Sub(f.At)
		if f.N > after && (n.Type == typeFill && age < fillLife || n.Type == typePop && (age < popLife || goesOn(n.Body.Session, sessions))) {
			late = append(late, f)
		}
	}
	return late
}

func goesOn(session string, all []protocol.Session) bool {
	for _, s := range all {
		if s.Session == session {
			return s.Live()
		}
	}
	return false
}
