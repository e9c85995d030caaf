package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// recorded is an answered call that is over, with what more the object tells.
func recorded(more values) rules.Session {
	v := values{"connectedAt": "2026-01-01T00:00:06Z", "endsAt": "2026-01-01T00:03:10Z", "recordingPermission": "granted"}
	for name, value := range more {
		v[name] = value
	}
	return fold(start(), route(), take(), talk(), hangUp(), ivr("finished", v))
}

// stored adds files of the bucket, named after their kind and part.
func stored(s rules.Session, files ...rules.StoredFile) rules.Session {
	return rules.Fold(s, rules.Fact{V: 1, Session: s.Name, Source: rules.FromFiles, Files: files})
}

func wav(part string) rules.StoredFile {
	name := "call-418.wav"
	if part != "" {
		name = "call-418-" + part + ".wav"
	}
	return rules.StoredFile{Name: name, Kind: rules.RecordingFile, Part: part, Size: 9, At: 1, Type: "audio/wav"}
}

// bring carries what is planned, as a CRM that takes everything would hold it.
func bring(t *testing.T, s rules.Session, r *rules.Record, set rules.Settings) (rules.Plan, []rules.Write) {
	t.Helper()
	var all []rules.Write
	for range 9 {
		p, writes := run(t, s, r, set, nil, nil)
		all = append(all, writes...)
		if len(p.Carry) == 0 {
			return p, all
		}
		if r.Carried == nil {
			r.Carried = map[string]rules.Carried{}
		}
		for _, c := range p.Carry {
			r.Carried[c.Key] = rules.Carried{Done: true, Parts: []rules.File{{ID: "id of " + c.Key, Name: c.Name}}}
		}
	}
	require.Fail(t, "never done")
	return rules.Plan{}, nil
}

// attached are the names of a write's attachments.
func attached(t *testing.T, w rules.Write) string {
	t.Helper()
	var names []string
	list, _ := bodyOf(t, w)["attachments"].([]any)
	for _, file := range list {
		names = append(names, file.(map[string]any)["name"].(string))
	}
	return strings.Join(names, " ")
}

func only(writes []rules.Write, key string) []rules.Write {
	var of []rules.Write
	for _, w := range writes {
		if w.Key == key {
			of = append(of, w)
		}
	}
	return of
}

const recURL = "https://acme.example/files/call-418.wav"

func TestS5Recordings(t *testing.T) {
	t.Parallel()
	link, none := rules.DefaultSettings(), rules.DefaultSettings()
	link.Recordings, none.Recordings = "link", "none"
	for _, row := range []struct {
		name string
		s    rules.Session
		set  rules.Settings
		want string // attachments of the message, in order
		from string // places of the first
	}{
		{"S5: from its address", recorded(values{"recordingUrl": recURL}), rules.DefaultSettings(), "call-418.wav", recURL},
		{"S5: from the bucket", stored(recorded(nil), wav("")), rules.DefaultSettings(), "call-418.wav", "call-418.wav"},
		{"S5: both are one", stored(recorded(values{"recordingUrl": recURL}), wav("")), rules.DefaultSettings(), "call-418.wav", recURL + " call-418.wav"},
		{"S5: an address that tells no name is the first", stored(recorded(values{"recordingUrl": "https://x/rec/abc"}), wav("")), rules.DefaultSettings(), "call-418.wav", "https://x/rec/abc call-418.wav"},
		{"S5: segments in order", stored(recorded(values{"recordingUrl": recURL}), wav("10"), wav("2"), wav("")), rules.DefaultSettings(), "call-418.wav call-418-2.wav call-418-10.wav", recURL + " call-418.wav"},
		{"S5: segments that count from one", stored(recorded(values{"recordingUrl": "https://x/rec/abc"}), wav("1"), wav("2")), rules.DefaultSettings(), "call-418-1.wav call-418-2.wav", "https://x/rec/abc call-418-1.wav"},
		{"S5: the address of a later segment", stored(recorded(values{"recordingUrl": "https://x/call-418-2.wav"}), wav("")), rules.DefaultSettings(), "call-418.wav call-418-2.wav", "call-418.wav"},
		{"S5: one of two formats", stored(recorded(nil), rules.StoredFile{Name: "call-418.mp3", Kind: rules.RecordingFile}, wav("")), rules.DefaultSettings(), "call-418.mp3", "call-418.mp3"},
		{"S5: denied, never", stored(recorded(values{"recordingUrl": recURL, "recordingPermission": "denied"}), wav("")), rules.DefaultSettings(), "", ""},
		{"S5: none by setting", stored(recorded(values{"recordingUrl": recURL}), wav("")), none, "", ""},
		{"S5: linked", stored(recorded(values{"recordingUrl": recURL}), wav("")), link, "call-418.wav", recURL},
		{"S5: a bucket gives out no addresses", stored(recorded(nil), wav("")), link, "", ""},
		{"S5: not while the call goes on", fold(start(), route(), talk(), ivr("connected", values{"recordingUrl": recURL})), rules.DefaultSettings(), "", ""},
		{"S5: not before the object tells that it is allowed", stored(fold(start(), route(), talk(), hangUp()), wav("")), rules.DefaultSettings(), "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := known()
			first, before := run(t, row.s, &r, row.set, nil, nil)
			require.Empty(t, only(before, "recording"), "nothing is attached before it was brought")
			p, writes := bring(t, row.s, &r, row.set)
			require.Empty(t, p.Carry)
			w := only(writes, "recording")
			if row.want == "" {
				require.Empty(t, first.Carry)
				require.Empty(t, w)
				return
			}
			require.Len(t, w, 1)
			require.Equal(t, "S5", w[0].Rule)
			require.Equal(t, rules.MessageID("acme", "call-418", 0), w[0].ID)
			require.Equal(t, row.want, attached(t, w[0]))
			var from []string
			for _, o := range first.Carry[0].From {
				from = append(from, o.URL+o.Stored)
			}
			require.Equal(t, row.from, strings.Join(from, " "))
			require.Equal(t, row.set.Recordings == "link", first.Carry[0].Link)
		})
	}
}

