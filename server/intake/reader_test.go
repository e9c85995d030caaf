package intake_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/intake"
)

// platform answers reads and notes when they came.
type platform struct {
	mu     sync.Mutex
	reads  map[string][]time.Time
	order  []string
	answer func(id string, nth int) (ccaip.Session, error)
	listed []ccaip.Session
	asked  []time.Time // from when on the lists were asked for
	broken bool
	pace   time.Duration // how long a single read takes
}

func (p *platform) UpdatedSince(_ context.Context, from time.Time) ([]ccaip.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, from)
	if p.broken {
		return nil, &ccaip.Error{Kind: ccaip.Unreachable, Op: "list calls"}
	}
	return p.listed, nil
}

func (p *platform) Get(_ context.Context, id string) (ccaip.Session, error) {
	if p.pace > 0 {
		time.Sleep(p.pace)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reads == nil {
		p.reads = map[string][]time.Time{}
	}
	p.reads[id] = append(p.reads[id], time.Now())
	p.order = append(p.order, id)
	if p.answer != nil {
		return p.answer(id, len(p.reads[id]))
	}
	return ccaip.Session{Kind: ccaip.KindCall, ID: id, Status: "connected"}, nil
}

// slow makes single reads take so long; the answer tells how many there were.
func (p *platform) slow(pace time.Duration) (reads func() int) {
	p.pace = pace
	return func() int {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.order)
	}
}

// lists sets what the lists answer from now on.
func (p *platform) lists(broken bool, listed ...ccaip.Session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.broken, p.listed = broken, listed
}

// since is from when on the lists were asked for, so far.
func (p *platform) since() []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]time.Time{}, p.asked...)
}

func (p *platform) count(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.reads[id])
}

// running starts an intake over p inside a synctest bubble.
func running(t *testing.T, p *platform, log *facts, unended func(string) []string) *lone {
	t.Helper()
	in := alone(intake.Config{
		Facts: log, Unended: unended,
	}, intake.Tenant{ID: "acme", Calls: p, Chats: p})
	require.NoError(t, in.Start(t.Context()))
	t.Cleanup(in.Stop)
	return in
}

func TestAStaleSessionIsReadOnceInTwoSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, log := &platform{}, &facts{}
		in := running(t, p, log, nil)
		for range 10 {
			in.Stale(t.Context(), "acme", "call-418", true)
			time.Sleep(100 * time.Millisecond)
		}
		synctest.Wait()
		require.Equal(t, 1, p.count("418"))
		time.Sleep(2 * time.Second)
		require.Equal(t, 2, p.count("418"), "what came meanwhile is read after two seconds")
		time.Sleep(time.Minute)
		require.Equal(t, 2, p.count("418"))
		require.Len(t, log.all(t), 1, "what was told already is not told again")
		in.Stop()
	})
}

func TestLiveSessionsGoFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		in := alone(intake.Config{Facts: &facts{}}, intake.Tenant{ID: "acme", Calls: p, Chats: p})
		p.slow(time.Second)
		require.NoError(t, in.Start(t.Context()))
		for _, old := range []string{"call-1", "call-2", "chat-3", "call-4"} {
			in.Stale(t.Context(), "acme", old, false)
		}
		in.Stale(t.Context(), "acme", "call-9", true)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Len(t, p.order, 5)
		require.Contains(t, p.order[:2], "9")
		in.Stop()
	})
}

func TestFailedReadsAreTriedAgain(t *testing.T) {
	t.Parallel()
	fault := func(kind ccaip.Kind) error { return &ccaip.Error{Kind: kind, Op: "get call"} }
	rows := []struct {
		name string
		err  func() error
		in   time.Duration
		want int // reads in that time
	}{
		{"unreachable", func() error { return fault(ccaip.Unreachable) }, 2 * time.Second, 2},
		{"unreachable for an hour", func() error { return fault(ccaip.Unreachable) }, time.Hour, 40},
		{"limited", func() error {
			return &ccaip.Error{Kind: ccaip.Limited, RetryAt: time.Now().Add(20 * time.Second)}
		}, 19 * time.Second, 1},
		{"key at fault", func() error { return fault(ccaip.KeyAtFault) }, 31 * time.Second, 2},
		{"refused", func() error { return fault(ccaip.Refused) }, time.Hour, 1},
		{"unknown", func() error { return fault(ccaip.NotFound) }, time.Hour, 5},
		{"not on disk", func() error { return engine.ErrUnavailable }, 2 * time.Second, 2},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &platform{answer: func(string, int) (ccaip.Session, error) { return ccaip.Session{}, row.err() }}
				in := running(t, p, &facts{}, nil)
				in.Stale(t.Context(), "acme", "call-418", true)
				time.Sleep(row.in)
				if row.in == time.Hour && row.want > 5 {
					require.GreaterOrEqual(t, p.count("418"), row.want)
				} else {
					require.Equal(t, row.want, p.count("418"))
				}
				in.Stop()
			})
		})
	}
}

