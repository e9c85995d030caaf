package intake

import (
	"encoding/json"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/rules"
)

// maxTranscript bounds a transcript that came with the metadata and is kept with the facts; a longer
// one is read from the platform's object when it is needed.
const maxTranscript = 256 << 10

// addExtras tells what goes beyond the session's own course: feedback, the app's data, SmartActions.
func addExtras(f *rules.Fact, s ccaip.Session) {
	if s.Rating > 0 {
		f.SetInt(rules.Rating, int64(s.Rating))
	}
	f.Set(rules.Comment, s.Comment)
	f.Set(rules.VoicemailState, strings.ToLower(s.Voicemail.Status))
	f.Set(rules.VoicemailAgent, s.Voicemail.AgentID)
	f.SetTime(rules.VoicemailAt, s.Voicemail.At)
	addTranscript(f, s.Transcript)
	for _, d := range s.CustomData {
		f.Custom = append(f.Custom, datum(d))
	}
	for _, a := range s.SmartActions {
		f.Actions = append(f.Actions, rules.Action{
			ID: a.ID, Type: strings.ToLower(a.Type), Status: strings.ToLower(a.Status), Error: a.Error, Result: a.Result,
			Requested: millis(a.RequestedAt), Completed: millis(a.CompletedAt), Files: a.Files,
		})
	}
	for _, m := range s.Photos {
		f.Media = append(f.Media, rules.Media{Kind: rules.PhotoFile, ID: m.ID, URL: m.URL})
	}
	for _, m := range s.Videos {
		f.Media = append(f.Media, rules.Media{Kind: rules.VideoFile, ID: m.ID, URL: m.URL})
	}
}

// addTranscript tells where the transcript is. An object's own text is not carried along: it can be
// read there again. Metadata may have been posted once and never again, so its text is.
func addTranscript(f *rules.Fact, text string) {
	switch {
	case text == "":
	case address(text):
		f.Set(rules.Transcript, text)
	default:
		f.Set(rules.Transcript, rules.OnObject)
		if f.Source == rules.FromMetadata && len(text) <= maxTranscript {
			f.Set(rules.TranscriptText, text)
		}
	}
}

// address tells whether a text is a web address and nothing else.
func address(text string) bool {
	return (strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")) && !strings.ContainsAny(text, " \t\r\n")
}

// datum is one entry of the app's data. Of hidden ones only that they exist is kept (S14).
func datum(d ccaip.CustomDatum) rules.Datum {
	if d.Hidden {
		return rules.Datum{Key: d.Key, Hidden: true}
	}
	value, err := json.Marshal(d.Value)
	if err != nil {
		value = nil // a scalar read from JSON always encodes
	}
	return rules.Datum{Key: d.Key, Label: d.Label, Type: d.Type, Value: value}
}

// metadataFact is what an exported document tells, which was written at a moment of the exporter's
// clock; a document that says itself when the session changed last is believed.
func metadataFact(s ccaip.Session, written, read time.Time) rules.Fact {
	f := objectFact(s, read)
	f.Source = rules.FromMetadata
	if s.UpdatedAt.IsZero() {
		f.At = written.UnixMilli()
	}
	addTranscript(&f, s.Transcript)
	return f
}

// filesFact tells that files of a session lie in the bucket. When they were written says nothing
// about the session's own course, so the fact has no time of its own.
func filesFact(session string, files []ccaip.StoredFile, read time.Time) rules.Fact {
	f := rules.Fact{V: rules.FactVersion, Session: session, Source: rules.FromFiles, Read: read.UnixMilli()}
	for _, file := range files {
		f.Files = append(f.Files, rules.StoredFile{
			Name: file.Name, Size: file.Size, At: file.At.UnixMilli(), Kind: string(file.Kind), Part: file.Part, Type: file.ContentType,
		})
	}
	return f
}