func TestS5ARecordingThatShowsElsewhereIsNotASecondOne(t *testing.T) {
	t.Parallel()
	opaque := values{"recordingUrl": "https://x/rec/abc"}
	for name, story := range map[string][2]rules.Session{
		"the address first, then the bucket":             {recorded(opaque), stored(recorded(opaque), wav(""))},
		"the address first, then a bucket that counts":   {recorded(opaque), stored(recorded(opaque), wav("1"))},
		"the bucket first, then the address":             {stored(recorded(nil), wav("")), stored(recorded(opaque), wav(""))},
		"a bucket that counts first, then the address":   {stored(recorded(nil), wav("1")), stored(recorded(opaque), wav("1"))},
		"the address moves":                              {recorded(opaque), recorded(values{"recordingUrl": "https://y/other"})},
		"another format comes later":                     {stored(recorded(nil), wav("")), stored(recorded(nil), wav(""), rules.StoredFile{Name: "call-418.mp3", Kind: rules.RecordingFile})},
		"the address has the bucket's name for it later": {stored(recorded(nil), wav("")), recorded(values{"recordingUrl": recURL})},
	} {
		r := known()
		_, writes := bring(t, story[0], &r, rules.DefaultSettings())
		require.Len(t, only(writes, "recording"), 1, name)
		_, writes = bring(t, story[1], &r, rules.DefaultSettings())
		require.Empty(t, only(writes, "recording"), name)
	}
}

func TestS5ALateSegmentJoinsTheOthers(t *testing.T) {
	t.Parallel()
	r := known()
	_, _ = bring(t, stored(recorded(nil), wav("")), &r, rules.DefaultSettings())
	_, writes := bring(t, stored(recorded(nil), wav(""), wav("2")), &r, rules.DefaultSettings())
	require.Equal(t, "recording", keys(writes))
	require.Equal(t, "call-418.wav call-418-2.wav", attached(t, writes[0]))
}

func TestS5WhatWasGivenUpIsLeftOut(t *testing.T) {
	t.Parallel()
	r := known()
	r.Buried["recording:first"] = ""
	p, writes := bring(t, stored(recorded(nil), wav(""), wav("2")), &r, rules.DefaultSettings())
	require.Equal(t, "call-418-2.wav", attached(t, only(writes, "recording")[0]))
	require.Empty(t, p.Carry)
}

func TestS5TheLinkStandsInTheMessage(t *testing.T) {
	t.Parallel()
	set := rules.DefaultSettings()
	set.Recordings = "link"
	r := known()
	_, writes := run(t, recorded(values{"recordingUrl": recURL}), &r, set, nil, nil)
	require.Equal(t, recURL, bodyOf(t, find(t, writes, "message"))["meta"].(map[string]any)["externalRecordingUrl"])
	r = known()
	_, writes = run(t, recorded(values{"recordingUrl": recURL}), &r, rules.DefaultSettings(), nil, nil)
	require.NotContains(t, bodyOf(t, find(t, writes, "message"))["meta"], "externalRecordingUrl", "S5: attached, not linked")
}

// photo is a call in which a SmartAction brought a photo.
func photo(a rules.Action, more ...rules.Fact) rules.Session {
	s := recorded(nil)
	s = rules.Fold(s, rules.Fact{V: 1, Session: "call-418", Source: rules.FromMetadata, At: t0 + 900_000, Read: t0 + 901_000, Actions: []rules.Action{a}})
	for _, f := range more {
		s = rules.Fold(s, f)
	}
	return s
}

