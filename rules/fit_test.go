package rules_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// limits are Kustomer's, in characters, by the path of a field; "*" stands for any name.
var limits = map[string]int{
	"name": 256, "externalId": 256, "preview": 10240, "body": 10240, "custom.*": 1024,
	"meta.*": 1024, "meta.csat.comment": 1024, "meta.disposition.note": 1024, "meta.customData.value": 1024,
	"meta.customData.key": 256, "meta.customData.label": 256, "meta.externalRecordingUrl": 10240,
}

// eachText walks through the texts of a body.
func eachText(path string, value any, fn func(path, text string)) {
	switch value := value.(type) {
	case string:
		fn(path, value)
	case map[string]any:
		for name, v := range value {
			eachText(strings.TrimPrefix(path+"."+name, "."), v, fn)
		}
	case []any:
		for _, v := range value {
			eachText(path, v, fn)
		}
	}
}

// cutTexts checks every text of all writes against its limit and answers those that were cut.
func cutTexts(t *testing.T, writes []rules.Write) map[string]string {
	t.Helper()
	cut := map[string]string{}
	for _, w := range writes {
		eachText("", bodyOf(t, w), func(path, text string) {
			limit, known := limits[path]
			if i := strings.LastIndexByte(path, '.'); !known && i >= 0 {
				limit = limits[path[:i]+".*"]
			}
			if limit > 0 {
				require.LessOrEqual(t, utf8.RuneCountInString(text), limit, "%s of %s", path, w.Key)
			}
			require.True(t, utf8.ValidString(text), "%s of %s is cut within a character", path, w.Key)
			if strings.HasSuffix(text, "…") && w.Target != rules.OnNote {
				cut[w.Target+" "+path] = strings.TrimSuffix(text, "…")
			}
		})
	}
	return cut
}

// inFull are the notes and text files that hold texts in full.
func inFull(t *testing.T, writes []rules.Write, carried map[string]string) string {
	t.Helper()
	var all []string
	for _, w := range writes {
		if w.Target == rules.OnNote {
			body := bodyOf(t, w)["body"].(string)
			all = append(all, body)
			if strings.HasSuffix(body, "…") && !strings.HasPrefix(body, "Chat transcript") {
				require.NotEmpty(t, attached(t, only(writes, w.Key)[len(only(writes, w.Key))-1]), "%s is cut and has no file", w.Key)
			}
		}
	}
	for _, text := range carried {
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

// bringTexts carries what is planned and answers the texts among it, by file name.
func bringTexts(t *testing.T, s rules.Session, r *rules.Record, set rules.Settings) ([]rules.Write, map[string]string) {
	t.Helper()
	texts := map[string]string{}
	var all []rules.Write
	for range 9 {
		p, writes := run(t, s, r, set, nil, nil)
		all = append(all, writes...)
		if len(p.Carry) == 0 {
			return all, texts
		}
		if r.Carried == nil {
			r.Carried = map[string]rules.Carried{}
		}
		for _, c := range p.Carry {
			texts[c.Name] = c.From[0].Text
			r.Carried[c.Key] = rules.Carried{Done: true, Parts: []rules.File{{ID: "id of " + c.Key, Name: c.Name}}}
		}
	}
	require.Fail(t, "never done")
	return nil, nil
}

func TestW8WhatIsTooLongIsCutAndKeptInFull(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("ä", n) + " end" }
	rows := []struct {
		name string
		told rules.Name
		n    int
		cut  string // a field that is cut
		file string // the file that holds it in full; "": the note does
	}{
		{"W8: a customer's name", rules.EndUserName, 300, "customer name", ""},
		{"W8: a conversation's name", rules.QueueNames, 300, "conversation name", ""},
		{"W8: a queue in meta", rules.QueueNames, 1100, "message meta.queue", ""},
		{"W8: a queue in its custom field", rules.QueueNames, 1100, "message custom.queueNameStr", ""},
		{"W8: a menu path in meta", rules.MenuPath, 1100, "message meta.menu", ""},
		{"W8: a menu path in standard data", rules.MenuPath, 1100, "conversation custom.inboundMenuSelectionStr", ""},
		{"W8: a preview", rules.QueueNames, 11_000, "message preview", "call-418-whole.txt"},
		{"W8: a rating's comment", rules.Comment, 1100, "message meta.csat.comment", ""},
		{"W8: a rating's comment in its custom field", rules.Comment, 1100, "message custom.csatCommentTxt", ""},
		{"W8: a comment too long for a note", rules.Comment, 12_000, "message meta.csat.comment", "call-418-whole.txt"},
		{"W8: a disposition's note", rules.DispositionNote, 2000, "message meta.disposition.note", ""},
		{"W8: a disposition's note too long for a note", rules.DispositionNote, 12_000, "message meta.disposition.note", "call-418-disposition.txt"},
		{"W8: an identifier", rules.Identifier, 1100, "customer custom.customUserIdStr", ""},
		{"W8: a language", rules.Language, 1100, "conversation custom.languageStr", ""},
		{"W8: a session type", rules.Type, 1100, "message custom.sessionTypeStr", ""},
		{"W8: why it failed", rules.FailReason, 1100, "message meta.failReason", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			text := long(row.n)
			s := toldLong(row.told, text)
			r := known()
			r.FieldsSince = s.Began().Add(-1)
			writes, files := bringTexts(t, s, &r, rules.DefaultSettings())
			cut := cutTexts(t, writes)
			require.Contains(t, cut, row.cut)
			full := inFull(t, writes, files)
			for field, begun := range cut {
				require.Contains(t, full, begun+"ä", "%s is nowhere in full", field)
			}
			require.Contains(t, full, text)
			if row.file != "" {
				require.Contains(t, files[row.file], text)
			} else {
				require.Empty(t, files)
			}
			_, again := run(t, s, &r, rules.DefaultSettings(), nil, nil)
			require.Empty(t, again, "W8: once")
		})
	}
}

