package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
)

func TestWord(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"call-418":         "call-418",
		"ana@acme.example": "ana=40acme=2eexample",
		"a.b":              "a=2eb",
		"a=b":              "a=3db",
		"":                 "",
		"*":                "=2a",
	} {
		require.Equal(t, want, engine.Word(in), in)
	}
}
