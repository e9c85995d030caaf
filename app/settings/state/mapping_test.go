package state

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMapping(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"statusMapping":[{"kustomer":"lunch","platform":"Break"},{"kustomer":"Gone","platform":"Break"}]}`)
	rows := func() []Row { return p.Draft.Value(Mapping).Rows }
	require.Equal(t, "Break", MappedTo(rows(), KustomerStatus{"k2", "Lunch", ""}))
	require.Equal(t, []int{1}, p.Statuses.Stale(rows()))
	require.Equal(t, []string{"Available", "Break"}, p.Statuses.Settable())

	p.send(Mapped{"k2", "Available"})
	require.Equal(t, []Row{{"kustomer": "k2", "platform": "Available"}, {"kustomer": "Gone", "platform": "Break"}}, rows())
	p.send(Mapped{"k1", "Available"}, Mapped{"k2", ""}, RemovedRow{Mapping, 0})
	require.Equal(t, []Row{{"kustomer": "k1", "platform": "Available"}}, rows())

	require.Len(t, p.Statuses.OfType("unavailable"), 1)
	require.Equal(t, "Odd", p.Statuses.OfType("")[0].Name, "an unknown type is still shown")
}

func TestLint(t *testing.T) {
	t.Parallel()
	p := ready(t, `{}`)
	for name, c := range map[string]struct {
		rows []Row
		want []string
	}{
		"nothing is mapped": {nil, []string{"Not mapped: Available, Lunch, Busy, Odd."}},
		"all is well": {[]Row{{"kustomer": "k1", "platform": "Available"}, {"kustomer": "Lunch", "platform": "Break"},
			{"kustomer": "k3", "platform": "Break"}, {"kustomer": "k4", "platform": "Break"}}, nil},
		"doubled by id and name": {[]Row{{"kustomer": "k1", "platform": "Available"}, {"kustomer": "Available", "platform": "Break"}},
			[]string{"Not mapped: Lunch, Busy, Odd.", "Available is mapped 2 times."}},
		"unsettable and unknown": {[]Row{{"kustomer": "k1", "platform": "In-call"}, {"kustomer": "k2", "platform": "Nap"}, {"kustomer": "zz", "platform": "Break"}},
			[]string{"Not mapped: Busy, Odd.", "Kustomer has no status zz any more.", "In-call is a system status", "CCAI Platform has no status Nap."}},
	} {
		found := p.Statuses.Lint(c.rows)
		require.Len(t, found, len(c.want), "%s: %v", name, found)
		for i, want := range c.want {
			require.Contains(t, found[i], want, name)
		}
	}
	require.Empty(t, Statuses{}.Lint(nil), "nothing is said while nothing was read")
}

func TestStatusesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	p := ready(t, `{}`)
	p.send(Answered{Request: Request{What: "choices", Token: "t1"}, Status: 502, Body: []byte(`{"error":{"text":"Kustomer refused.","fix":"x"}}`)})
	require.Equal(t, "Kustomer refused.", p.Statuses.Problems[0].Text)
	require.NotEmpty(t, p.Statuses.Kustomer, "what was read before stays")
}