// toldLong is an app call that is over, of which one thing told is long.
func toldLong(name rules.Name, text string) rules.Session {
	f := app("finished", values{"connectedAt": "2026-01-01T00:00:06Z", "endsAt": "2026-01-01T00:03:10Z"})
	if name == rules.Type {
		text = "Voice Inbound (Mobile) " + text
	}
	if name == rules.QueueNames {
		delete(f.Values, rules.MenuPath)
	}
	f.Values[name] = text
	return fold(start(), event("call-418", 2, values{"queueIds": "3"}), take(), talk(), f)
}

// Nothing that is told in text may be cut without being kept in full, whichever field it ends in.
func TestW8NoTextIsForgotten(t *testing.T) {
	t.Parallel()
	for _, name := range []rules.Name{
		rules.Direction, rules.Type, rules.Status, rules.State, rules.FailReason, rules.Language, rules.MenuID, rules.MenuPath, rules.QueueIDs,
		rules.QueueNames, rules.AgentID, rules.EndUserID, rules.Identifier, rules.EndUserName, rules.EndUserEmail, rules.SupportNumber,
		rules.OutboundFrom, rules.EndedBy, rules.Recording, rules.Comment, rules.Disposition, rules.DispositionNote, rules.VoicemailState, rules.VoicemailAgent,
	} {
		for _, n := range []int{300, 1100, 12_000} {
			s := toldLong(name, strings.Repeat("x", n)+"@example.com")
			r := known()
			r.FieldsSince = s.Began().Add(-1)
			set := rules.DefaultSettings()
			set.Recordings = "link"
			writes, files := bringTexts(t, s, &r, set)
			full := inFull(t, writes, files)
			for field, begun := range cutTexts(t, writes) {
				require.Contains(t, full, begun+"x", "%s of %d letters: %s", name, n, field)
			}
		}
	}
}

