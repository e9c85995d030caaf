package hub_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"

	"agentadapter/protocol"
)

// window is one open widget over all its sockets: what it remembers, and what was said to it.
type window struct {
	w        *world
	instance string

	mu       sync.Mutex
	conn     *websocket.Conn
	token    string
	resume   string
	since    uint64
	shown    uint64
	live     bool
	term     uint64
	sessions map[string]string
	popped   []uint64
	faults   []string
}

func (v *window) fault(format string, args ...any) {
	v.faults = append(v.faults, v.instance+": "+fmt.Sprintf(format, args...))
}

// connect opens a socket and reads it in the background.
func (v *window) connect() {
	conn, _, err := v.w.connect(public)
	if err != nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.conn = conn
	hello := protocol.Hello{Instance: v.instance, Since: v.since, Shown: max(v.shown, 1), Session: v.token, Resume: v.resume}
	if v.token == "" {
		hello.Nonce = "nonce-acme-ana"
	}
	v.resume = ""
	v.say(conn, hello)
	go v.read(conn)
}

func (v *window) say(conn *websocket.Conn, body protocol.Up) {
	data, err := protocol.EncodeUp(protocol.Head{Ref: "q", Term: v.term}, body)
	if err == nil {
		_ = conn.Write(context.Background(), websocket.MessageText, data) // a cut line is part of the story
	}
}

func (v *window) read(conn *websocket.Conn) {
	for {
		_, data, err := conn.Read(context.Background())
		v.mu.Lock()
		if err != nil || conn != v.conn {
			if conn == v.conn {
				v.conn, v.live = nil, false
			}
			if code := protocol.CloseCode(websocket.CloseStatus(err)); code == protocol.CloseSignIn {
				v.token = ""
			}
			v.mu.Unlock()
			return
		}
		f, err := protocol.DecodeDown(data)
		if err != nil {
			v.fault("%v", err)
		}
		v.take(conn, f)
		v.mu.Unlock()
	}
}

func (v *window) take(conn *websocket.Conn, f protocol.DownFrame) {
	_, directed := f.Body.(protocol.Pop)
	if f.N > 0 && f.N <= v.since && !directed {
		v.fault("number %d after %d", f.N, v.since)
	}
	v.since = max(v.since, f.N)
	switch b := f.Body.(type) {
	case protocol.Ping:
		v.say(conn, protocol.Pong{})
	case protocol.Welcome:
		v.token, v.resume, v.since, v.live, v.term = b.Session, b.Resume, b.N, b.Lease.Live, b.Lease.Term
		v.sessions = map[string]string{}
		for _, s := range b.Sessions {
			v.sessions[s.Session] = s.Name
		}
	case protocol.Lease:
		v.live, v.term = b.Live, b.Term
	case protocol.Session:
		if b.Name < v.sessions[b.Session] {
			v.fault("%s went back from %s to %s", b.Session, v.sessions[b.Session], b.Name)
		}
		v.sessions[b.Session] = b.Name
	case protocol.Pop:
		if !v.live {
			v.fault("a pop for a page that waits")
		}
		if slices.Contains(v.popped, f.N) {
			v.fault("pop %d twice", f.N)
		}
		v.popped = append(v.popped, f.N)
		v.shown = f.N
		v.say(conn, protocol.Pong{Shown: f.N})
	}
}

// cut ends the line: sometimes with all that was on its way, always without a word.
func (v *window) cut() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn != nil {
		_ = v.conn.CloseNow()
		v.conn, v.live = nil, false
	}
}

func (v *window) takeOver() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn != nil {
		v.say(v.conn, protocol.TakeOver{DuringCall: true})
	}
}

// tale tells an agent's windows random things while their lines are cut at random.
type tale struct {
	w       *world
	rnd     *rand.Rand
	windows []*window
	told    int
	pops    int
}

// tell lets a session move on, and sometimes brings up its record.
func (a *tale) tell() {
	a.told++
	s := protocol.Session{Session: fmt.Sprintf("call-%d", a.rnd.IntN(4)), State: protocol.StateConnected, Name: fmt.Sprintf("%06d", a.told)}
	a.w.rooms.do(func() {
		a.w.rooms.sessions = slices.DeleteFunc(slices.Clone(a.w.rooms.sessions), func(o protocol.Session) bool { return o.Session == s.Session })
		a.w.rooms.sessions = append(a.w.rooms.sessions, s)
	})
	a.w.Tell("acme", "ana", s)
	if a.rnd.IntN(3) == 0 {
		a.pops++
		a.w.Tell("acme", "ana", protocol.Pop{Session: s.Session, Conversation: fmt.Sprint(a.pops)})
	}
}

func (a *tale) step() {
	v := a.windows[a.rnd.IntN(len(a.windows))]
	v.mu.Lock()
	away := v.conn == nil
	v.mu.Unlock()
	switch n := a.rnd.IntN(10); {
	case n < 4:
		a.tell()
	case away:
		v.connect()
	case n < 6:
		v.cut()
	case n < 7:
		v.takeOver()
	}
	if a.rnd.IntN(2) == 0 {
		synctest.Wait()
	}
	if a.rnd.IntN(3) == 0 {
		time.Sleep(time.Duration(a.rnd.IntN(3000)) * time.Millisecond)
	}
}

// end brings everybody back and lets all of it arrive.
func (a *tale) end() {
	for range 5 {
		for _, v := range a.windows {
			v.mu.Lock()
			away := v.conn == nil
			v.mu.Unlock()
			if away {
				v.connect()
			}
		}
		after(4 * time.Second)
	}
}

func TestNothingIsMissedAndNothingDoubled(t *testing.T) {
	t.Parallel()
	for seed := range uint64(24) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				a := &tale{w: w, rnd: rand.New(rand.NewPCG(seed, 1))}
				for i := range 3 {
					a.windows = append(a.windows, &window{w: w, instance: fmt.Sprintf("instance-%d", i), sessions: map[string]string{}})
				}
				for range 60 {
					a.step()
				}
				a.end()
				defer func() {
					for _, v := range a.windows {
						v.cut()
					}
					synctest.Wait()
				}()
				a.judge(t)
			})
		})
	}
}

// judge looks at all windows: each shows the present, and each record was brought up.
func (a *tale) judge(t *testing.T) {
	popped := map[uint64]int{}
	live := 0
	for _, v := range a.windows {
		v.mu.Lock()
		faults, back, shows, isLive := v.faults, v.conn != nil, maps.Clone(v.sessions), v.live
		for _, n := range v.popped {
			popped[n]++
		}
		v.mu.Unlock()
		require.Empty(t, faults)
		require.True(t, back, "%s is back", v.instance)
		for _, s := range a.w.rooms.sessions {
			require.Equal(t, s.Name, shows[s.Session], "%s shows how %s stands", v.instance, s.Session)
		}
		if isLive {
			live++
		}
	}
	require.Equal(t, 1, live)
	require.Len(t, popped, a.pops, "each record was brought up in a live window")
}
