package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/owner"
	"agentadapter/server/people"
	"agentadapter/server/relay"
)

// working owns a tenant as soon as it may.
func working(ctx, _ context.Context, ready func()) error {
	ready()
	<-ctx.Done()
	return nil
}

func TestWhatIsAskedIsAnsweredWhereverTheOwnerIs(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	asks := map[*owner.Owner]asked[string, protocol.Status]{}
	var all []*owner.Owner
	for range 2 {
		e := enginetest.Connect(t, s)
		o := owner.New(owner.Config{Bucket: enginetest.Bucket(t, e, "owner", nats.BucketOptions{}), Line: e.Line(), Renew: 200 * time.Millisecond, Errors: crossing})
		asks[o] = asking(o, "test", func(_ context.Context, tenant, q string) (protocol.Status, error) {
			switch q {
			case "linked":
				return protocol.Status{}, fmt.Errorf("%s: %w", tenant, relay.ErrLinked)
			case "refused":
				return protocol.Status{}, fmt.Errorf("look the customer up: %w", &kustomer.Error{Kind: kustomer.RoleMissing, Op: "read customer", Status: 403, Detail: "missing role org.user.customer.read"})
			case "late":
				return protocol.Status{}, fmt.Errorf("%w: %w", engine.ErrUnavailable, &ccaip.Error{Kind: ccaip.Unreachable, Op: "list calls"})
			case "missing":
				return protocol.Status{}, &people.MissingError{Where: people.InPlatform, Email: "ana@acme.example"}
			}
			return protocol.Status{Platform: q, Options: []protocol.StatusOption{{Name: "Break", Color: "#fc0"}}}, nil
		})
		o.Run("acme", working)
		require.NoError(t, o.Start(t.Context()))
		t.Cleanup(o.Stop)
		all = append(all, o)
	}
	require.Eventually(t, func() bool { return all[0].Owns("acme") != all[1].Owns("acme") }, time.Minute, time.Millisecond)
	for _, o := range all {
		where := fmt.Sprintf("asked at the owner: %t", o.Owns("acme"))
		got, err := asks[o].of(t.Context(), "acme", "Available")
		require.NoError(t, err, where)
		require.Equal(t, protocol.Status{Platform: "Available", Options: []protocol.StatusOption{{Name: "Break", Color: "#fc0"}}}, got, where)
		_, err = asks[o].of(t.Context(), "acme", "linked")
		require.ErrorIs(t, err, relay.ErrLinked, where)
		_, err = asks[o].of(t.Context(), "acme", "missing")
		require.ErrorIs(t, err, engine.ErrNotFound, where)
		require.Equal(t, "agent-unknown", unanswered(err, "").Code, where)
		_, err = asks[o].of(t.Context(), "acme", "refused")
		refused, ok := errors.AsType[*kustomer.Error](err)
		require.True(t, ok, where)
		require.Equal(t, "kustomer: read customer: role missing (403): missing role org.user.customer.read", refused.Error(), where)
		require.Contains(t, err.Error(), "look the customer up", where)
		_, err = asks[o].of(t.Context(), "acme", "late")
		require.ErrorIs(t, err, engine.ErrUnavailable, where)
		require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err), where)
	}
	began := time.Now()
	require.Zero(t, asks[all[0]].now(10*time.Millisecond, "nobodys", "Available"))
	require.Less(t, time.Since(began), tellWithin)
	_, err := asks[all[0]].soon(t.Context(), 10*time.Millisecond, "nobodys", "Available")
	_, none := errors.AsType[*owner.NoOwnerError](err)
	require.True(t, none)
	require.Contains(t, unanswered(err, "").Fix, "Try again")
}