func TestSessionsWithoutAnEndAreReadAtEveryRound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		in := running(t, p, &facts{}, func(tenant string) []string {
			require.Equal(t, "acme", tenant)
			return []string{"call-1", "chat-2"}
		})
		time.Sleep(time.Second)
		require.Equal(t, 1, p.count("1"))
		require.Equal(t, 1, p.count("2"))
		time.Sleep(5 * time.Minute)
		require.Equal(t, 6, p.count("1"))
		in.Stop()
	})
}

func TestStaleOfAnUnknownTenantIsNothing(t *testing.T) {
	t.Parallel()
	intake.New(intake.Config{Facts: &facts{}}).Stale(t.Context(), "other", "call-1", true)
}

func TestObjectBecomesAFact(t *testing.T) {
	t.Parallel()
	at := func(sec int) time.Time { return time.Date(2026, 1, 1, 0, 0, sec, 0, time.UTC) }
	p := &platform{answer: func(string, int) (ccaip.Session, error) {
		return ccaip.Session{
			Kind: ccaip.KindCall, ID: "418", SessionType: "Voice Inbound (IVR)", Status: "Finished", Lang: "en",
			CreatedAt: at(0), ConnectedAt: at(5), EndsAt: at(50), UpdatedAt: at(51), Duration: 45,
			Menu: ccaip.Menu{ID: "7", Name: "Billing"}, MenuPathNames: []string{"Support", "Billing"},
			Agent: ccaip.SessionAgent{ID: "15", Name: "Ana Ruiz"}, EndUser: ccaip.EndUser{ID: "90", Identifier: "+14155550123"},
			Participants: []ccaip.Participant{{Type: "agent", UserID: "15", Status: "finished", ConnectedAt: at(5), EndedAt: at(50)}, {Type: "end_user"}},
		}, nil
	}}
	log := &facts{kept: make(chan struct{}, 9)}
	in := running(t, p, log, nil)
	in.Stale(t.Context(), "acme", "call-418", false)
	select {
	case <-log.kept:
	case <-t.Context().Done():
		require.Fail(t, "no fact", http.StatusText(http.StatusRequestTimeout))
	}
	f := log.all(t)[0]
	require.NotZero(t, f.Read)
	f.Read = 0
	require.Equal(t, rules.Fact{
		V: 1, Session: "call-418", Source: rules.FromObject, At: at(51).UnixMilli(),
		Values: map[rules.Name]string{
			rules.Type: "Voice Inbound (IVR)", rules.Status: "finished", rules.Language: "en",
			rules.CreatedAt: "2026-01-01T00:00:00.000Z", rules.ConnectedAt: "2026-01-01T00:00:05.000Z",
			rules.EndsAt: "2026-01-01T00:00:50.000Z", rules.CallSeconds: "45", rules.MenuID: "7",
			rules.MenuPath: "Support / Billing", rules.AgentID: "15", rules.EndUserID: "90", rules.Identifier: "+14155550123",
		},
		Agents: []rules.Agent{{ID: "15", Name: "Ana Ruiz"}, {ID: "15", State: "finished", Connected: at(5).UnixMilli(), Ended: at(50).UnixMilli()}},
	}, f)
}

// marks is a bucket in memory.
type marks struct {
	mu sync.Mutex
	by map[string]string
}

func (m *marks) Get(_ context.Context, key string) (engine.Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.by[key]
	if !ok {
		return engine.Value{}, engine.ErrNotFound
	}
	return engine.Value{Key: key, Body: []byte(v)}, nil
}

func (m *marks) Put(_ context.Context, key string, body []byte) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.by[key] = string(body)
	return 1, nil
}

func TestAGapIsFilled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls, chats, log, kept := &platform{}, &platform{}, &facts{}, &marks{by: map[string]string{}}
		open := func() *lone {
			in := alone(intake.Config{Facts: log, Marks: kept}, intake.Tenant{ID: "acme", Calls: calls, Chats: chats})
			require.NoError(t, in.Start(t.Context()))
			return in
		}
		in := open()
		began := time.Now()
		synctest.Wait()
		require.Empty(t, calls.since(), "nothing before the tenant was connected is asked for")
		in.Stop()

		time.Sleep(time.Hour)
		calls.lists(false, ccaip.Session{Kind: ccaip.KindCall, ID: "7", Status: "finished", UpdatedAt: time.Now()}, ccaip.Session{ID: "undated"})
		in = open()
		synctest.Wait()
		require.Equal(t, began.Add(-30*time.Second).UTC(), calls.since()[0].UTC())
		require.Len(t, chats.since(), 1)
		require.Len(t, log.all(t), 1)
		require.Equal(t, "call-7", log.all(t)[0].Session)

		calls.lists(true)
		time.Sleep(3*time.Minute + time.Second)
		calls.lists(false)
		failed := calls.since()
		time.Sleep(time.Minute)
		require.Equal(t, failed[len(failed)-1], calls.since()[len(failed)], "what failed is asked for again")
		require.Len(t, log.all(t), 1)
		in.Stop()
	})
}
