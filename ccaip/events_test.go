package ccaip_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

const connectedEvent = `{
  "event_id":"6f9b2c1e-0000-4000-8000-000000000001","timestamp":1767225600000,"initiator":"agent_15",
  "connected_at":"2026-01-01T00:00:05.000Z","ends_at":null,
  "item":{"call_id":418,"state":"connected","direction":"incoming","language":"en",
          "queue_path_ids":"3/7","queue_path_names":"Support/Billing",
          "participants":[{"type":"external","state":"connected","dn":"+14155550123"},
                          {"type":"agent","id":15,"name":"Ana Ruiz","state":"accepted"}]},
  "dispositions":{"code":"resolved","custom_code_id":4,"note":"called about invoice 7"}}`

func TestEventIsRead(t *testing.T) {
	t.Parallel()
	events, refused, err := ccaip.ParseEvents([]byte(`{"count":1,"events":[` + connectedEvent + `]}`))
	require.NoError(t, err)
	require.Empty(t, refused)
	require.Len(t, events, 1)
	require.JSONEq(t, connectedEvent, string(events[0].Raw))
	events[0].Raw = nil
	require.Equal(t, ccaip.Event{
		ID: "6f9b2c1e-0000-4000-8000-000000000001", At: time.UnixMilli(1767225600000).UTC(), Kind: ccaip.KindCall, Session: "418",
		State: "connected", Direction: "incoming", Lang: "en", QueuePathIDs: []string{"3", "7"}, QueuePathNames: []string{"Support", "Billing"},
		Participants: []ccaip.EventParticipant{
			{Type: "external", State: "connected", Number: "+14155550123"},
			{Type: "agent", ID: "15", Name: "Ana Ruiz", State: "accepted"},
		},
		ConnectedAt: time.Date(2026, 1, 1, 0, 0, 5, 0, time.UTC), Initiator: "agent_15",
		Disposition: ccaip.Disposition{Code: "resolved", Note: "called about invoice 7"},
	}, events[0])
}

// TestEventsAreReadTolerantly: ids as strings, CamelCase keys, lists for paths, unknown keys.
func TestEventsAreReadTolerantly(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		raw  string
		want func(t *testing.T, e ccaip.Event)
	}{
		"id as text": {`{"event_id":7,"timestamp":"1767225600000","item":{"call_id":"418"}}`, func(t *testing.T, e ccaip.Event) {
			require.Equal(t, "418", e.Session)
			require.Equal(t, "7", e.ID)
			require.Equal(t, time.UnixMilli(1767225600000).UTC(), e.At)
		}},
		"id with a point": {`{"item":{"call_id":418.0}}`, func(t *testing.T, e ccaip.Event) { require.Equal(t, "418", e.Session) }},
		"CamelCase": {`{"EventID":"x","Timestamp":1767225600000,"type":"CallState","item":{"CallID":418,"State":"ringing","Direction":"incoming","Initiator":"end_user_5",
			"Queue_path_ids":"1/2/3","Queue_path_names":"A/B/C","Language":"de","Queue_uuid":"u","Recording_permitted":true,
			"Participants":[{"ParticipantID":15,"Type":"agent","State":"ringing"}],"MediaID":"m"}}`, func(t *testing.T, e ccaip.Event) {
			require.Equal(t, "x", e.ID)
			require.Equal(t, "418", e.Session)
			require.Equal(t, []string{"1", "2", "3"}, e.QueuePathIDs)
			require.Equal(t, "de", e.Lang)
			require.Equal(t, "end_user_5", e.Initiator)
			require.Equal(t, []ccaip.EventParticipant{{Type: "agent", ID: "15", State: "ringing"}}, e.Participants)
		}},
		"chat": {`{"item":{"chat_id":77,"queue_path_ids":[3,"7"],"queue_path_names":["Support","Billing"]}}`, func(t *testing.T, e ccaip.Event) {
			require.Equal(t, ccaip.KindChat, e.Kind)
			require.Equal(t, "77", e.Session)
			require.Equal(t, []string{"3", "7"}, e.QueuePathIDs)
			require.Equal(t, []string{"Support", "Billing"}, e.QueuePathNames)
		}},
		"no event id": {`{"item":{"call_id":418}}`, func(t *testing.T, e ccaip.Event) {
			again, _, err := ccaip.ParseEvents([]byte(`{"events":[{"item":{"call_id":418}}]}`))
			require.NoError(t, err)
			require.NotEmpty(t, e.ID)
			require.Equal(t, again[0].ID, e.ID, "a doubled event is still seen as one")
		}},
		"unknown keys and odd values": {`{"event_id":"x","new":{"a":[1]},"item":{"call_id":418,"state":{"a":1},"participants":"none","queue_path_ids":null,"frob":true},"dispositions":"resolved"}`,
			func(t *testing.T, e ccaip.Event) {
				require.Empty(t, e.State)
				require.Empty(t, e.Participants)
				require.Equal(t, "resolved", e.Disposition.Code)
			}},
		"times inside": {`{"item":{"call_id":418,"connected_at":"2026-01-01T00:00:05Z","ends_at":1767225700000}}`, func(t *testing.T, e ccaip.Event) {
			require.Equal(t, time.Date(2026, 1, 1, 0, 0, 5, 0, time.UTC), e.ConnectedAt)
			require.Equal(t, time.UnixMilli(1767225700000).UTC(), e.EndsAt)
		}},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, refused, err := ccaip.ParseEvents([]byte(`{"count":1,"events":[` + each.raw + `]}`))
			require.NoError(t, err)
			require.Empty(t, refused)
			require.Len(t, events, 1)
			each.want(t, events[0])
		})
	}
}

