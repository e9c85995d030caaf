package ccaip_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

// callJSON is the vendor's example of a call object, filled in and joined with the session
// metadata's own parts.
const callJSON = `{"id":418,"parent_id":400,"lang":"en","call_type":"IvrCall","session_type_v2":"Voice Inbound (IVR)","status":"finished","sub_status":null,
"created_at":"2026-01-01T00:00:00.000Z","queued_at":"2026-01-01T00:00:01.000Z","assigned_at":"2026-01-01T00:00:10.000Z","connected_at":"2026-01-01T00:00:13.000Z",
"ends_at":"2026-01-01T00:03:17.000Z","scheduled_at":null,"updated_at":"2026-01-01T00:03:18.000Z","wait_duration":99,"queue_duration":12,"call_duration":184,"hold_duration":20,
"rating":5,"has_feedback":true,"voip_provider":"voip_provider_twilio","out_ticket_id":"t-1","out_ticket_url":"https://x","verified":true,
"recording_url":"https://acme.uc1.ccaiplatform.com/rec/418","recording_permission":"granted","voicemail_reason":"not_voicemail","deflection":"no_deflection",
"disconnected_by":"disconnected_by_end_user","fail_details":"","fail_reason":"nothing","support_number":"+18005550100","outbound_number":null,"answer_type":"manual",
"selected_menu":{"id":7,"name":"Billing","parent_id":3,"position":1,"deleted":false,"hidden":"","menu_type":"ivr_menu","output_msg":""},
"menu_path":{"items_count":2,"name":"Support / Billing","materialized_path":"3/7"},
"agent_info":{"id":15,"name":"Ana Ruiz","last_name":"Ruiz","first_name":"Ana","agent_number":"15","avatar_url":""},
"end_user":{"id":90,"identifier":"+14155550123","out_contact_id":"c-1","name":"Eve","email":"eve@example.com","phone":"+14155550123"},
"photos":[{"id":3,"photo_type":"photo","url":"https://x/3.jpg"}],"videos":[{"id":4,"url":"https://x/4.mp4"}],
"transfers":[{"id":1,"status":"transferred","fail_reason":"nothing","created_at":"2026-01-01T00:01:00.000Z","connected_at":"2026-01-01T00:01:05.000Z",
  "from_menu":{"items_count":2,"name":"Support / Billing","materialized_path":"3/7"},"to_menu":{"id":9,"name":"Refunds"},"from_agent":{"id":15,"name":"Ana Ruiz"},"to_agent":{"id":16,"first_name":"Bo","last_name":"Li"}}],
"participants":[{"id":1,"type":"end_user","status":"finished","call_id":418,"end_user_id":90},{"id":2,"type":"agent","status":"finished","user_id":15,"connected_at":"2026-01-01T00:00:13.000Z","ended_at":"2026-01-01T00:03:17.000Z","fail_reason":"nothing"}],
"custom_data":{"zeta":{"label":"Zeta","value":1.50,"type":"number"},"order_no":{"label":"Order","value":"A-17","type":"text","invisible_to_agent":false},
  "secret":{"label":"S","value":"x","invisible_to_agent":true},"plain":"yes","flag":{"value":true},"list":{"value":[1, 2]}},
"feedback":{"rating":5,"comment":"quick"},
"smart_actions":[{"id":9,"type":"verification","status":"failed","error":"Fingerprint access not enabled","requested_at":"2026-01-01T00:01:00Z","completed_at":null},
                 {"id":10,"type":"photo","status":"completed","files":["call-418-photo-3.jpg"]}],
"voicemail":{"status":"read","agent_id":15,"at":"2026-01-01T01:00:00Z"}}`

func at(minute, second int) time.Time { return time.Date(2026, 1, 1, 0, minute, second, 0, time.UTC) }

