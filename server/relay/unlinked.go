package relay

import (
	"time"

	"agentadapter/rules"
)

const (
	codeRecordingUnlinked = "recording-unlinked"
	// unlinked marks that it was noted why a recording was not linked.
	unlinked = "recording:unlinked"
)

// sayUnlinked notes, once, that a recording lies in the bucket alone while the setting wants links: a
// bucket gives out no addresses, so nothing is written of it (S5).
func (p *pass) sayUnlinked(s rules.Session, set rules.Settings) {
	if set.Recordings != "link" {
		p.warnings.clear(codeRecordingUnlinked, "")
		return
	}
	file, stored := storedRecording(s)
	_, said := p.seat.doc.Done[unlinked]
	if !stored || said || !s.Ended() || !s.Known() || s.Get(rules.Recording) != "" || s.Get(rules.MayRecord) == "denied" {
		return
	}
	p.change(func(d *document) {
		d.Done[unlinked] = file
		w := rules.Write{Key: unlinked, Rule: "S5", Reason: "the call was recorded into " + file, Verb: "link", Target: "recording"}
		d.noted(w, "", "left out: the bucket gives out no addresses, and the setting recordings wants a link", time.Now())
	})
	p.warnings.set("", Warn(codeRecordingUnlinked,
		"warning.unlinked: Recordings are not linked: they lie in the platform's storage alone, which gives out no addresses (first seen with {session}).",
		"warning.unlinked.fix: Set recordings to attach, or have the platform give recording_url.", "session", s.Name))
}

// storedRecording is the name of a recording of the session in the bucket.
func storedRecording(s rules.Session) (name string, ok bool) {
	for _, file := range s.Files {
		if file.Kind == rules.RecordingFile && (name == "" || file.Name < name) {
			name = file.Name
		}
	}
	return name, name != ""
}
