package state

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// TestTheTableIsComplete: every setting of the server is on the page, with its own default.
func TestTheTableIsComplete(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(rules.DefaultSettings())
	require.NoError(t, err)
	var want map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &want))
	require.Len(t, Names(), len(want))
	for name, value := range want {
		s, ok := Find(name)
		require.True(t, ok, name)
		if string(value) == "null" && s.Kind != Pair {
			value = json.RawMessage("[]")
		}
		require.JSONEq(t, string(value), s.Default, name)
		require.NotEmpty(t, s.Label, name)
		again, fault := s.Encode(s.Decode(json.RawMessage(s.Default)))
		require.Empty(t, fault, name)
		require.JSONEq(t, s.Default, string(again), "%s changes on its way through the fields", name)
	}
	set, faults := rules.ParseSettings([]byte(`{}`))
	require.Empty(t, faults)
	require.NotZero(t, set)
}

func TestValuesSurviveTheFields(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"outboundNumbers": `["+14155550100","+14155550101"]`,
		"customData":      `[{"key":"a","on":"message","field":"aStr"},{"key":"b","on":"customer","field":"bNum"}]`,
		"agentLinks":      `[{"kustomer":"5f0000000000000000000001","platform":15}]`,
		"quietHours":      `{"from":"20:00","to":"08:00"}`,
		"hostEvents":      `{"dial":"x","status":"y"}`,
		"vanishedAgent":   `[{"status":"Available","afterSeconds":120,"set":"Unavailable"}]`,
		"retainDays":      `7`, "recordWhen": `"queued"`, "paused": `true`,
	} {
		s, _ := Find(name)
		again, fault := s.Encode(s.Decode(json.RawMessage(raw)))
		require.Empty(t, fault, name)
		require.JSONEq(t, raw, string(again), name)
	}
	s, _ := Find("retainDays")
	_, fault := s.Encode(Value{Text: "soon"})
	require.Equal(t, "It must be a whole number.", fault)
	s, _ = Find("agentLinks")
	_, fault = s.Encode(Value{Rows: []Row{{"kustomer": "x", "platform": "Ana"}}})
	require.Equal(t, "Line 1: CCAI Platform agent id must be a whole number.", fault)
	s, _ = Find("doNotCall")
	got, _ := s.Encode(Value{Text: " +1 \n\n +2\n"})
	require.JSONEq(t, `["+1","+2"]`, string(got))
}

func TestEditing(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"paused":false,"recordWhen":"assigned","customData":[{"key":"a","on":"message","field":"aStr"}]}`, "phoneNote")
	require.Empty(t, p.Draft.Changed())
	before := p.State
	p.send(Toggled{"paused"}, Chose{"recordWhen", "queued"}, AddedRow{"customData"}, Typed{"customData", 1, "key", "b"})
	require.Equal(t, []string{"paused", "recordWhen", "customData"}, p.Draft.Changed())
	require.True(t, p.did(Refill{}))
	require.Equal(t, Row{"key": "b", "on": "conversation", "field": ""}, p.Draft.Value("customData").Rows[1])
	require.Empty(t, before.Draft.Changed(), "an earlier state stays as it was")
	require.Equal(t, "b", p.Texts()["set-customData-1-key"])

	p.send(RemovedRow{"customData", 0}, RemovedRow{"customData", 7}, Typed{"customData", 7, "key", "x"})
	require.Len(t, p.Draft.Value("customData").Rows, 1)
	p.send(Toggled{"phoneNote"})
	require.NotContains(t, p.Draft.Changed(), "phoneNote", "what the operator manages stays")
	p.send(PressedUndo{})
	require.Empty(t, p.Draft.Changed())
}
