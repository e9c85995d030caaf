package rules_test

import (
	"encoding/json"
	"flag"
	"math/rand"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"agentadapter/rules"
)

// names are all that can be told; TestEveryNameIsTried keeps the list whole.
var names = []rules.Name{
	rules.Direction, rules.Type, rules.Status, rules.State, rules.FailReason, rules.Language, rules.CreatedAt, rules.QueuedAt, rules.AssignedAt,
	rules.ConnectedAt, rules.EndsAt, rules.MenuID, rules.MenuPath, rules.QueueIDs, rules.QueueNames, rules.AgentID, rules.EndUserID, rules.Identifier,
	rules.EndUserName, rules.EndUserEmail, rules.EndUserPhone, rules.ExternalPhone, rules.SupportNumber, rules.OutboundFrom, rules.ParentID,
	rules.CallSeconds, rules.HoldSeconds, rules.WaitSeconds, rules.Messages, rules.Voicemail, rules.Deflection, rules.EndedBy, rules.Recording,
	rules.MayRecord, rules.Transcript, rules.TranscriptText, rules.Rating, rules.Comment, rules.VoicemailState, rules.VoicemailAgent, rules.VoicemailAt,
	rules.Disposition, rules.DispositionNote, rules.DialConversation, rules.DialBack, rules.DialSession, rules.OutTicket,
	rules.ConversationGone, rules.ConversationStatus,
}

// told are values that mean something under one name or another.
var told = []string{"", "finished", "connected", "disconnected", "assigned", "voicemail_received", "voicemail_read", "read", "dismissed", "15", "16", "out", "in",
	"Voice Inbound (IVR)", "Voice Inbound (Mobile)", "Voice Outbound", "Messaging (Web)", number, "anonymous", "2026-01-01T00:00:06Z", "3/7", "Support/Billing",
	"object", "https://acme.example/files/call-418-2.wav", "denied", "5", "eu_abandoned"}

// factGen makes facts of one session from every source, with everything that a fact can tell.
func factGen(session string) *rapid.Generator[rules.Fact] {
	return rapid.Custom(func(t *rapid.T) rules.Fact {
		f := rules.Fact{
			V: 1, Session: session, Source: rules.Source(rapid.IntRange(1, 5).Draw(t, "source")),
			At: rapid.Int64Range(0, 6).Draw(t, "at"), Read: rapid.Int64Range(0, 2).Draw(t, "read"), Event: rapid.SampledFrom([]string{"", "e1"}).Draw(t, "event"),
		}
		for range rapid.IntRange(0, 6).Draw(t, "told") {
			f.Set(rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom(told).Draw(t, "value"))
		}
		for range rapid.IntRange(0, 2).Draw(t, "agents") {
			f.Agents = append(f.Agents, rules.Agent{
				ID: rapid.SampledFrom([]string{"", "1", "2", "15"}).Draw(t, "agent"), Name: rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "named"),
				State:     rapid.SampledFrom([]string{"", "ringing", "Accepted", "connected", "hold", "dispositionSubmitted", "disconnected"}).Draw(t, "state"),
				Connected: rapid.Int64Range(0, 3).Draw(t, "connected"), Ended: rapid.Int64Range(0, 3).Draw(t, "ended"),
			})
		}
		extrasGen(t, &f)
		return f
	})
}

// extrasGen adds what is told as lists.
func extrasGen(t *rapid.T, f *rules.Fact) {
	word := rapid.SampledFrom([]string{"1", "2", "completed", "failed", ""})
	some := func(what string) bool { return rapid.IntRange(0, 3).Draw(t, what) == 0 }
	for some("custom") {
		f.Custom = append(f.Custom, rules.Datum{Key: word.Draw(t, "key"), Label: word.Draw(t, "label"), Type: word.Draw(t, "type"),
			Value: json.RawMessage(`"` + word.Draw(t, "value") + `"`), Hidden: rapid.Bool().Draw(t, "hidden")})
	}
	for some("action") {
		f.Actions = append(f.Actions, rules.Action{ID: word.Draw(t, "action"), Type: word.Draw(t, "type"), Status: word.Draw(t, "status"), Error: word.Draw(t, "error"),
			Result: word.Draw(t, "result"), Completed: rapid.Int64Range(0, 2).Draw(t, "completed"), Files: []string{f.Session + "-photo-1.jpg"}})
	}
	for some("file") {
		kind := rapid.SampledFrom([]string{rules.RecordingFile, rules.TranscriptFile, rules.PhotoFile, rules.VideoFile}).Draw(t, "kind")
		f.Files = append(f.Files, rules.StoredFile{Name: word.Draw(t, "file"), Size: rapid.Int64Range(0, 2).Draw(t, "size"), At: rapid.Int64Range(0, 2).Draw(t, "written"),
			Kind: kind, Part: word.Draw(t, "part")})
	}
	for some("media") {
		f.Media = append(f.Media, rules.Media{Kind: rapid.SampledFrom([]string{rules.PhotoFile, rules.VideoFile}).Draw(t, "kind"), ID: word.Draw(t, "photo"), URL: word.Draw(t, "at")})
	}
	for some("transfer") {
		f.Transfers = append(f.Transfers, rules.Transfer{ID: word.Draw(t, "transfer"), From: word.Draw(t, "from"), To: rapid.SampledFrom([]string{"", "1", "2", "15"}).Draw(t, "to"),
			FromQueue: word.Draw(t, "left"), ToQueue: word.Draw(t, "joined"), At: rapid.Int64Range(0, 6).Draw(t, "handed")})
	}
}

