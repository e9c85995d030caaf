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
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/server/desk"
)

func TestCheckTellsWhoDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kustomer, platform error
		want               [2]string
	}{
		"both answer":      {nil, nil, [2]string{}},
		"kustomer's key":   {&kustomer.Error{Kind: kustomer.KeyAtFault}, nil, [2]string{"kustomer-key", ""}},
		"kustomer is away": {errors.New("cut"), nil, [2]string{"kustomer-unreachable", ""}},
		"platform's key":   {nil, &ccaip.Error{Kind: ccaip.KeyAtFault}, [2]string{"", "key-refused"}},
		"platform is busy": {nil, &ccaip.Error{Kind: ccaip.Limited}, [2]string{"", "platform-busy"}},
		"platform is away": {nil, &ccaip.Error{Kind: ccaip.Unreachable}, [2]string{"", "platform-unreachable"}},
	} {
		p := newPlatform()
		p.roundErr = c.platform
		d := counter(t, p, &others{}, func(t *desk.Tenant) { t.Kustomer = func(context.Context) error { return c.kustomer } })
		got := d.Check(t.Context(), "acme")
		require.Positive(t, got.Now)
		for i, n := range got.Neighbours {
			code := ""
			if n.Problem != nil {
				code = n.Problem.Code
				require.NotEmpty(t, n.Problem.Fix)
			}
			require.Equal(t, c.want[i], code, name)
		}
	}
	require.Empty(t, counter(t, newPlatform(), &others{}, nil).Check(t.Context(), "nobody").Neighbours)
}

func TestCheckSparesTheBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		d := counter(t, p, &others{}, nil)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { d.Check(t.Context(), "acme") })
		}
		all.Wait()
		require.Equal(t, 1, p.made())
		time.Sleep(6 * time.Second)
		require.Equal(t, []protocol.Neighbour{{Name: "kustomer"}, {Name: "platform"}}, d.Check(t.Context(), "acme").Neighbours)
		require.Equal(t, 2, p.made())
	})
}
