package protocol_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestSayAndFault(t *testing.T) {
	t.Parallel()
	text, said := protocol.Say("why.mapped: {status} because {kustomer} maps to {status}", "status", "Break", "kustomer", "{status}")
	require.Equal(t, "Break because {status} maps to Break", text, "a value is no pattern")
	require.Equal(t, protocol.Said{"why.mapped", "status", "Break", "kustomer", "{status}"}, said)
	text, said = protocol.Say("Kustomer refuses the key: it is old.")
	require.Equal(t, "Kustomer refuses the key: it is old.", text)
	require.Nil(t, said, "without a code it stays as it is")
	require.Equal(t, "Open ", protocol.FillIn("Open {what", nil), "half a place leaves nothing")

	alone := protocol.Fault("gone", "problem.gone: Gone.", "problem.gone.fix: Wait.")
	require.Equal(t, protocol.Problem{Code: "gone", Text: "Gone.", Fix: "Wait."}, alone, "its code says all")
	require.Equal(t, protocol.Said{"problem.gone"}, alone.Sentence())
	whole := protocol.Fault("gone", "problem.nobody: {where} has nobody.", "problem.gone.fix: Ask {where}.", "where", "Kustomer")
	require.Equal(t, "Ask Kustomer.", whole.Fix)
	require.Equal(t, protocol.Said{"problem.nobody", "where", "Kustomer"}, whole.Sentence())
	require.True(t, whole.Same(protocol.Problem{Code: "gone", Text: "Kustomer has nobody.", Fix: "Ask Kustomer."}))
	require.False(t, whole.Same(alone))

	outer := protocol.Said{"why.waits", "words", "Kustomer has nobody."}
	require.Equal(t, protocol.Said{"why.waits", "words", "Kustomer has nobody.", "words@", "problem.nobody", "where", "Kustomer"},
		outer.With("words", whole.Sentence()))
	require.Len(t, outer, 3, "the one it is made of stays as it was")
	require.Nil(t, protocol.Said(nil).With("words", whole.Sentence()))
	require.Equal(t, outer, outer.With("words", nil))
}
