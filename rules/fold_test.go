package rules_test

import (
	"encoding/json"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"agentadapter/rules"
)

var names = []rules.Name{rules.Status, rules.State, rules.Type, rules.Direction, rules.MenuID, rules.FailReason,
	rules.ExternalPhone, rules.EndsAt, rules.AgentID, rules.QueueIDs}

func factGen() *rapid.Generator[rules.Fact] {
	return rapid.Custom(func(t *rapid.T) rules.Fact {
		f := rules.Fact{
			V: 1, Session: "call-418", Source: rules.Source(rapid.IntRange(1, 3).Draw(t, "source")),
			At: rapid.Int64Range(1, 6).Draw(t, "at"), Read: rapid.Int64Range(0, 2).Draw(t, "read"),
		}
		for range rapid.IntRange(0, 4).Draw(t, "told") {
			f.Set(rapid.SampledFrom(names).Draw(t, "name"),
				rapid.SampledFrom([]string{"", "finished", "connected", "disconnected", "15", "out"}).Draw(t, "value"))
		}
		for range rapid.IntRange(0, 2).Draw(t, "agents") {
			f.Agents = append(f.Agents, rules.Agent{
				ID: rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "agent"), Name: rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "named"),
				State:     rapid.SampledFrom([]string{"", "ringing", "Accepted", "connected", "disconnected"}).Draw(t, "state"),
				Connected: rapid.Int64Range(0, 3).Draw(t, "connected"),
			})
		}
		extrasGen(t, &f)
		if rapid.Bool().Draw(t, "voicemail") {
			f.Set(rules.VoicemailState, rapid.SampledFrom([]string{"received", "read", "dismissed"}).Draw(t, "heard"))
			f.Set(rules.VoicemailAgent, rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "by"))
		}
		if rapid.Bool().Draw(t, "transfer") {
			f.Transfers = append(f.Transfers, rules.Transfer{ID: rapid.SampledFrom([]string{"1", "2"}).Draw(t, "transfer id"),
				To: rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "to"), At: rapid.Int64Range(0, 6).Draw(t, "handed")})
		}
		return f
	})
}

// extrasGen adds what is told as lists.
func extrasGen(t *rapid.T, f *rules.Fact) {
	word := rapid.SampledFrom([]string{"1", "2", "completed", "failed"})
	for range rapid.IntRange(0, 2).Draw(t, "custom") {
		f.Custom = append(f.Custom, rules.Datum{Key: word.Draw(t, "key"), Value: json.RawMessage(`"` + word.Draw(t, "value") + `"`)})
	}
	for range rapid.IntRange(0, 2).Draw(t, "actions") {
		f.Actions = append(f.Actions, rules.Action{ID: word.Draw(t, "action"), Status: word.Draw(t, "status"), Files: []string{"call-418-photo-1.jpg"}})
	}
	for range rapid.IntRange(0, 2).Draw(t, "files") {
		f.Files = append(f.Files, rules.StoredFile{Name: word.Draw(t, "file"), Size: rapid.Int64Range(0, 2).Draw(t, "size"), At: rapid.Int64Range(0, 2).Draw(t, "written")})
	}
	for range rapid.IntRange(0, 1).Draw(t, "media") {
		f.Media = append(f.Media, rules.Media{Kind: rules.PhotoFile, ID: word.Draw(t, "photo"), URL: word.Draw(t, "at")})
	}
}

// The same facts in any order, any of them doubled, end in the same session and the same plan.
func TestFoldInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SliceOfN(factGen(), 1, 12).Draw(t, "facts")
		want := fold(facts...)
		shuffled := append([]rules.Fact{}, facts...)
		for range rapid.IntRange(0, 5).Draw(t, "doubles") {
			shuffled = append(shuffled, rapid.SampledFrom(facts).Draw(t, "double"))
		}
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		got := fold(shuffled...)
		require.Equal(t, want, got)
		require.Equal(t, rules.Decide(want, known(), rules.DefaultSettings()), rules.Decide(got, known(), rules.DefaultSettings()))
	})
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
	raw, err := json.Marshal(s)
	require.NoError(t, err)
	var back rules.Session
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, s, back)
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
