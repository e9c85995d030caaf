package rules

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// forFiles is how long the note of a SmartAction waits for its files (S7).
const forFiles = 30 * time.Minute

// addActions notes what SmartActions brought, with the files that were shared (S7). What is missing
// after half an hour is named, and added when it comes.
func (p *Plan) addActions(s Session, r Record, set Settings) {
	for _, id := range slices.Sorted(maps.Keys(s.Actions)) {
		if told := s.Actions[id]; told.Action.Status == "completed" {
			p.addAction(s, r, set, told)
		}
	}
}

func (p *Plan) addAction(s Session, r Record, set Settings, told ActionTold) {
	a, key := told.Action, actionKey(told.Action)
	var there []File
	var names, missing []string
	for _, c := range actionFiles(s, a) {
		p.carry(r, c)
		if done, ok := r.carried(c.Key); ok {
			there, names = append(there, done.Parts...), append(names, c.Name)
		} else {
			missing = append(missing, c.Name)
		}
	}
	if len(missing) > 0 && !r.Over[key] && !r.written(key) {
		p.await(Wait{Name: key, For: forFiles, Since: told.First})
		return
	}
	p.put(s, r, set, Write{
		Key: key, Rule: "S7", Reason: "a SmartAction was completed", ID: derive(r.Tenant, s.Name, "S7", a.ID, settlement(r)),
		Facts: []string{"action " + a.ID + " " + a.Status + " (" + told.Said.cite() + ")"},
	}, actionText(a, names, missing), there)
}

// actionKey names a SmartAction's note.
func actionKey(a Action) string { return "action:" + a.ID }

// actionText is the note: "SmartAction completed: photo", its result, its files.
func actionText(a Action, names, missing []string) string {
	lines := []string{"SmartAction completed: " + a.Type}
	if a.Result != "" {
		lines = append(lines, "Result: "+a.Result)
	}
	if len(names) > 0 {
		lines = append(lines, "Files: "+strings.Join(names, ", "))
	}
	if len(missing) > 0 {
		lines = append(lines, "Not received yet: "+strings.Join(missing, ", "))
	}
	return strings.Join(lines, "\n")
}

// actionFiles are the files of a SmartAction and where they may be had: the bucket, or the address
// that the object gives of the photo or video.
func actionFiles(s Session, a Action) []Carry {
	const reason = "shared in a SmartAction"
	var files []Carry
	for _, name := range a.Files {
		c := Carry{Key: actionKey(a) + ":" + name, Rule: "S7", Reason: reason, Name: name}
		if file, stored := s.Files[name]; stored {
			c.From, c.Type = []Origin{{Stored: name}}, file.Type
		}
		if url := s.mediaURL(name); url != "" {
			c.From = append(c.From, Origin{URL: url})
		}
		files = append(files, c)
	}
	return files
}

// mediaURL is the address of a photo or video by its file's name: "call-418-photo-3.jpg" is the photo
// with the id 3, unless an address ends in that very name.
func (s Session) mediaURL(name string) string {
	for _, key := range slices.Sorted(maps.Keys(s.Media)) {
		if baseOf(s.Media[key].Value) == name {
			return s.Media[key].Value
		}
	}
	short, _, _ := strings.Cut(name, ".")
	return s.Media[strings.TrimPrefix(short, s.Name+"-")].Value
}

// addFailedActions notes SmartActions that failed on the end user's side, with the error (S8).
func (p *Plan) addFailedActions(s Session, r Record, set Settings) {
	for _, id := range slices.Sorted(maps.Keys(s.Actions)) {
		told := s.Actions[id]
		a := told.Action
		if a.Status != "failed" {
			continue
		}
		text := "SmartAction failed: " + a.Type
		if a.Error != "" {
			text += "\n" + a.Error
		}
		p.put(s, r, set, Write{
			Key: actionKey(a), Rule: "S8", Reason: "a SmartAction failed on the end user's side",
			ID:    derive(r.Tenant, s.Name, "S7", a.ID, settlement(r)),
			Facts: []string{"action " + a.ID + " " + a.Status + " (" + told.Said.cite() + ")"},
		}, text, nil)
	}
}
