package intake_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/intake"
)

// exported is a document as the platform exports it.
const exported = `{"id":418,"session_type_v2":"Voice Inbound (IVR)","status":"finished","created_at":"2026-01-01T00:00:00Z",
	"ends_at":"2026-01-01T00:03:17Z","updated_at":"2026-01-01T00:20:00Z","end_user":{"id":90,"identifier":"+14155550123","name":"Eve"},
	"custom_data":{"zeta":{"label":"Zeta","value":1.50,"type":"number"},"order_no":{"label":"Order","value":"A-17"},"pin":{"value":"1234","invisible_to_agent":true}},
	"feedback":{"rating":5,"comment":"quick"},
	"smart_actions":[{"id":10,"type":"Photo","status":"completed","files":["call-418-photo-3.jpg"]}],
	"photos":[{"id":3,"url":"/files/call-418-photo-3.jpg"}],
	"voicemail":{"status":"Read","agent_id":15,"at":"2026-01-01T01:00:00Z"}}`

func bridge(log *facts) http.Handler {
	in := alone(intake.Config{
		Facts: log,
	}, intake.Tenant{ID: "acme", User: "events", Passwords: []string{"s3cret"}})
	mux := http.NewServeMux()
	mux.HandleFunc("/ccaip/{tenant}/metadata", in.Metadata)
	return mux
}

func TestMetadataBecomesAFact(t *testing.T) {
	t.Parallel()
	log := &facts{}
	w := post(bridge(log), "/ccaip/acme/metadata", "s3cret", exported)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.JSONEq(t, `{"stored":1}`, w.Body.String())
	require.Equal(t, []string{"acme.call-418"}, log.subjects)
	f := log.all(t)[0]
	require.Equal(t, rules.FromMetadata, f.Source)
	require.EqualValues(t, 1767226800000, f.At, "when the document says that the session changed last")
	require.Equal(t, "5", f.Values[rules.Rating])
	require.Equal(t, "quick", f.Values[rules.Comment])
	require.Equal(t, "read", f.Values[rules.VoicemailState])
	require.Equal(t, "15", f.Values[rules.VoicemailAgent])
	require.Equal(t, "2026-01-01T01:00:00.000Z", f.Values[rules.VoicemailAt])
	require.Equal(t, "Eve", f.Values[rules.EndUserName])
	require.Equal(t, "finished", f.Values[rules.Status])

	require.Equal(t, "zeta order_no pin", f.Custom[0].Key+" "+f.Custom[1].Key+" "+f.Custom[2].Key, "in the order of the document")
	require.JSONEq(t, "1.50", string(f.Custom[0].Value))
	require.True(t, f.Custom[2].Hidden)
	require.NotContains(t, log.bodies[0], "1234", "S14: what is hidden is not even kept")
	require.Equal(t, "photo", f.Actions[0].Type)
	require.Equal(t, []string{"call-418-photo-3.jpg"}, f.Actions[0].Files)
	require.Equal(t, []rules.Media{{Kind: "photo", ID: "3", URL: "/files/call-418-photo-3.jpg"}}, f.Media)
}

func TestMetadataOfAChatCarriesItsTranscript(t *testing.T) {
	t.Parallel()
	log := &facts{}
	const chat = `{"id":77,"chat_type":"Messaging (Web)","status":"finished","transcript":`
	h := bridge(log)
	require.Equal(t, 200, post(h, "/ccaip/acme/metadata", "s3cret", chat+`"Eve: Grüße"}`).Code)
	require.Equal(t, 200, post(h, "/ccaip/acme/metadata", "s3cret", chat+`"https://x.example/77.txt"}`).Code)
	require.Equal(t, 200, post(h, "/ccaip/acme/metadata", "s3cret", chat+`"`+strings.Repeat("x", 300<<10)+`"}`).Code)
	all := log.all(t)
	require.Equal(t, "chat-77", all[0].Session)
	require.Equal(t, "Eve: Grüße", all[0].Values[rules.TranscriptText])
	require.Equal(t, rules.OnObject, all[0].Values[rules.Transcript])
	require.Equal(t, "https://x.example/77.txt", all[1].Values[rules.Transcript])
	require.NotContains(t, all[2].Values, rules.TranscriptText, "too long to be kept with the facts")
	require.Equal(t, rules.OnObject, all[2].Values[rules.Transcript])
}

func TestMetadataAnswers(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, path, password, body string
		fail                       error
		status                     int
		says                       string
	}{
		{"unknown tenant", "/ccaip/other/metadata", "s3cret", exported, nil, 404, "No such tenant"},
		{"wrong password", "/ccaip/acme/metadata", "guess", exported, nil, 401, "password"},
		{"no credentials", "/ccaip/acme/metadata", "", exported, nil, 401, "password"},
		{"not JSON", "/ccaip/acme/metadata", "s3cret", "hello", nil, 400, "no session metadata"},
		{"a list", "/ccaip/acme/metadata", "s3cret", "[" + exported + "]", nil, 400, "no session metadata"},
		{"without id", "/ccaip/acme/metadata", "s3cret", `{"status":"finished"}`, nil, 400, "no id"},
		{"too long", "/ccaip/acme/metadata", "s3cret", strings.Repeat(" ", 1<<20) + exported, nil, 413, "1 MiB"},
		{"no disk", "/ccaip/acme/metadata", "s3cret", exported, engine.ErrUnavailable, 503, "send it again"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			log := &facts{fail: row.fail}
			w := post(bridge(log), row.path, row.password, row.body)
			require.Equal(t, row.status, w.Code, w.Body.String())
			require.Contains(t, w.Body.String(), row.says)
			require.Empty(t, log.bodies)
		})
	}
}
