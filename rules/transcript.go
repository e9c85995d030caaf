package rules

import (
	"maps"
	"slices"
	"strconv"
)

// plainText is the content type of what we write ourselves, and of transcripts.
const plainText = "text/plain; charset=utf-8"

// transcriptTitle begins the note.
const transcriptTitle = "Chat transcript"

// addTranscript puts a chat's transcript on a note once the chat has ended: as a file, as the note's
// text, or both (S11). A chat that was taken up again ends again, with more messages: the note then
// gets the longer one.
func (p *Plan) addTranscript(s Session, r Record, set Settings) {
	c := transcript(s, set)
	if s.Kind() != "chat" || !s.Settled() || len(c.From) == 0 {
		return
	}
	p.carry(r, c)
	done, ok := r.carried(c.Key)
	if !ok || done.Head == "" && len(done.Parts) == 0 {
		return // not there yet, given up, or nobody wrote anything
	}
	text := transcriptTitle
	if set.Transcript != "file" && done.Head != "" {
		text += "\n\n" + done.Head
		if done.Cut {
			text += "…"
		}
	}
	p.put(s, r, set, Write{
		Key: "transcript", Rule: "S11", Reason: "the chat has ended", ID: derive(r.Tenant, s.Name, "S11", settlement(r)),
		Facts: s.Cite(Status, Messages, Transcript),
	}, text, done.Parts)
}

// transcript is where it may be had, and in which form it is wanted.
func transcript(s Session, set Settings) Carry {
	c := Carry{Key: "transcript:" + s.Get(Messages), Rule: "S11", Reason: "the chat has ended", Name: s.Name + ".txt", Type: plainText}
	if set.Transcript != "file" {
		c.Key += ":" + set.Transcript
		c.Head, c.HeadAlone = noteLimit-len(transcriptTitle)-3, set.Transcript == "timeline"
	}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if s.Files[name].Kind == TranscriptFile {
			c.From = append(c.From, Origin{Stored: name})
		}
	}
	switch at := s.Get(Transcript); at {
	case "":
	case OnObject:
		if text := s.Get(TranscriptText); text != "" {
			c.From = append(c.From, Origin{Text: text})
		} else {
			c.From = append(c.From, Origin{Object: true})
		}
	default:
		c.From = append(c.From, Origin{URL: at})
	}
	return c
}

// settlement is the settlement's number as ids are derived from it (W2).
func settlement(r Record) string { return strconv.Itoa(r.Settled.N) }
