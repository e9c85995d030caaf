package people_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/people"
)

const (
	ana = "5f00000000000000000000a1"
	ben = "5f00000000000000000000b2"
	eve = "5f00000000000000000000e3" // no e-mail
	old = "5f00000000000000000000d4" // deleted
)

// crm is a Kustomer with a few users.
type crm struct {
	mu    sync.Mutex
	asked int
	err   error
	hold  chan struct{} // answers wait for it, if it is there
}

var crmUsers = []kustomer.User{
	{ID: ana, Name: "Ana Ruiz", Email: "Ana@Acme.example"},
	{ID: ben, DisplayName: "Ben", Email: "ben@acme.example"},
	{ID: eve, Name: "Eve"},
	{ID: old, Name: "Old", Email: "old@acme.example", DeletedAt: time.Unix(1, 0)},
}

func (c *crm) look(ctx context.Context, is func(kustomer.User) bool) (kustomer.User, error) {
	c.mu.Lock()
	c.asked++
	err, hold := c.err, c.hold
	c.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return kustomer.User{}, ctx.Err()
		}
	}
	if err != nil {
		return kustomer.User{}, err
	}
	for _, u := range crmUsers {
		if is(u) {
			return u, nil
		}
	}
	return kustomer.User{}, &kustomer.Error{Kind: kustomer.NotFound, Op: "get user"}
}

func (c *crm) Get(ctx context.Context, id string) (kustomer.User, error) {
	return c.look(ctx, func(u kustomer.User) bool { return u.ID == id })
}

func (c *crm) ByEmail(ctx context.Context, email string) (kustomer.User, error) {
	return c.look(ctx, func(u kustomer.User) bool { return strings.EqualFold(u.Email, email) })
}

// platform is a CCAI Platform with two agents.
type platform struct {
	asked int
	err   error
}

var platformAgents = []ccaip.Agent{
	{ID: "15", Name: "Ana", Email: "ana@acme.example"},
	{ID: "16", Name: "Benjamin", Email: "benjamin@elsewhere.example"},
	{ID: "17", Name: "Nobody"},
}

func (p *platform) look(is func(ccaip.Agent) bool) (ccaip.Agent, error) {
	p.asked++
	if p.err != nil {
		return ccaip.Agent{}, p.err
	}
	for _, a := range platformAgents {
		if is(a) {
			return a, nil
		}
	}
	return ccaip.Agent{}, &ccaip.Error{Kind: ccaip.NotFound, Op: "get agent"}
}

func (p *platform) ByID(_ context.Context, id string) (ccaip.Agent, error) {
	return p.look(func(a ccaip.Agent) bool { return a.ID == id })
}

func (p *platform) ByEmail(_ context.Context, email string) (ccaip.Agent, error) {
	return p.look(func(a ccaip.Agent) bool { return strings.EqualFold(a.Email, email) })
}

type bundle struct {
	*people.People
	crm      *crm
	platform *platform
	links    []people.Link
}

func setup(kept people.Bucket) *bundle {
	b := &bundle{crm: &crm{}, platform: &platform{}}
	b.People = people.New(people.Config{
		Kept: kept,
		Tenant: func(id string) (people.Tenant, bool) {
			return people.Tenant{Users: b.crm, Agents: b.platform, Links: b.links}, id == "acme"
		},
	})
	return b
}

// problem is what an error tells people.
func problem(t *testing.T, err error) protocol.Problem {
	t.Helper()
	var p interface{ Problem() protocol.Problem }
	require.ErrorAs(t, err, &p)
	said := p.Problem()
	require.NotEmpty(t, said.Code)
	require.NotEmpty(t, said.Text)
	require.NotEmpty(t, said.Fix)
	return said
}

func TestBothHalvesAreJoinedByEmailCaseAside(t *testing.T) {
	t.Parallel()
	b := setup(nil)
	who, err := b.User(t.Context(), "acme", ana)
	require.NoError(t, err)
	require.Equal(t, protocol.Agent{ID: ana, Name: "Ana Ruiz", Email: "Ana@Acme.example"}, who)
	id, email, err := b.Platform(t.Context(), "acme", ana)
	require.NoError(t, err)
	require.Equal(t, []string{"15", "ana@acme.example"}, []string{id, email})
	back, err := b.UserOf(t.Context(), "acme", "15")
	require.NoError(t, err)
	require.Equal(t, ana, back)

	asked := b.crm.asked + b.platform.asked
	for range 5 {
		_, _, err = b.Platform(t.Context(), "acme", ana)
		require.NoError(t, err)
		_, err = b.UserOf(t.Context(), "acme", "15")
		require.NoError(t, err)
	}
	require.Equal(t, asked, b.crm.asked+b.platform.asked, "kept")
	b.Forget("acme")
	_, _, err = b.Platform(t.Context(), "acme", ana)
	require.NoError(t, err)
	require.Greater(t, b.crm.asked+b.platform.asked, asked)
}

func TestALinkJoinsWhereEmailsDiffer(t *testing.T) {
	t.Parallel()
	b := setup(nil)
	_, _, err := b.Platform(t.Context(), "acme", ben)
	require.ErrorIs(t, err, engine.ErrNotFound)

	b.links = []people.Link{{Kustomer: ben, Platform: 16}}
	id, email, err := b.Platform(t.Context(), "acme", ben)
	require.NoError(t, err)
	require.Equal(t, []string{"16", "benjamin@elsewhere.example"}, []string{id, email}, "the platform's own e-mail")
	back, err := b.UserOf(t.Context(), "acme", "16")
	require.NoError(t, err)
	require.Equal(t, ben, back)
}