// The same facts in any order, any of them doubled, some of them late, end in the same session and the
// same writes.
func TestFoldInAnyOrder(t *testing.T) {
	t.Parallel()
	for _, session := range []string{"call-418", "chat-77"} {
		t.Run(session, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				facts := rapid.SliceOfN(factGen(session), 1, 12).Draw(t, "facts")
				seed := rapid.Int64().Draw(t, "seed")
				sameEnd(t, facts, rand.New(rand.NewSource(seed)))
			})
		})
	}
}

// sameEnd compares facts as they came with the same ones doubled, mixed, and partly lost and told last.
func sameEnd(t require.TestingT, facts []rules.Fact, chance *rand.Rand) {
	want := fold(facts...)
	plan := rules.Decide(want, known(), rules.DefaultSettings())
	mixed := slices.Clone(facts)
	for range chance.Intn(len(facts) + 1) {
		mixed = append(mixed, facts[chance.Intn(len(facts))])
	}
	chance.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	require.Equal(t, want, fold(mixed...), "doubled and mixed")

	s, late := rules.Session{}, []rules.Fact{}
	for _, f := range mixed {
		if chance.Intn(3) == 0 {
			late = append(late, f) // lost for now
			continue
		}
		s = rules.Fold(s, f)
		_ = rules.Decide(s, known(), rules.DefaultSettings()) // looking changes nothing
		if chance.Intn(4) == 0 {
			s = reread(t, s) // the server was started again
		}
	}
	for _, f := range late {
		s = rules.Fold(s, f)
	}
	require.Equal(t, reread(t, want), reread(t, s), "lost, then told late")
	require.Equal(t, plan, rules.Decide(s, known(), rules.DefaultSettings()))
}

// reread is a session as it comes back from the disk.
func reread(t require.TestingT, s rules.Session) (back rules.Session) {
	raw, err := json.Marshal(s)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &back))
	return back
}

var livesSeed = flag.Int64("lives", 0, "seed of TestWholeLivesInAnyOrder; 0: another one each time")

// Whole lives of calls and chats, each told by events, objects, metadata and the bucket, end in the same
// records whatever the order.
func TestWholeLivesInAnyOrder(t *testing.T) {
	t.Parallel()
	seed := *livesSeed
	if seed == 0 {
		seed = rand.Int63()
	}
	t.Logf("go test ./rules -run TestWholeLivesInAnyOrder -lives %d", seed)
	chance := rand.New(rand.NewSource(seed))
	for range 60 {
		for name, life := range lives() {
			sameEnd(t, life, chance)
			r, again := known2(), known2()
			_, want := run(t, fold(life...), &r, rules.DefaultSettings(), nil, nil)
			chance.Shuffle(len(life), func(i, j int) { life[i], life[j] = life[j], life[i] })
			_, got := run(t, fold(life...), &again, rules.DefaultSettings(), nil, nil)
			require.Equal(t, want, got, name)
		}
	}
}

