package relay

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"agentadapter/rules"
)

// What is told of a dial, in any order and doubled, ends in the same dial.
func TestDialFactsInAnyOrder(t *testing.T) {
	t.Parallel()
	noted := rules.Fact{Session: "dial-1", At: 5, Values: map[rules.Name]string{rules.AgentID: "15", rules.ExternalPhone: "+14155550123",
		rules.DialConversation: "b1", rules.DialBack: "call-418"}}
	answered := rules.Fact{Session: "dial-1", At: 6, Values: map[rules.Name]string{rules.DialSession: "call-2"}}
	want := dialed{}.fold(noted).fold(answered)
	require.Equal(t, dialed{V: 1, Agent: "15", Number: "+14155550123", At: 5, Session: "call-2", From: rules.Dial{Conversation: "b1", Back: "call-418"}}, want)
	rapid.Check(t, func(t *rapid.T) {
		told := append([]rules.Fact{noted, answered}, rapid.SliceOfN(rapid.SampledFrom([]rules.Fact{noted, answered}), 0, 4).Draw(t, "doubles")...)
		var got dialed
		for _, f := range rapid.Permutation(told).Draw(t, "order") {
			got = got.fold(f)
		}
		require.Equal(t, want, got)
	})
}

// What Kustomer tells of a conversation, in any order and doubled, ends in the same.
func TestV9WebhookFactsInAnyOrder(t *testing.T) {
	t.Parallel()
	type word struct {
		Conversation, Why string
		At                int64
	}
	words := rapid.Custom(func(t *rapid.T) word {
		return word{rapid.SampledFrom([]string{"b1", "b1", "b2"}).Draw(t, "conversation"), rapid.SampledFrom([]string{"", "merged", "deleted"}).Draw(t, "why"),
			rapid.Int64Range(1, 4).Draw(t, "at")}
	})
	hear := func(told []word) document {
		d := newDocument("call-418")
		d.Settled.Conversation = "b1"
		for _, w := range told {
			d.hear(w.Conversation, w.Why, w.At)
		}
		return d
	}
	rapid.Check(t, func(t *rapid.T) {
		told := rapid.SliceOfN(words, 1, 8).Draw(t, "told")
		again := append(append([]word{}, told...), rapid.SliceOfN(rapid.SampledFrom(told), 0, 4).Draw(t, "doubles")...)
		require.Equal(t, hear(told), hear(rapid.Permutation(again).Draw(t, "order")))
	})
}
