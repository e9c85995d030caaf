package intake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

func TestWhatAPersonPastesIsRead(t *testing.T) {
	t.Parallel()
	const event = `{"event_id":"e1","timestamp":1767225600000,"item":{"call_id":418,"state":"connected","direction":"incoming",
		"participants":[{"type":"external","dn":"+14155550123"},{"type":"agent","id":15,"state":"accepted"}]}}`
	for name, body := range map[string]string{
		"one event": event, "a batch": `{"count":1,"events":[` + event + `]}`,
		"an object": `{"id":418,"call_type":"Voice Inbound","session_type_v2":"Voice Inbound (IVR)","status":"connected"}`,
	} {
		facts, err := Read([]byte(body), time.Now())
		require.NoError(t, err, name)
		require.Len(t, facts, 1, name)
		require.Equal(t, "call-418", facts[0].Session, name)
	}
	facts, err := Read([]byte(event), time.Now())
	require.NoError(t, err)
	require.Equal(t, "+14155550123", facts[0].Values[rules.ExternalPhone])

	for body, why := range map[string]string{
		"":              "no JSON",
		`[]`:            "no JSON object",
		`{}`:            "neither an event",
		`{"events":1}`:  "",
		`{"events":[]}`: "neither an event",
		`{"events":[{"item":{"call_id":1,"state":"connected"}},{"item":{"call_id":2,"state":"connected"}}]}`: "",
	} {
		_, err := Read([]byte(body), time.Now())
		require.ErrorContains(t, err, why, body)
	}
}
