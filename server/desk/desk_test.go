package desk_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/protocol"
	"agentadapter/server/desk"
)

// platform is a CCAI Platform that answers as told.
type platform struct {
	mu       sync.Mutex
	dials    []ccaip.Dial
	started  ccaip.Started
	dialErr  error
	hold     chan struct{} // dials wait for it, if it is there
	rounds   int
	statuses map[string]ccaip.AgentStatus
	roundErr error
	options  []ccaip.UserStatus
	asked    int // for options
	set      []string
	setErr   error
}

func newPlatform() *platform {
	return &platform{
		started:  ccaip.Started{Call: ccaip.Session{ID: "418"}},
		statuses: map[string]ccaip.AgentStatus{"15": {AgentID: "15", Status: "Available"}, "99": {AgentID: "99", Status: "Break"}},
		options: []ccaip.UserStatus{
			{Name: "Available", Color: "green"}, {Name: "Break", Color: "yellow"}, {ID: "-1", Name: "In-call", Color: "blue"},
			{ID: "-11", Name: "A system status to come"},
		},
	}
}

func (p *platform) do(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// made is how many rounds were made so far.
func (p *platform) made() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rounds
}

func (p *platform) Start(ctx context.Context, d ccaip.Dial) (ccaip.Started, error) {
	p.mu.Lock()
	p.dials = append(p.dials, d)
	hold := p.hold
	started, err := p.started, p.dialErr
	p.mu.Unlock()
	if hold != nil {
		<-hold
	}
	return started, err
}

func (p *platform) UserStatuses(context.Context) ([]ccaip.UserStatus, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	return p.options, nil
}

func (p *platform) CurrentStatuses(context.Context) ([]ccaip.AgentStatus, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rounds++
	var all []ccaip.AgentStatus
	for _, s := range p.statuses {
		all = append(all, s)
	}
	return all, p.roundErr
}

func (p *platform) SetStatus(_ context.Context, id, status string) (ccaip.StatusAnswer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set = append(p.set, id+" "+status)
	now := p.statuses[id]
	if p.setErr == nil {
		now.Status = status
		p.statuses[id] = now
	}
	return ccaip.StatusAnswer{AgentID: id, Current: now.Status}, p.setErr
}

// others stands for the other rooms: people, lease, hub.
type others struct {
	mu      sync.Mutex
	missing error
	stale   error
	told    []protocol.Down
	noted   []string
	unkept  error // why nothing is noted
}

func (o *others) Platform(_ context.Context, _, id string) (string, string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.missing != nil {
		return "", "", o.missing
	}
	if id == "ana" {
		return "15", "ana@acme.example", nil
	}
	return "16", "ben@acme.example", nil
}

func (o *others) Check(context.Context, string, string, uint64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.stale
}

func (o *others) Tell(_, agent string, d protocol.Down) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if agent == "ana" {
		o.told = append(o.told, d)
	}
}

func (o *others) Dialing(_ context.Context, tenant, agent, number string, from protocol.Dial) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.noted = append(o.noted, "before "+tenant+" "+agent+" "+number+" "+from.Conversation)
	return "dial-1", o.unkept
}

func (o *others) Dialed(_ context.Context, tenant, dial, session string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.noted = append(o.noted, "after "+tenant+" "+dial+" "+session)
	return nil
}

func (o *others) do(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
}

// heard takes what ana was told since the last look.
func (o *others) heard() []protocol.Down {
	o.mu.Lock()
	defer o.mu.Unlock()
	told := o.told
	o.told = nil
	return told
}

// told is an error that has something to say to people.
type toldError struct{ problem protocol.Problem }

func (e toldError) Error() string             { return e.problem.Text }
func (e toldError) Problem() protocol.Problem { return e.problem }

type bundle struct {
	*desk.Desk
	platform *platform
	others   *others
}

func setup(t *testing.T) bundle {
	b := bundle{platform: newPlatform(), others: &others{}}
	b.Desk = desk.New(desk.Config{
		Tenant: func(id string) (desk.Tenant, bool) {
			return desk.Tenant{Calls: b.platform, Statuses: b.platform, DefaultCountry: "US"}, id == "acme"
		},
		People: b.others, Leases: b.others, Ledger: b.others,
	})
	b.TellBy(b.others)
	require.NoError(t, b.Start(t.Context()))
	t.Cleanup(b.Stop)
	return b
}

// story runs a test in a bubble of time.
func story(t *testing.T, tell func(t *testing.T, b bundle)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		tell(t, b)
		b.Stop()
		b.Stop()
	})
}

func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (b bundle) dial(number string) protocol.Dialed {
	return b.Dial(context.Background(), "acme", "ana", 1, protocol.Dial{Number: number, Conversation: "c1"})
}

