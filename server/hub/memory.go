package hub

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"
)

// Bounds of what Memory keeps: per agent, and of all agents together. Who goes over the last one
// loses the frames of the agents who were told nothing for longest.
const (
	keepFor    = 10 * time.Minute
	keepFrames = 500
	keepBytes  = 64 << 20
)

// Memory is the Frames of a single server: it keeps them in this process. Numbers never lag behind
// the clock's milliseconds, so that they go on rising after a restart.
type Memory struct {
	bytes int // bound of the sum

	mu       sync.Mutex // guards all below
	agents   map[name]*list.Element
	quiet    *list.List // of *told, who was told something last comes last
	size     int
	lost     uint64 // the highest number that was let go with its agent, or may have been before the start
	hearers  map[int]func(tenant, agent string, n uint64, data []byte)
	numbered int // of hearers
}

// name is an agent of a tenant.
type name struct{ tenant, agent string }

// told are one agent's frames.
type told struct {
	name
	frames []Frame
	size   int
	lost   uint64 // the highest number that is no longer among them
	last   uint64
}

// NewMemory makes an empty one.
func NewMemory() *Memory {
	return &Memory{
		bytes: keepBytes, agents: map[name]*list.Element{}, quiet: list.New(), lost: uint64(time.Now().UnixMilli()),
		hearers: map[int]func(string, string, uint64, []byte){},
	}
}

// Append keeps a frame and hands it to who follows. It never fails.
func (m *Memory) Append(_ context.Context, tenant, agent string, data []byte) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	t := m.touch(name{tenant, agent})
	t.last = max(t.last+1, uint64(now.UnixMilli()))
	t.frames = append(t.frames, Frame{N: t.last, At: now, Data: data})
	t.size += len(data)
	m.size += len(data)
	m.trim(t, now)
	m.letGo(now)
	for _, hear := range m.hearers {
		hear(tenant, agent, t.last, data)
	}
	return t.last, nil
}

// touch finds or makes an agent's frames and puts them last in the order of quiet.
func (m *Memory) touch(who name) *told {
	if e, ok := m.agents[who]; ok {
		m.quiet.MoveToBack(e)
		return e.Value.(*told)
	}
	t := &told{name: who, lost: m.lost, last: m.lost}
	m.agents[who] = m.quiet.PushBack(t)
	return t
}

// trim keeps one agent's frames within their bounds.
func (m *Memory) trim(t *told, now time.Time) {
	drop := max(0, len(t.frames)-keepFrames)
	for drop < len(t.frames) && now.Sub(t.frames[drop].At) > keepFor {
		drop++
	}
	if drop == 0 {
		return
	}
	for _, f := range t.frames[:drop] {
		t.lost = f.N
		t.size -= len(f.Data)
		m.size -= len(f.Data)
	}
	t.frames = slices.Delete(t.frames, 0, drop)
}

// letGo forgets agents who were told nothing for long, and the quietest if all is too much.
func (m *Memory) letGo(now time.Time) {
	for e := m.quiet.Front(); e != nil; e = m.quiet.Front() {
		t := e.Value.(*told)
		idle := len(t.frames) == 0 || now.Sub(t.frames[len(t.frames)-1].At) > keepFor
		if !idle && m.size <= m.bytes {
			return
		}
		m.lost = max(m.lost, t.last)
		m.size -= t.size
		m.quiet.Remove(e)
		delete(m.agents, t.name)
	}
}

// Follow hands over every frame from now on until ctx ends.
func (m *Memory) Follow(ctx context.Context, fn func(tenant, agent string, n uint64, data []byte)) error {
	m.mu.Lock()
	m.numbered++
	id := m.numbered
	m.hearers[id] = fn
	m.mu.Unlock()
	<-ctx.Done()
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.hearers, id)
	return ctx.Err()
}

// Since gives the agent's frames after n. It never fails.
func (m *Memory) Since(_ context.Context, tenant, agent string, n uint64) ([]Frame, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	m.letGo(now)
	e, ok := m.agents[name{tenant, agent}]
	if !ok {
		return nil, n >= m.lost, nil
	}
	t := e.Value.(*told)
	m.trim(t, now)
	at, found := slices.BinarySearchFunc(t.frames, n, func(f Frame, n uint64) int {
		switch {
		case f.N < n:
			return -1
		case f.N > n:
			return 1
		}
		return 0
	})
	if found {
		at++
	}
	return slices.Clone(t.frames[at:]), n >= t.lost, nil
}
