package relay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// codes are those of the warnings now.
func (h *house) codes() []string {
	var all []string
	for _, w := range h.relay.Warnings("acme") {
		all = append(all, w.Code)
	}
	return all
}

func TestWarningsSurviveARestartAndGoWhenSettled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.refuse = "inboundMenuIdStr"
	h.open()
	facts := call(418, number)
	for i := range facts {
		for j := range facts[i].Agents {
			facts[i].Agents[j].ID = "99" // nobody in Kustomer
		}
	}
	h.say(facts...)
	h.soon("written", func() bool { return h.state("call-418") == "saved" })
	h.soon("said", func() bool { return len(h.codes()) == 2 })
	require.ElementsMatch(t, []string{"agent-unknown", "field-mismatch"}, h.codes())

	h.relay.Stop()
	h.books.refuse = ""
	h.open()
	require.ElementsMatch(t, []string{"agent-unknown", "field-mismatch"}, h.codes(), "the session is finished and says nothing twice")
	h.say(call(419, "+14155550124")...)
	h.soon("the field was taken", func() bool { return len(h.codes()) == 1 })
	h.hires("99")
	h.relay.Wake("acme")
	h.soon("the agent is known now", func() bool { return len(h.codes()) == 0 })

	h.relay.Stop()
	h.open()
	require.Empty(t, h.codes(), "what was settled stays settled")
}

func TestARefusedKeyIsTriedAtOnceAfterARestart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(string, bool) error {
		return &kustomer.Error{Kind: kustomer.KeyAtFault, Op: "test", Status: 401}
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("said", func() bool { return len(h.codes()) == 1 })
	h.relay.Stop()
	h.open()
	require.Equal(t, []string{"key-refused"}, h.codes())
	h.setFault(nil)
	h.relay.Wake("acme")
	h.soon("it works", func() bool { return len(h.codes()) == 0 && h.state("call-418") == "saved" })
}

func TestARoleGrantedAfterARestartIsNoted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && !took {
			return &kustomer.Error{Kind: kustomer.RoleMissing, Op: op, Status: 403}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("said", func() bool { return len(h.codes()) == 1 })
	h.relay.Stop()
	h.setFault(nil)
	h.open()
	h.soon("written and settled", func() bool { return h.state("call-418") == "saved" && len(h.codes()) == 0 })
}

func TestWarningsOfANewerServerAreLeftAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.marks.Put(t.Context(), "acme.warnings", []byte(`{"v":2,"warnings":[{"code":"x"}]}`))
	require.NoError(t, err)
	h.open()
	require.Empty(t, h.codes())
}

func TestS5ARecordingThatCannotBeLinkedIsSaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.Recordings = "link"
	h.files = &porter{}
	h.open()
	h.say(call(418, number)...)
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromFiles, Read: t0 + 20_000,
		Files: []rules.StoredFile{{Name: "call-418.mp3", Kind: rules.RecordingFile, Size: 9}}})
	h.soon("said", func() bool { return len(h.codes()) == 1 && h.state("call-418") == "saved" })
	require.Equal(t, []string{"recording-unlinked"}, h.codes())
	is, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	lines := 0
	for _, w := range is.Writes {
		if w.What == "link recording" {
			lines++
			require.Equal(t, "S5", w.Rule)
			require.Contains(t, w.Reason, "call-418.mp3")
			require.Contains(t, w.Outcome, "no addresses")
		}
	}
	require.Equal(t, 1, lines)

	h.choose(func(s *rules.Settings) { s.Recordings = "attach" })
	h.say(call(419, number)...)
	h.soon("taken back", func() bool { return len(h.codes()) == 0 })
}