func TestOneBadEventDoesNotHoldTheOthersUp(t *testing.T) {
	t.Parallel()
	events, refused, err := ccaip.ParseEvents([]byte(`{"count":8,"events":[` + connectedEvent + `, 7, {}, {"item":{}}, {"item":{"call_id":{}}},
		{"timestamp":"soon","item":{"call_id":1}}, {"ends_at":"never","item":{"call_id":1}}, {"item":{"call_id":2}}]}`))
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Equal(t, "2", events[1].Session)
	require.Equal(t, []ccaip.Refusal{
		{Index: 1, Why: "the event is not a JSON object"},
		{Index: 2, Why: `the event has no object "item"`},
		{Index: 3, Why: `the event has no object "item"`},
		{Index: 4, Why: `"item" has neither "call_id" nor "chat_id"`},
		{Index: 5, Why: `"timestamp" is not a time in milliseconds`},
		{Index: 6, Why: `"ends_at" is not a time in ISO 8601`},
	}, refused)
}

func TestEnvelopeFaultsAreNamed(t *testing.T) {
	t.Parallel()
	for body, says := range map[string]string{
		``:                           "unexpected end",
		`{"count":1`:                 "unexpected end",
		`[]`:                         "is a array",
		`{}`:                         `no list "events"`,
		`{"events":null}`:            `no list "events"`,
		`{"events":7}`:               `"events" is a number`,
		`{"events":[]} {"events":1}`: "invalid character",
	} {
		_, _, err := ccaip.ParseEvents([]byte(body))
		require.ErrorContains(t, err, says, body)
		require.NotContains(t, err.Error(), "Go ", "no Go types in answers")
	}
	events, refused, err := ccaip.ParseEvents([]byte(`{"count":0,"events":[]}`))
	require.NoError(t, err)
	require.Empty(t, events)
	require.Empty(t, refused)
}

func FuzzParseEvents(f *testing.F) {
	f.Add([]byte(`{"count":1,"events":[` + connectedEvent + `]}`))
	f.Add([]byte(`{"events":[{"EventID":1,"item":{"ChatID":"x","Participants":[{}]}},null,[]]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		events, refused, err := ccaip.ParseEvents(body)
		if err != nil && len(events)+len(refused) > 0 {
			t.Fatal("a wrong envelope holds nothing")
		}
		for _, e := range events {
			if e.ID == "" || e.Session == "" || e.Kind == "" {
				t.Fatalf("an event without a name: %+v", e)
			}
		}
		for _, r := range refused {
			if r.Why == "" {
				t.Fatal("refused without a reason")
			}
		}
	})
}