// lives are whole ones, with everything that can be told of a session.
func lives() map[string][]rules.Fact {
	end := values{"connectedAt": "2026-01-01T00:00:06Z", "endsAt": "2026-01-01T00:03:10Z", "callSeconds": "184", "recordingUrl": recURL, "agentId": "16"}
	extra := object("call-418", 300, values{"rating": "5", "comment": "quick"})
	extra.Source = rules.FromMetadata
	extra.Custom = []rules.Datum{datum("order_no", `"A-17"`)}
	extra.Actions = []rules.Action{{ID: "9", Type: "verification", Status: "failed", Error: "no"}, {ID: "10", Type: "photo", Status: "completed", Files: []string{"call-418-photo-3.jpg"}}}
	extra.Media = []rules.Media{{Kind: rules.PhotoFile, ID: "3", URL: "https://x/3"}}
	handed := ivr("connected", nil)
	handed.Transfers = []rules.Transfer{{ID: "1", From: "15", To: "16", FromQueue: "Billing", ToQueue: "Sales", At: t0 + 61_000}}
	files := rules.Fact{V: 1, Session: "call-418", Source: rules.FromFiles, Files: []rules.StoredFile{wav(""), wav("2"), jpeg}}
	chatEnd := object("chat-77", 200, values{"type": "Messaging (Web)", "status": "finished", "identifier": "u", "messages": "4", "transcript": "object", "agentId": "15"})
	return map[string][]rules.Fact{
		"a call from ring to rating": {start(), route(), offer(), take(), talk(), handed, event("call-418", 60, nil, bo), hangUp(), ivr("finished", end), extra, files,
			event("call-418", 200, values{"disposition": "resolved", "dispositionNote": "invoice 7"})},
		"left in the queue": {start(), route(), hangUp(), ivr("failed", values{"failReason": "eu_abandoned"})},
		"a voicemail": {start(), route(), hangUp(), ivr("voicemail_received", nil),
			object("call-418", 600, values{"voicemailStatus": "read", "voicemailAgent": "15", "voicemailAt": "2026-01-01T00:10:00Z"}),
			event("call-418", 700, values{"voicemailStatus": "called_back", "voicemailAgent": "16"}, bo)},
		"an app's call": {app("queued", nil), app("assigned", values{"agentId": "15"}), talk(), app("finished", end)},
		"an outbound call": {event("call-500", 0, values{"direction": "out"}, ana), outbound("assigned"), event("call-500", 3, values{"direction": "out"}, talking),
			object("call-500", 60, values{"type": "Voice Outbound (API)", "status": "finished", "parentId": "418"})},
		"a chat": {event("chat-77", 0, values{"state": "connected"}), event("chat-77", 2, nil, ana), object("chat-77", 3, values{"type": "Messaging (Web)", "status": "ongoing", "messages": "2"}),
			event("chat-77", 190, values{"state": "disconnected"}), chatEnd, {V: 1, Session: "chat-77", Source: rules.FromFiles, Files: []rules.StoredFile{chatFile}}},
	}
}

// TestEveryNameIsTried: a name that is told and that no property tries is a hole.
func TestEveryNameIsTried(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("fact.go")
	require.NoError(t, err)
	declared := regexp.MustCompile(`(?m)^\t\w+ +Name += "(\w+)"`).FindAllStringSubmatch(string(raw), -1)
	var want []rules.Name
	for _, m := range declared {
		want = append(want, rules.Name(m[1]))
	}
	require.Greater(t, len(want), 40)
	require.ElementsMatch(t, want, names)
}

func TestFoldLeavesTheEarlierSession(t *testing.T) {
	t.Parallel()
	before := fold(start(), take())
	kept, err := json.Marshal(before)
	require.NoError(t, err)
	_ = rules.Fold(before, talk())
	_ = rules.Fold(before, ivr("finished", nil))
	after, err := json.Marshal(before)
	require.NoError(t, err)
	require.Equal(t, string(kept), string(after))
}

func TestSessionSurvivesStorage(t *testing.T) {
	t.Parallel()
	s := fold(start(), route(), offer(), take(), talk(), hangUp(), ivr("finished", values{"callSeconds": "184"}))
	require.Equal(t, s, reread(t, s))
}

func TestAgentNow(t *testing.T) {
	t.Parallel()
	bo := rules.Agent{ID: "16", State: "accepted"}
	require.Empty(t, fold(start(), offer()).AgentNow(), "offered is not taken")
	require.Equal(t, "15", fold(start(), take()).AgentNow())
	require.Equal(t, "16", fold(start(), take(), event("call-418", 60, nil, bo)).AgentNow(), "the later one")
	require.Equal(t, "15", fold(ivr("finished", values{"agentId": "15", "connectedAt": "2026-01-01T00:00:06Z"})).AgentNow())
	require.Empty(t, fold(ivr("failed", values{"agentId": "15", "failReason": "eu_abandoned"})).AgentNow())
}

func TestCite(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"status=queued (object 2026-01-01T00:00:03.000Z)", "language=en (event 2026-01-01T00:00:00.000Z)"},
		fold(start(), ivr("queued", nil)).Cite(rules.Status, rules.Deflection, rules.Language))
}

func TestAnOutsideLineThatJoinsIsNotTheCaller(t *testing.T) {
	t.Parallel()
	caller := rules.Fact{Session: "call-418", Source: rules.FromEvent, At: 1000, Values: map[rules.Name]string{rules.ExternalPhone: "+14155550123"}}
	joined := rules.Fact{Session: "call-418", Source: rules.FromEvent, At: 9000, Values: map[rules.Name]string{rules.ExternalPhone: "+442079460000"}}
	for _, order := range [][]rules.Fact{{caller, joined}, {joined, caller}, {joined, caller, joined, caller}} {
		var s rules.Session
		for _, f := range order {
			s = rules.Fold(s, f)
		}
		require.Equal(t, "+14155550123", s.Number("US"))
	}
}