func TestADialIsPlacedOnceWithTheRightWords(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		require.Equal(t, protocol.Dialed{Result: protocol.DialPlaced, Session: "call-418", Number: "+14155550123"}, b.dial("(415) 555-0123"))
		require.Equal(t, []ccaip.Dial{{AgentEmail: "ana@acme.example", EndUserNumber: "+14155550123"}}, b.platform.dials)
		require.Equal(t, []string{"before acme 15 +14155550123 c1", "after acme dial-1 call-418"}, b.others.noted)

		b.platform.started = ccaip.Started{AgentMustAct: true}
		require.Equal(t, protocol.Dialed{Result: protocol.DialAct, Number: "+442079460018"}, b.dial("+44 20 7946 0018"))
	})
}

func TestADialThatCannotBeNotedIsPlacedAllTheSame(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.others.unkept = errors.New("engine: unavailable")
		require.Equal(t, protocol.DialPlaced, b.dial("+14155550123").Result)
		require.Len(t, b.others.noted, 1)
	})
}

func TestPressedTwiceIsOneCall(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.platform.hold = make(chan struct{})
		answers := make(chan protocol.Dialed, 3)
		for _, number := range []string{"+14155550123", "415-555-0123", "4155550123"} {
			go func() { answers <- b.dial(number) }()
		}
		synctest.Wait()
		close(b.platform.hold)
		first := <-answers
		require.Equal(t, protocol.DialPlaced, first.Result)
		require.Equal(t, first, <-answers)
		require.Equal(t, first, <-answers)
		after(1900 * time.Millisecond)
		require.Equal(t, first, b.dial("+14155550123"))
		require.Len(t, b.platform.dials, 1)

		b.dial("+14155550199")
		require.Len(t, b.platform.dials, 2, "another number is another call")
		after(3 * time.Second)
		b.dial("+14155550199")
		require.Len(t, b.platform.dials, 3, "later it is meant")
	})
}

func TestADialIsRefusedInWords(t *testing.T) {
	unknown := toldError{protocol.Problem{Code: "agent-unknown", Text: "CCAI Platform has nobody with the e-mail ana@acme.example."}}
	for name, c := range map[string]struct {
		missing, stale, dial error
		number               string
		code, text, fix      string
	}{
		"letters":                   {number: "1-800-FLOWERS", code: "bad-number", text: "letters"},
		"an unknown agent":          {missing: unknown, code: "agent-unknown", text: "ana@acme.example"},
		"a stale term":              {stale: toldError{protocol.Problem{Code: "not-live"}}, code: "not-live"},
		"a store that cannot tell":  {stale: errors.New("engine: unavailable"), code: "store-unavailable", text: "just now"},
		"the platform's own words":  {dial: &ccaip.Error{Kind: ccaip.Refused, Detail: "Agent is not available"}, code: "call-refused", text: "Agent is not available", fix: "Sign in to the softphone"},
		"a malformed number there":  {dial: &ccaip.Error{Kind: ccaip.Refused, Detail: "end_user_number is malformed"}, code: "call-refused", fix: "Check the number"},
		"a refusal without words":   {dial: &ccaip.Error{Kind: ccaip.Refused}, code: "call-refused", text: "did not say why"},
		"no answer":                 {dial: &ccaip.Error{Kind: ccaip.Unreachable}, code: "platform-unreachable", text: "may have been placed", fix: "Look at the softphone"},
		"a refused key":             {dial: &ccaip.Error{Kind: ccaip.KeyAtFault}, code: "key-refused"},
		"too many requests":         {dial: &ccaip.Error{Kind: ccaip.Limited}, code: "platform-busy"},
		"something else altogether": {dial: errors.New("?"), code: "platform-unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.others.missing, b.others.stale, b.platform.dialErr = c.missing, c.stale, c.dial
			number := c.number
			if number == "" {
				number = "+14155550123"
			}
			got := b.dial(number)
			require.Equal(t, protocol.DialRefused, got.Result)
			require.Equal(t, number, got.Number, "the number is kept")
			require.Equal(t, c.code, got.Problem.Code)
			require.Contains(t, got.Problem.Text, c.text)
			require.Contains(t, got.Problem.Fix, c.fix)
			for _, noted := range b.others.noted {
				require.NotContains(t, noted, "after", "no call came of it")
			}
			require.Len(t, b.platform.dials, map[bool]int{true: 1, false: 0}[c.dial != nil])
		})
	}
	b := setup(t)
	got := b.Dial(t.Context(), "nobody", "ana", 1, protocol.Dial{Number: "+14155550123"})
	require.Equal(t, "unknown-tenant", got.Problem.Code)
}

func TestAStaleRefusalIsNotRepeated(t *testing.T) {
	story(t, func(t *testing.T, b bundle) {
		b.others.stale = toldError{protocol.Problem{Code: "not-live"}}
		require.Equal(t, protocol.DialRefused, b.dial("+14155550123").Result)
		b.others.do(func() { b.others.stale = nil })
		require.Equal(t, protocol.DialPlaced, b.dial("+14155550123").Result)
	})
}