func TestCallIsRead(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, answer(200, callJSON))
	got, err := c.Calls.Get(t.Context(), "418")
	require.NoError(t, err)
	require.JSONEq(t, callJSON, string(got.Raw))
	got.Raw = nil
	require.Equal(t, ccaip.Session{
		Kind: ccaip.KindCall, ID: "418", ParentID: "400", Lang: "en", CallType: "IvrCall", SessionType: "Voice Inbound (IVR)", Status: "finished",
		CreatedAt: at(0, 0), QueuedAt: at(0, 1), AssignedAt: at(0, 10), ConnectedAt: at(0, 13), EndsAt: at(3, 17), UpdatedAt: at(3, 18),
		QueueDuration: 12, Duration: 184, HoldDuration: 20, Rating: 5, Comment: "quick", HasFeedback: true,
		Menu:        ccaip.Menu{ID: "7", ParentID: "3", Name: "Billing", Type: "ivr_menu"},
		MenuPathIDs: []string{"3", "7"}, MenuPathNames: []string{"Support", "Billing"},
		Agent:   ccaip.SessionAgent{ID: "15", Name: "Ana Ruiz"},
		EndUser: ccaip.EndUser{ID: "90", Identifier: "+14155550123", Name: "Eve", Email: "eve@example.com", Phone: "+14155550123", OutContactID: "c-1"},

		SupportNumber: "+18005550100", FailReason: "nothing", DisconnectedBy: "disconnected_by_end_user", Deflection: "no_deflection", AnswerType: "manual",
		RecordingURL: "https://acme.uc1.ccaiplatform.com/rec/418", RecordingPermission: "granted", VoicemailReason: "not_voicemail",
		Voicemail:   ccaip.Voicemail{Status: "read", AgentID: "15", At: time.Date(2026, 1, 1, 1, 0, 0, 0, time.UTC)},
		OutTicketID: "t-1", OutTicketURL: "https://x", Verified: true,
		Photos: []ccaip.Media{{ID: "3", Type: "photo", URL: "https://x/3.jpg"}}, Videos: []ccaip.Media{{ID: "4", URL: "https://x/4.mp4"}},
		Participants: []ccaip.Participant{{ID: "1", Type: "end_user", Status: "finished", EndUserID: "90"},
			{ID: "2", Type: "agent", Status: "finished", UserID: "15", ConnectedAt: at(0, 13), EndedAt: at(3, 17), FailReason: "nothing"}},
		Transfers: []ccaip.Transfer{{ID: "1", Status: "transferred", FailReason: "nothing", CreatedAt: at(1, 0), ConnectedAt: at(1, 5),
			FromMenu: ccaip.Menu{ID: "7", Name: "Support / Billing"}, ToMenu: ccaip.Menu{ID: "9", Name: "Refunds"},
			FromAgent: ccaip.SessionAgent{ID: "15", Name: "Ana Ruiz"}, ToAgent: ccaip.SessionAgent{ID: "16", Name: "Bo Li"}}},
		SmartActions: []ccaip.SmartAction{{ID: "9", Type: "verification", Status: "failed", Error: "Fingerprint access not enabled", RequestedAt: at(1, 0)},
			{ID: "10", Type: "photo", Status: "completed", Files: []string{"call-418-photo-3.jpg"}}},
		CustomData: []ccaip.CustomDatum{
			{Key: "zeta", Label: "Zeta", Type: "number", Value: json.Number("1.50")}, {Key: "order_no", Label: "Order", Type: "text", Value: "A-17"},
			{Key: "secret", Label: "S", Value: "x", Hidden: true}, {Key: "plain", Label: "plain", Value: "yes"},
			{Key: "flag", Label: "flag", Value: true}, {Key: "list", Label: "list", Value: "[1, 2]"}},
	}, got)
}

func TestMetadataTellsCallsFromChats(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]ccaip.Session{
		`{"id":418,"session_type_v2":"Voice Inbound (IVR)","status":8,"fail_reason":20003}`:                                           {Kind: ccaip.KindCall, ID: "418", SessionType: "Voice Inbound (IVR)", Status: "finished", FailReason: "eu_abandoned"},
		`{"id":"77","session_type_v2":"Messaging (Web)","chat_duration":"60","message_count":3,"finished_at":"2026-01-01T00:01:00Z"}`: {Kind: ccaip.KindChat, ID: "77", SessionType: "Messaging (Web)", Duration: 60, MessageCount: 3, EndsAt: at(1, 0)},
		`{"id":78,"chat_type":"MessagingMobile","fail_reason":2}`:                                                                     {Kind: ccaip.KindChat, ID: "78", ChatType: "MessagingMobile", FailReason: "no_response"},
		`{"id":79,"wait_duration":9}`: {Kind: ccaip.KindCall, ID: "79", QueueDuration: 9},
	} {
		got, err := ccaip.ParseMetadata([]byte(raw))
		require.NoError(t, err)
		got.Raw = nil
		require.Equal(t, want, got)
	}
	for _, raw := range []string{``, `[]`, `null`, `{}`, `{"id":true}`, `{"id":{}}`} {
		_, err := ccaip.ParseMetadata([]byte(raw))
		require.Error(t, err, raw)
	}
}

func FuzzParseMetadata(f *testing.F) {
	f.Add([]byte(callJSON))
	f.Add([]byte(`{"id":1e300,"custom_data":{"a":{"value":{}}},"smart_actions":[{"files":7}],"transfers":[null],"created_at":-1,"rating":"5"}`))
	f.Add([]byte(`{"id":"x","custom_data":{"a"`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ccaip.ParseMetadata(raw)
		if err == nil && s.ID == "" {
			t.Fatal("a session without an id")
		}
	})
}
