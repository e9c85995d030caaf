package story

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const whole = `What it proves. V1.
-- settings --
{"phoneNote":false}
-- fields --
yes
-- events --
all
-- before --
POST /v1/customers {"name":"Pia","phones":[{"phone":"+14155550101"}]}
-- play --
# said aside
call-418: inbound-answered {"number":"+14155550101","agent_email":"ana@acme.example","identifier":"app-user-1"}
settle
PATCH /v1/conversations/{call-418.conversation} {"status":"done"}
call-418: /rate {"rating":5}
-- facts --
{"session":"call-418"}
settle
PATCH /v1/conversations/{call-418.conversation} {"status":"done"}
-- expect --
customer: Pia
  phones: +14155550101
  conversation
    assigned: Ana Ruiz
    message: call-418
      meta.csat.rating: 5
      files: call-418.wav, call-418-2.wav
    note: said to pia@example.com:\nhello
`

func TestParse(t *testing.T) {
	t.Parallel()
	s, err := Parse("one", whole)
	require.NoError(t, err)
	require.Equal(t, `{"phoneNote":false}`, s.Settings)
	require.True(t, s.Fields)
	require.True(t, s.AllEvents)
	require.Len(t, s.Before, 1)
	require.Len(t, s.Play, 4)
	require.Equal(t, []string{"call-418"}, s.Play[0].Sessions)
	require.True(t, s.Play[1].Settle)
	require.Equal(t, "PATCH", s.Play[2].Request.Method)
	require.Equal(t, "/rate", s.Play[3].Story)
	require.Len(t, s.Facts, 3)
	require.Equal(t, []Want{{Kind: Customer, Fields: []Field{{"name", "Pia"}, {"phones", "+14155550101"}}, Within: []Want{
		{Kind: Conversation, Fields: []Field{{"assigned", "Ana Ruiz"}}, Within: []Want{
			{Kind: Message, Fields: []Field{{"externalId", "call-418"}, {"meta.csat.rating", "5"}}, Files: []string{"call-418.wav", "call-418-2.wav"}},
			{Kind: Note, Fields: []Field{{"body", `said to pia@example.com:\nhello`}}}}}}}}, s.Expect)
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ old, new, says string }{
		{"What it proves. V1.\n", "", "says nothing"},
		{"-- fields --", "-- feilds --", "feilds"},
		{"-- before --", "-- settings --", "comes twice"},
		{`{"phoneNote":false}`, `{`, "no JSON"},
		{"call-418: inbound-answered", "inbound-answered", "no scene"},
		{`{"session":"call-418"}` + "\nsettle", "settle now", "neither a fact"},
		{"    message: call-418", "     message: call-418", "no record or field"},
		{"  conversation\n", "  note: too high\n", "does not belong"},
		{"-- expect --", "-- facts2 --", "facts2"},
	} {
		require.Contains(t, whole, c.old)
		_, err := Parse("one", strings.Replace(whole, c.old, c.new, 1))
		require.ErrorContains(t, err, c.says, "%s instead of %s", c.new, c.old)
		require.ErrorContains(t, err, "story one")
	}
}

func TestCast(t *testing.T) {
	t.Parallel()
	s, err := Parse("one", whole)
	require.NoError(t, err)
	cast := s.Cast(1234, true)
	require.Equal(t, `{"number":"+12027350101","agent_email":"ben@acme.example","identifier":"app-user-1-n1234"}`, cast.Play[0].Script)
	require.Contains(t, cast.Before[0].Body, "+12027350101")
	named := cast.Named(map[string]string{"call-418": "call-902"})
	conversation := named.Expect[0].Within[0]
	require.Equal(t, "Ben Okafor", conversation.Fields[0].Pattern)
	require.Equal(t, "call-902", conversation.Within[0].Fields[0].Pattern)
	require.Equal(t, []string{"call-902.wav", "call-902-2.wav"}, conversation.Within[0].Files)
	require.Equal(t, `said to pia.n1234@example.com:\nhello`, conversation.Within[1].Fields[0].Pattern)
	require.Equal(t, "Ana Ruiz", s.Expect[0].Within[0].Fields[0].Pattern, "the story itself stays")

	require.Equal(t, []int{1234}, Casts("+12027350101 app-user-1-n1234 pia.n1234@example.com"))
	require.Equal(t, []int{7}, Casts(`{"phone":"+12012080101"}`))
}