var (
	shared = rules.Action{ID: "10", Type: "photo", Status: "completed", Files: []string{"call-418-photo-3.jpg"}}
	jpeg   = rules.StoredFile{Name: "call-418-photo-3.jpg", Kind: rules.PhotoFile, Part: "3", Type: "image/jpeg"}
)

func TestS7SmartActionWithItsFile(t *testing.T) {
	t.Parallel()
	r := known()
	p, writes := run(t, photo(shared), &r, rules.DefaultSettings(), nil, nil)
	require.Empty(t, only(writes, "action:10"))
	require.Equal(t, rules.Saving, p.State)
	require.Equal(t, []rules.Wait{{Name: "action:10", For: 30 * 60e9, Since: t0 + 901_000}}, p.Later, "S7: 30 min from when we heard of it")

	s := stored(photo(shared), jpeg)
	p, writes = run(t, s, &r, rules.DefaultSettings(), nil, nil)
	require.Empty(t, writes)
	require.Equal(t, []rules.Origin{{Stored: "call-418-photo-3.jpg"}}, p.Carry[0].From)
	require.Len(t, p.Later, 1, "S7: it is on its way")
	p, writes = bring(t, s, &r, rules.DefaultSettings())
	require.Equal(t, "action:10", keys(writes))
	require.Equal(t, rules.Create, writes[0].Verb)
	require.Equal(t, "S7", writes[0].Rule)
	require.Equal(t, "SmartAction completed: photo\nFiles: call-418-photo-3.jpg", bodyOf(t, writes[0])["body"])
	require.Equal(t, "call-418-photo-3.jpg", attached(t, writes[0]))
	require.Equal(t, rules.Saved, p.State)
	_, writes = run(t, s, &r, rules.DefaultSettings(), nil, nil)
	require.Empty(t, writes, "S7: once")
}

func TestS7WhatIsMissingIsNamedAndAddedWhenItComes(t *testing.T) {
	t.Parallel()
	r := known()
	r.Over["action:10"] = true
	a := shared
	a.Files = append([]string{"call-418-photo-2.jpg"}, a.Files...)
	two := rules.StoredFile{Name: "call-418-photo-2.jpg", Kind: rules.PhotoFile}
	p, writes := bring(t, stored(photo(a), two), &r, rules.DefaultSettings())
	w := only(writes, "action:10")
	require.Len(t, w, 2, "at once with what is missing, then with the one that was on its way")
	require.Contains(t, bodyOf(t, w[1])["body"], "Not received yet: call-418-photo-3.jpg")
	require.Equal(t, "call-418-photo-2.jpg", attached(t, w[1]))
	require.Equal(t, rules.Saved, p.State, "nothing more to do until it comes")

	r.Over = map[string]bool{} // another life of the server
	_, writes = bring(t, stored(photo(a), two, jpeg), &r, rules.DefaultSettings())
	require.Equal(t, "action:10", keys(writes))
	require.Equal(t, rules.Change, writes[0].Verb)
	require.Equal(t, w[0].ID, writes[0].ID)
	require.Equal(t, "SmartAction completed: photo\nFiles: call-418-photo-2.jpg, call-418-photo-3.jpg", bodyOf(t, writes[0])["body"])
	require.Equal(t, "call-418-photo-2.jpg call-418-photo-3.jpg", attached(t, writes[0]))
}

func TestS7FilesAtAddressesOfThePlatform(t *testing.T) {
	t.Parallel()
	at := func(id, url string) rules.Fact {
		return rules.Fact{V: 1, Session: "call-418", Source: rules.FromObject, At: t0 + 1, Media: []rules.Media{{Kind: "photo", ID: id, URL: url}}}
	}
	for name, f := range map[string]rules.Fact{
		"S7: by its name": at("1", "/files/call-418-photo-3.jpg"), "S7: by its number": at("3", "https://x/abc"),
	} {
		r := known()
		p, _ := run(t, photo(shared, f), &r, rules.DefaultSettings(), nil, nil)
		require.Len(t, p.Carry, 1, name)
		require.Equal(t, f.Media[0].URL, p.Carry[0].From[0].URL, name)
	}
}

func TestS7ResultsWithoutFilesNeedNoPatience(t *testing.T) {
	t.Parallel()
	r := known()
	_, writes := run(t, photo(rules.Action{ID: "11", Type: "text", Status: "completed", Result: "12345"}), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "SmartAction completed: text\nResult: 12345", bodyOf(t, find(t, writes, "action:11"))["body"])
	for _, status := range []string{"requested", ""} {
		r = known()
		_, writes = run(t, photo(rules.Action{ID: "12", Type: "photo", Status: status}), &r, rules.DefaultSettings(), nil, nil)
		require.Empty(t, only(writes, "action:12"), "S7 is for completed ones: %q", status)
	}
}

