package ccaip_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

func TestTranscriptIsTextAddressOrMessages(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		`"Ana: Grüße"`: "Ana: Grüße", `"https://x/chat-7.txt"`: "https://x/chat-7.txt", `null`: "", `[]`: "", `{}`: "", `7`: "7",
		`[{"timestamp":"2026-01-01T00:00:05Z","from":"end_user","name":"Eve","text":"Hello"},{"from":"agent","body":"Hi"},{"text":""},3]`: "[2026-01-01 00:00:05] Eve: Hello\nagent: Hi\n",
	} {
		s, err := ccaip.ParseMetadata([]byte(`{"id":7,"chat_type":"x","transcript":` + given + `}`))
		require.NoError(t, err)
		require.Equal(t, ccaip.KindChat, s.Kind)
		require.Equal(t, want, s.Transcript, given)
	}
}

func TestSmartActionResults(t *testing.T) {
	t.Parallel()
	s, err := ccaip.ParseMetadata([]byte(`{"id":7,"smart_actions":[{"id":1,"value":"12345"},{"id":2,"result":{"ok":true}},{"id":3}]}`))
	require.NoError(t, err)
	require.Equal(t, "12345", s.SmartActions[0].Result)
	require.JSONEq(t, `{"ok":true}`, s.SmartActions[1].Result)
	require.Empty(t, s.SmartActions[2].Result)
}