func TestMissingSaysWhichEmailWhere(t *testing.T) {
	t.Parallel()
	b := setup(nil)
	_, _, err := b.Platform(t.Context(), "acme", ben)
	said := problem(t, err)
	require.Equal(t, "agent-unknown", said.Code)
	require.Contains(t, said.Text, "ben@acme.example")
	require.Contains(t, said.Text, "CCAI Platform")

	_, err = b.UserOf(t.Context(), "acme", "16")
	require.Contains(t, problem(t, err).Text, "Kustomer has nobody with the e-mail benjamin@elsewhere.example")

	for name, ask := range map[string]func() error{
		"a user nobody knows":        func() error { _, err := b.User(t.Context(), "acme", "nobody"); return err },
		"a deleted user":             func() error { _, err := b.User(t.Context(), "acme", old); return err },
		"a user without e-mail":      func() error { _, _, err := b.Platform(t.Context(), "acme", eve); return err },
		"an agent nobody knows":      func() error { _, err := b.UserOf(t.Context(), "acme", "99"); return err },
		"an agent without e-mail":    func() error { _, err := b.UserOf(t.Context(), "acme", "17"); return err },
		"an unknown tenant":          func() error { _, err := b.User(t.Context(), "nobody", ana); return err },
		"an e-mail of a deleted one": func() error { _, err := b.UserByEmail(t.Context(), "acme", "old@acme.example"); return err },
	} {
		err := ask()
		require.ErrorIs(t, err, engine.ErrNotFound, name)
		problem(t, err)
	}
}

func TestUnreachableIsNotMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		crm, platform error
		code          string
	}{
		"Kustomer is away":             {crm: &kustomer.Error{Kind: kustomer.Unreachable}, code: "kustomer-unreachable"},
		"Kustomer's budget is empty":   {crm: &kustomer.Error{Kind: kustomer.Limited}, code: "kustomer-unreachable"},
		"Kustomer refuses the key":     {crm: &kustomer.Error{Kind: kustomer.KeyAtFault}, code: "key-refused"},
		"the key lacks a role":         {crm: &kustomer.Error{Kind: kustomer.RoleMissing}, code: "key-refused"},
		"the platform is away":         {platform: &ccaip.Error{Kind: ccaip.Unreachable}, code: "platform-unreachable"},
		"the platform refuses the key": {platform: &ccaip.Error{Kind: ccaip.KeyAtFault}, code: "key-refused"},
	} {
		b := setup(nil)
		b.crm.err, b.platform.err = c.crm, c.platform
		_, _, err := b.Platform(t.Context(), "acme", ana)
		require.NotErrorIs(t, err, engine.ErrNotFound, name)
		require.Equal(t, c.code, problem(t, err).Code, name)
		b.crm.err, b.platform.err = nil, nil
		_, _, err = b.Platform(t.Context(), "acme", ana)
		require.NoError(t, err, "%s: what could not be asked is not remembered", name)
	}
}

func TestMissingIsBelievedForHalfAMinuteAndFoundForAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(nil)
		for range 3 {
			_, err := b.User(t.Context(), "acme", "nobody")
			require.ErrorIs(t, err, engine.ErrNotFound)
		}
		require.Equal(t, 1, b.crm.asked)
		time.Sleep(31 * time.Second)
		_, err := b.User(t.Context(), "acme", "nobody")
		require.ErrorIs(t, err, engine.ErrNotFound)
		require.Equal(t, 2, b.crm.asked)

		_, err = b.User(t.Context(), "acme", ana)
		require.NoError(t, err)
		time.Sleep(59 * time.Minute)
		b.crm.err = errors.New("away")
		_, err = b.User(t.Context(), "acme", ana)
		require.NoError(t, err)
		time.Sleep(2 * time.Minute)
		_, err = b.User(t.Context(), "acme", ana)
		require.Error(t, err)
	})
}

func TestManyWhoAskAtOnceCostOneRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(nil)
		b.crm.hold = make(chan struct{})
		impatient, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() {
			_, err := b.User(impatient, "acme", ana)
			require.ErrorIs(t, err, context.Canceled)
		})
		synctest.Wait() // the impatient one began the look-up
		for range 50 {
			all.Go(func() {
				_, err := b.User(t.Context(), "acme", ana)
				require.NoError(t, err, "who began it has gone, the look-up has not")
			})
		}
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(b.crm.hold)
		all.Wait()
		require.Equal(t, 1, b.crm.asked)
	})
}

func TestUsersAreKeptOverARestart(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t)
	kept := enginetest.Bucket(t, e, "people", nats.BucketOptions{TTL: time.Hour})
	first := setup(kept)
	_, err := first.User(t.Context(), "acme", ana)
	require.NoError(t, err)

	second := setup(kept)
	second.crm.err = errors.New("away")
	who, err := second.User(t.Context(), "acme", ana)
	require.NoError(t, err)
	require.Equal(t, "Ana Ruiz", who.Name)
	require.Zero(t, second.crm.asked)
}