// chat is a chat that has ended, with what more the object tells.
func chat(more values, files ...rules.StoredFile) rules.Session {
	v := values{"type": "Messaging (Web)", "status": "finished", "connectedAt": "2026-01-01T00:00:06Z", "endsAt": "2026-01-01T00:03:10Z",
		"identifier": "user-7", "messages": "4", "agentId": "15"}
	for name, value := range more {
		v[name] = value
	}
	return stored(fold(object("chat-77", 200, v)), files...)
}

var chatFile = rules.StoredFile{Name: "chat-77.txt", Kind: rules.TranscriptFile}

func TestS11Transcript(t *testing.T) {
	t.Parallel()
	timeline, both := rules.DefaultSettings(), rules.DefaultSettings()
	timeline.Transcript, both.Transcript = "timeline", "both"
	for _, row := range []struct {
		name string
		s    rules.Session
		set  rules.Settings
		got  rules.Carried
		from []rules.Origin
		text string
		file string
	}{
		{"S11: a file", chat(values{"transcript": "object"}), rules.DefaultSettings(), rules.Carried{Parts: []rules.File{{Name: "chat-77.txt"}}},
			[]rules.Origin{{Object: true}}, "Chat transcript", "chat-77.txt"},
		{"S11: from the bucket first", chat(values{"transcript": "https://x/77"}, chatFile), rules.DefaultSettings(), rules.Carried{Parts: []rules.File{{Name: "chat-77.txt"}}},
			[]rules.Origin{{Stored: "chat-77.txt"}, {URL: "https://x/77"}}, "Chat transcript", "chat-77.txt"},
		{"S11: text that came along", chat(values{"transcript": "object", "transcriptText": "Eve: Hi"}), timeline, rules.Carried{Head: "Eve: Hi"},
			[]rules.Origin{{Text: "Eve: Hi"}}, "Chat transcript\n\nEve: Hi", ""},
		{"S11: both", chat(nil, chatFile), both, rules.Carried{Head: "Eve: Hi", Parts: []rules.File{{Name: "chat-77.txt"}}},
			[]rules.Origin{{Stored: "chat-77.txt"}}, "Chat transcript\n\nEve: Hi", "chat-77.txt"},
		{"S11, W8: too long for the timeline", chat(nil, chatFile), timeline, rules.Carried{Head: strings.Repeat("x", 10222), Cut: true, Parts: []rules.File{{Name: "chat-77.txt"}}},
			[]rules.Origin{{Stored: "chat-77.txt"}}, "Chat transcript\n\n" + strings.Repeat("x", 10222) + "…", "chat-77.txt"},
		{"S11: nobody wrote anything", chat(nil, chatFile), both, rules.Carried{}, []rules.Origin{{Stored: "chat-77.txt"}}, "", ""},
		{"S11: nowhere to be had", chat(nil), both, rules.Carried{}, nil, "", ""},
		{"S11: not while it goes on", chat(values{"status": "ongoing", "transcript": "object", "endsAt": ""}), both, rules.Carried{}, nil, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := known()
			p, writes := run(t, row.s, &r, row.set, nil, nil)
			require.Empty(t, only(writes, "transcript"))
			if row.from == nil {
				require.Empty(t, p.Carry)
				return
			}
			require.Equal(t, row.from, p.Carry[0].From)
			require.Equal(t, row.set.Transcript == "timeline", p.Carry[0].HeadAlone)
			row.got.Done = true
			r.Carried = map[string]rules.Carried{p.Carry[0].Key: row.got}
			_, writes = run(t, row.s, &r, row.set, nil, nil)
			w := only(writes, "transcript")
			if row.text == "" {
				require.Empty(t, w)
				return
			}
			require.Equal(t, row.text, bodyOf(t, w[0])["body"])
			require.LessOrEqual(t, len([]rune(row.text)), 10240)
			require.Equal(t, row.file, attached(t, w[0]))
			require.Equal(t, "S11", w[0].Rule)
		})
	}
}

func TestS11AChatTakenUpAgainGetsTheLongerOne(t *testing.T) {
	t.Parallel()
	r := known()
	_, writes := bring(t, chat(values{"status": "dismissed", "messages": "2"}, chatFile), &r, rules.DefaultSettings())
	require.Equal(t, rules.Create, only(writes, "transcript")[0].Verb)
	s := chat(values{"messages": "5"}, chatFile)
	_, _ = run(t, s, &r, rules.DefaultSettings(), nil, nil)
	r.Carried["transcript:5"] = rules.Carried{Done: true, Parts: []rules.File{{ID: "newer", Name: "chat-77.txt"}}}
	_, writes = run(t, s, &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, rules.Change, only(writes, "transcript")[0].Verb)
	_, writes = run(t, s, &r, rules.DefaultSettings(), nil, nil)
	require.Empty(t, writes)
}
