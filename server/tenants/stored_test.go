package tenants_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/tenants"
)

const (
	firstWord  = "0123456789abcdef0123456789abcdef"
	secondWord = "fedcba9876543210fedcba9876543210"
)

func keys(t *testing.T, words ...tenants.Secret) tenants.Keys {
	t.Helper()
	k, err := tenants.NewKeys(words)
	require.NoError(t, err)
	return k
}

func acme() tenants.Tenant {
	return tenants.Tenant{ID: "acme", Kustomer: tenants.Kustomer{BaseURL: "https://acme.api.kustomerapp.com", Org: "acme", Key: "s3cret-key", BindSecret: "s3cret-bind"},
		Platform: tenants.Platform{EventsPassword: "s3cret-events"}}
}

func open(t *testing.T, b tenants.Store, k tenants.Keys) *tenants.Book {
	t.Helper()
	book := tenants.NewBook(nil)
	require.NoError(t, book.Open(t.Context(), b, k))
	return book
}

func TestSecretsLieSealed(t *testing.T) {
	t.Parallel()
	b := enginetest.Bucket(t, enginetest.Open(t), "tenants", nats.BucketOptions{})
	book := open(t, b, keys(t, firstWord))
	_, err := book.Add(t.Context(), acme(), "operator")
	require.NoError(t, err)
	_, err = book.Add(t.Context(), acme(), "operator")
	require.ErrorIs(t, err, engine.ErrExists)
	v, err := b.Get(t.Context(), "acme")
	require.NoError(t, err)
	require.NotContains(t, string(v.Body), "s3cret")

	again := open(t, b, keys(t, firstWord))
	got, ok := again.Get("acme")
	require.True(t, ok)
	require.Equal(t, "s3cret-key", got.Kustomer.Key.Reveal())
	require.Equal(t, "s3cret-bind", got.Kustomer.BindSecret.Reveal())
	require.Equal(t, "https://acme.kustomerapp.com", got.Kustomer.AppURL)
	require.Equal(t, 5*time.Second, got.Platform.StatusPoll)
	require.False(t, got.Complete())
	require.Equal(t, 1, got.Version)
}

func TestAnotherKeyOpensNothingAndBreaksNothing(t *testing.T) {
	t.Parallel()
	b := enginetest.Bucket(t, enginetest.Open(t), "tenants", nats.BucketOptions{})
	_, err := open(t, b, keys(t, firstWord)).Add(t.Context(), acme(), "operator")
	require.NoError(t, err)
	before, err := b.Get(t.Context(), "acme")
	require.NoError(t, err)

	var wrong *tenants.KeyError
	require.ErrorAs(t, tenants.NewBook(nil).Open(t.Context(), b, keys(t, secondWord)), &wrong)
	require.Equal(t, "acme", wrong.Tenant)
	after, err := b.Get(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, before, after)

	got, ok := open(t, b, keys(t, secondWord, firstWord)).Get("acme")
	require.True(t, ok, "the earlier key as a further line opens")
	require.Equal(t, "s3cret-key", got.Kustomer.Key.Reveal())
	got, ok = open(t, b, keys(t, secondWord)).Get("acme")
	require.True(t, ok, "and what it sealed was sealed anew")
	require.Equal(t, "s3cret-events", got.Platform.EventsPassword.Reveal())
}

// TestSealedSecretsCannotBeSwapped: whoever can write the store cannot give one tenant another's secret,
// nor use one field's as another's.
func TestSealedSecretsCannotBeSwapped(t *testing.T) {
	t.Parallel()
	b := enginetest.Bucket(t, enginetest.Open(t), "tenants", nats.BucketOptions{})
	_, err := open(t, b, keys(t, firstWord)).Add(t.Context(), acme(), "operator")
	require.NoError(t, err)
	v, err := b.Get(t.Context(), "acme")
	require.NoError(t, err)
	_, err = b.Create(t.Context(), "globex", v.Body)
	require.NoError(t, err)
	var wrong *tenants.KeyError
	require.ErrorAs(t, tenants.NewBook(nil).Open(t.Context(), b, keys(t, firstWord)), &wrong)
	require.Equal(t, "globex", wrong.Tenant)

	swapped := bytes.Replace(v.Body, []byte(`"bind":`), []byte(`"x":`), 1)
	swapped = bytes.Replace(swapped, []byte(`"kustomer-key":`), []byte(`"bind":`), 1)
	_, err = b.Put(t.Context(), "acme", swapped)
	require.NoError(t, err)
	require.NoError(t, b.Forget(t.Context(), "globex", v.Rev+1))
	require.ErrorAs(t, tenants.NewBook(nil).Open(t.Context(), b, keys(t, firstWord)), &wrong)
	require.Equal(t, "bind", wrong.Field)
}

