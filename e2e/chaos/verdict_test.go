package chaos

import (
	"strings"
	"testing"

	"agentadapter/e2e/story"

	"github.com/stretchr/testify/require"
)

const told = `One call. S2.
-- play --
call-418: inbound-answered {"number":"+14155550101"}
-- facts --
{"session":"call-418"}
-- expect --
customer
  phones: +14155550101
  conversation
    message: call-418
`

// TestVerdict proves the judge on a CRM made up for it: a judge that sees nothing acquits all.
func TestVerdict(t *testing.T) {
	t.Parallel()
	s, err := story.Parse("one", told)
	require.NoError(t, err)
	plays := []*play{newPlay(s, 0, false), newPlay(s, 1, false)}
	plays[0].names["call-418"], plays[1].names["call-418"] = "call-500", "call-501"
	customer := func(number, session string) story.Record {
		message := story.Record{Kind: story.Message, Fields: map[string]any{"externalId": session}}
		return story.Record{Kind: story.Customer, Fields: map[string]any{"phones": number},
			Within: []story.Record{{Kind: story.Conversation, Within: []story.Record{message}}}}
	}
	first, second := customer("+12012010101", "call-500"), customer("+12012020101", "call-501")
	require.Empty(t, verdict(plays, []story.Record{second, first}, nil))

	for name, c := range map[string]struct {
		customers, orphans []story.Record
		says               []string
	}{
		"one is lost":          {[]story.Record{first}, nil, []string{"lost: one, cast 1"}},
		"one is there twice":   {[]story.Record{first, second, second}, nil, []string{"besides: one, cast 1"}},
		"nobody's":             {[]story.Record{first, second, customer("+18005550199", "call-1")}, nil, []string{"besides: customer +18005550199 belongs to the casts []"}},
		"a record of two":      {[]story.Record{first, customer("+12012020101", "call-500")}, nil, []string{"besides", "lost: one, cast 1"}},
		"an orphan":            {[]story.Record{first, second}, []story.Record{{Kind: story.Note}}, []string{"besides: note"}},
		"another one's record": {[]story.Record{first, customer("+12012020101", "call-502")}, nil, []string{"differs: one, cast 1"}},
	} {
		faults := verdict(plays, c.customers, c.orphans)
		require.Len(t, faults, len(c.says), "%s: %v", name, faults)
		for i, says := range c.says {
			require.True(t, strings.HasPrefix(faults[i], says), "%s: %v", name, faults)
		}
	}
	require.Equal(t, 1, beginning([]string{"lost: one", "besides: lost: two"}, story.Lost))
}
