package rules

import (
	"slices"
	"strings"
)

// File is an attachment that Kustomer holds, as messages and notes refer to it.
type File struct {
	ID            string `json:"_id"`
	Name          string `json:"name"`
	ContentType   string `json:"contentType"`
	ContentLength int64  `json:"contentLength"` // bytes
}

// Carry is a file that is still to be brought into the CRM, before what refers to it can be written.
// It is planned again until Record.Carried says that it is done, or Record.Buried that it was given up.
type Carry struct {
	// Key names it within the session: "recording:first".
	Key    string
	Rule   string
	Reason string
	// Name is what people see: "call-418.mp3"; without an ending, one is added by the content's type.
	Name string
	// Type is the content type, "" to take the source's.
	Type string
	// From are the places it may be had, the best first.
	From []Origin
	// Link: the file stays where it is and is only pointed at.
	Link bool
	// Head is how much of the beginning is kept as text, in characters; 0: nothing. With HeadAlone
	// the file itself is brought only if it is longer than that.
	Head      int
	HeadAlone bool
}

// Origin is one place where a file may be had. One field is filled.
type Origin struct {
	// URL is an address, at the platform or where that leads on to.
	URL string
	// Stored is a name in the platform's bucket.
	Stored string
	// Object: the transcript that the platform's own object of the session holds.
	Object bool
	// Text is the content itself.
	Text string
}

// Carried is what became of a Carry, also while it is under way.
type Carried struct {
	// Parts are the attachments so far, in order; Of is how many there will be, Size the file's bytes.
	Parts []File `json:"parts,omitempty"`
	Of    int    `json:"of,omitempty"`
	Size  int64  `json:"size,omitempty"`
	// Head is the beginning as text; Cut says that the file is longer.
	Head string `json:"head,omitempty"`
	Cut  bool   `json:"cut,omitempty"`
	// Done: nothing is left to bring. A linked file may have no parts: an older Kustomer knows no links.
	Done bool `json:"done,omitempty"`
}

// carried is the file of that key, once it is all there.
func (r Record) carried(key string) (Carried, bool) {
	c, ok := r.Carried[key]
	return c, ok && c.Done
}

// stands tells whether the settled conversation is there to be written into.
func (r Record) stands() bool { return !r.Settled.Make || r.written("conversation") }

// addFiles plans everything that has to do with files: what is to be brought, what refers to it, and
// what is waited for.
func (p *Plan) addFiles(s Session, r Record, set Settings) {
	if !r.stands() {
		return
	}
	p.addRecordings(s, r, set)
	p.addActions(s, r, set)
	p.addTranscript(s, r, set)
}

// carry plans to bring a file, unless it is there or was given up.
func (p *Plan) carry(r Record, c Carry) {
	if _, done := r.carried(c.Key); !done && !r.given(c.Key) && len(c.From) > 0 {
		p.Carry = append(p.Carry, c)
	}
}

// put plans to make a note, or to change it once more is known. Only the attachments that are listed
// in files hang on it, and the whole text as a file once that is there, where a note is too small.
func (p *Plan) put(s Session, r Record, set Settings, w Write, text string, files []File) {
	if long(text, noteLimit) {
		files = append(slices.Clone(files), p.wholeFile(s, r, w.Key, text)...)
	}
	content := fitted(map[string]any{"body": text})
	if len(files) > 0 {
		content["attachments"] = files
	}
	raw, mark := body(content)
	if r.Done[w.Key] == mark || r.Buried[w.Key] == mark {
		return
	}
	w.Target, w.Mark, w.Body = OnNote, mark, raw
	if r.written(w.Key) {
		w.Verb = Change
		p.Writes = append(p.Writes, w)
		return
	}
	if r.given(w.Key) {
		return
	}
	content["id"], content["externalId"] = w.ID, set.ExternalIDPrefix+"note-"+w.ID
	w.Verb, w.Parent = Create, r.Settled.Conversation
	w.Body, _ = body(content)
	p.Writes = append(p.Writes, w)
}

// wholeFile brings a text that is longer than a note, and answers the file once it is there (W8).
func (p *Plan) wholeFile(s Session, r Record, key, text string) []File {
	_, mark := body(text)
	c := Carry{
		Key: key + ":whole:" + mark, Rule: "W8", Reason: "longer than a note", Type: plainText,
		Name: s.Name + "-" + strings.ReplaceAll(key, ":", "-") + ".txt", From: []Origin{{Text: text}},
	}
	p.carry(r, c)
	done, _ := r.carried(c.Key)
	return done.Parts
}

// await asks for patience with one thing, while all else goes on.
func (p *Plan) await(w Wait) { p.Later = append(p.Later, w) }