func TestAnInboundSecretIsTakenForAWhileLonger(t *testing.T) {
	t.Parallel()
	tenant, now := acme(), time.Now()
	tenant.Replace(tenants.Bind, "second", now.Add(time.Hour))
	require.Equal(t, []string{"second", "s3cret-bind"}, tenant.Taken(tenants.Bind, now))
	require.Equal(t, []string{"second"}, tenant.Taken(tenants.Bind, now.Add(time.Hour)))
	require.Equal(t, []string{"s3cret-events"}, tenant.Taken(tenants.Events, now))
	tenant.Replace(tenants.Bind, "third", now.Add(time.Hour))
	require.Equal(t, []string{"third", "second"}, tenant.Taken(tenants.Bind, now), "of several the newest")
	require.True(t, tenant.Retire(tenants.Bind))
	require.False(t, tenant.Retire(tenants.Bind))
	require.Equal(t, []string{"third"}, tenant.Taken(tenants.Bind, now))
	tenant.Replace(tenants.KustomerKey, "next", now.Add(time.Hour))
	require.Equal(t, []string{"next"}, tenant.Taken(tenants.KustomerKey, now), "what we send is replaced at once")
	require.Empty(t, tenant.Taken(tenants.Webhook, now))
	tenant.Replace(tenants.Webhook, "hook", now.Add(time.Hour))
	require.Equal(t, []string{"hook"}, tenant.Taken(tenants.Webhook, now), "there was none before")
}

func TestWhatOneServerIsToldIsHeardAtTheOthers(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	books := make([]*tenants.Book, 2)
	moved := make(chan string, 9)
	for i := range books {
		books[i] = open(t, enginetest.Bucket(t, enginetest.Connect(t, s), "tenants", nats.BucketOptions{}), keys(t, firstWord))
	}
	books[1].OnMove(func(id string) { moved <- id })
	go books[1].Watch(ctx, func(err error) { t.Log(err) })

	_, err := books[0].Add(ctx, acme(), "operator")
	require.NoError(t, err)
	require.Equal(t, "acme", <-moved)
	_, err = books[1].Change(ctx, "acme", "ana", func(t *tenants.Tenant) error {
		t.Replace(tenants.Events, "other", t.Changed.Add(time.Hour))
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "acme", <-moved, "also by its own hand")
	third, err := books[0].Change(ctx, "acme", "ben", func(*tenants.Tenant) error { return nil })
	require.NoError(t, err)
	require.Equal(t, 3, third.Version, "on top of what the other did")
	require.Equal(t, "other", third.Platform.EventsPassword.Reveal())
	got, err := books[0].Leave(ctx, "acme", "operator")
	require.NoError(t, err)
	require.True(t, got.Leaving)
	require.Eventually(t, func() bool { _, served := books[1].Get("acme"); return !served }, 10*time.Second, time.Millisecond)
	known, ok := books[1].Known("acme")
	require.True(t, ok)
	require.Empty(t, known.Kustomer.Key, "its secrets are gone first")
	_, err = books[0].Change(ctx, "acme", "ana", func(*tenants.Tenant) error { return nil })
	require.ErrorIs(t, err, engine.ErrNotFound)
	require.NoError(t, books[0].Gone(ctx, "acme"))
	require.NoError(t, books[0].Gone(ctx, "acme"), "again")
	_, ok = books[0].Known("acme")
	require.False(t, ok)
}

func TestTheEnvironmentsTenantIsNotOursToChange(t *testing.T) {
	t.Parallel()
	b := enginetest.Bucket(t, enginetest.Open(t), "tenants", nats.BucketOptions{})
	env := acme()
	book := tenants.NewBook(&env)
	require.NoError(t, book.Open(t.Context(), b, keys(t, firstWord)))
	_, err := book.Add(t.Context(), acme(), "operator")
	require.ErrorIs(t, err, engine.ErrExists)
	_, err = book.Leave(t.Context(), "acme", "operator")
	require.ErrorIs(t, err, tenants.ErrEnvironment)
}

func TestAddressesThatCannotBe(t *testing.T) {
	t.Parallel()
	for address, c := range map[string]struct{ operator, admin string }{
		"https://acme.uc1.ccaiplatform.com":  {},
		"http://127.0.0.1:8080":              {"", "must begin with https"},
		"https://127.0.0.1":                  {"", "own network"},
		"https://10.1.2.3":                   {"", "own network"},
		"https://169.254.169.254":            {"", "own network"},
		"https://[::1]":                      {"", "own network"},
		"https://nats":                       {"", "own network"},
		"https://api.prod.svc.cluster.local": {"", "own network"},
		"https://acme.example.com/v1":        {"/v1", "/v1"},
		"https://user:pa55@acme.example.com": {"user name or password", "user name or password"},
		"ftp://acme.example.com":             {"https://", "https://"},
		"https://a.example.com; script-src":  {"must be an address", "must be an address"},
	} {
		tenant := acme()
		tenant.Platform.BaseURL = address
		tenant.WithDefaults()
		for strict, want := range map[bool]string{false: c.operator, true: c.admin} {
			faults := strings.Join(tenant.Check(strict), " ")
			if want == "" {
				require.Empty(t, faults, address)
				continue
			}
			require.Contains(t, faults, want, address)
			require.NotContains(t, faults, "pa55")
		}
	}
	tenant := acme()
	tenant.WithDefaults()
	tenant.Platform.StorageURL = "file:///etc"
	require.Contains(t, strings.Join(tenant.Check(true), " "), "operator's to give")
	tenant.Platform.StorageURL = "s3://b?endpoint=http://169.254.169.254"
	require.NotEmpty(t, tenant.Check(true))
}