func TestW8CustomDataAndSmartActions(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("ö", 2000)
	set := mapping(rules.CustomData{Key: "a", On: "conversation", Field: "aStr"}, rules.CustomData{Key: "b", On: "customer", Field: "bTxt"},
		rules.CustomData{Key: "c", On: "message", Field: "cStr"}, rules.CustomData{Key: "u", On: "message", Field: "uUrl"})
	s := apps(datum("a", `"1`+text+`"`), datum("b", `"2`+text+`"`), datum("c", `"3`+text+`"`), datum("d", `"4`+text+`"`), datum("u", `"https://x.example/5`+text+`"`),
		rules.Datum{Key: "e" + text, Label: "l" + text, Value: json.RawMessage(`"v"`)})
	r := known()
	writes, files := bringTexts(t, s, &r, set)
	cut := cutTexts(t, writes)
	for _, field := range []string{"conversation custom.aStr", "customer custom.bTxt", "message custom.cStr", "message meta.customData.value",
		"message meta.customData.key", "message meta.customData.label"} {
		require.Contains(t, cut, field)
	}
	require.NotContains(t, cut, "message custom.uUrl", "an address that is cut leads nowhere")
	full := inFull(t, writes, files)
	for _, begin := range []string{"1", "2", "3", "4", "https://x.example/5", "e", "l"} {
		require.Contains(t, full, begin+text)
	}

	r = known()
	s = photo(rules.Action{ID: "11", Type: "text", Status: "completed", Result: text + strings.Repeat("ä", 10_000)},
		object("call-418", 902, nil))
	writes, files = bringTexts(t, s, &r, rules.DefaultSettings())
	w := only(writes, "action:11")
	require.Len(t, w, 2, "cut at once, and the file once it is there")
	require.Equal(t, 10240, utf8.RuneCountInString(bodyOf(t, w[1])["body"].(string)))
	require.Equal(t, "call-418-action-11.txt", attached(t, w[1]))
	require.Contains(t, files["call-418-action-11.txt"], text)
}

func TestW8WholeCharacters(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ unit, last string }{
		"W8: letters of several bytes":   {"ü", "ü"},
		"W8: an accent of its own":       {"e\u0301", "e\u0301"},
		"W8: a skin colour":              {"👍🏽", "👍🏽"},
		"W8: a family is one picture":    {"👩\u200d👧", "👩\u200d👧"},
		"W8: a picture with its variant": {"❤\ufe0f", "❤\ufe0f"},
	} {
		r := known()
		for shift := range 3 {
			queue := strings.Repeat("x", shift) + strings.Repeat(row.unit, 400)
			_, writes := run(t, toldLong(rules.QueueNames, queue), &r, rules.DefaultSettings(), nil, nil)
			for _, w := range only(writes, "conversation") {
				got := bodyOf(t, w)["name"].(string)
				require.True(t, strings.HasSuffix(got, row.last+"…"), "%s: …%s", name, fmt.Sprintf("%+q", got[len(got)-20:]))
				require.LessOrEqual(t, utf8.RuneCountInString(got), 256)
				require.Greater(t, utf8.RuneCountInString(got), 250)
			}
			r = known()
		}
	}
}

func TestW8CutMenusStillMatch(t *testing.T) {
	t.Parallel()
	path := strings.Repeat("m", 3000)
	s := fold(start(), event("call-418", 2, values{"queueNames": path}), take())
	r := known()
	_, writes := run(t, s, &r, rules.DefaultSettings(), nil, nil)
	kept := bodyOf(t, find(t, writes, "conversation"))["custom"].(map[string]any)["inboundMenuSelectionStr"].(string)
	r = known()
	there := []rules.Conversation{held("k1", "open", "voice", "", kept, 3)}
	_, _ = run(t, s, &r, rules.DefaultSettings(), map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}, there)
	require.Equal(t, "k1", r.Settled.Conversation, "V1: what was cut is compared as it was cut")
}

func TestW8LongIdentifiersStayApart(t *testing.T) {
	t.Parallel()
	ids := []string{}
	for _, end := range []string{"a", "b"} {
		r := known()
		_, writes := run(t, toldLong(rules.Identifier, strings.Repeat("i", 300)+end), &r, rules.DefaultSettings(), nil, nil)
		id := bodyOf(t, find(t, writes, "customer"))["externalId"].(string)
		require.Len(t, id, 255)
		ids = append(ids, id)
		require.Equal(t, "C3", find(t, writes, "customer").Rule)
		require.Contains(t, bodyOf(t, find(t, writes, "whole"))["body"], strings.Repeat("i", 300)+end)
	}
	require.Len(t, slices.Compact(ids), 2)
}
