package rules

import (
	"cmp"
	"encoding/json"
	"maps"
)

// Datum is one entry of the data that an app gives along with a session.
type Datum struct {
	Key   string `json:"key"`
	Label string `json:"label,omitempty"`
	// Type is what the app calls it: text, number, date, url, …
	Type string `json:"type,omitempty"`
	// Value is a JSON scalar.
	Value json.RawMessage `json:"value,omitempty"`
	// Hidden entries are for the platform alone (S14); their value is not even kept.
	Hidden bool `json:"hidden,omitempty"`
}

// Custom is the app's data and who told it. The list is always told as a whole, so one whole list
// wins over another.
type Custom struct {
	Data []Datum `json:"data,omitempty"`
	Said Said    `json:"said"` // its Value is the list as JSON, for ties
}

// Action is a SmartAction: something that the agent asked of the end user's device.
type Action struct {
	ID string `json:"id"`
	// Type is verification, photo, video, text, …; Status requested, completed or failed.
	Type   string `json:"type,omitempty"`
	Status string `json:"status,omitempty"`
	// Error is why it failed, Result what the end user entered.
	Error  string `json:"error,omitempty"`
	Result string `json:"result,omitempty"`
	// Requested and Completed are in milliseconds since 1970, zero if not told.
	Requested int64 `json:"requested,omitempty"`
	Completed int64 `json:"completed,omitempty"`
	// Files are names as the bucket has them: "call-418-photo-3.jpg".
	Files []string `json:"files,omitempty"`
}

// ActionTold is a SmartAction as told last.
type ActionTold struct {
	Action Action `json:"action"`
	Said   Said   `json:"said"` // its Value is the action as JSON, for ties
	// First is when we learned of its end, by our clock, in milliseconds since 1970.
	First int64 `json:"first,omitempty"`
}

// StoredFile is a file in the platform's bucket.
type StoredFile struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	// At is when it was written, in milliseconds since 1970 by the bucket's clock.
	At int64 `json:"at"`
	// Kind is recording, transcript, photo or video; Part tells several of a kind apart.
	Kind string `json:"kind"`
	Part string `json:"part,omitempty"`
	// Type is the content type.
	Type string `json:"type,omitempty"`
}

// Kinds of stored files.
const (
	RecordingFile  = "recording"
	TranscriptFile = "transcript"
	PhotoFile      = "photo"
	VideoFile      = "video"
)

// Media is a photo or video at an address of the platform.
type Media struct {
	Kind string `json:"kind"` // photo or video
	ID   string `json:"id"`
	URL  string `json:"url"`
}

// foldExtras joins what is told as lists: each entry on its own, but for the app's data, whose order
// is part of what is told.
func (s Session) foldExtras(f Fact) Session {
	if len(f.Custom) > 0 {
		said := f.said(asText(f.Custom))
		if won := better(s.Custom.Said, said); won == said {
			s.Custom = Custom{Data: f.Custom, Said: said}
		}
	}
	s.Actions = foldActions(s.Actions, f)
	s.Files = foldFiles(s.Files, f.Files)
	s.Media = foldMedia(s.Media, f)
	return s
}

func foldActions(known map[string]ActionTold, f Fact) map[string]ActionTold {
	if len(f.Actions) == 0 {
		return known
	}
	all := copied(known)
	for _, a := range f.Actions {
		if a.ID == "" {
			continue
		}
		told, said := all[a.ID], f.said(asText(a))
		if better(told.Said, said) == said {
			told.Action, told.Said = a, said
		}
		if a.ended() {
			told.First = earliest(told.First, cmp.Or(f.Read, f.At))
		}
		all[a.ID] = told
	}
	return all
}

// ended tells whether nothing more is to come of it but files.
func (a Action) ended() bool { return a.Status == "completed" || a.Status == "failed" }

func foldFiles(known map[string]StoredFile, told []StoredFile) map[string]StoredFile {
	if len(told) == 0 {
		return known
	}
	all := copied(known)
	for _, file := range told {
		was, there := all[file.Name]
		order := cmp.Or(cmp.Compare(was.At, file.At), cmp.Compare(was.Size, file.Size), cmp.Compare(asText(was), asText(file)))
		if file.Name != "" && (!there || order < 0) {
			all[file.Name] = file
		}
	}
	return all
}

func foldMedia(known map[string]Said, f Fact) map[string]Said {
	if len(f.Media) == 0 {
		return known
	}
	all := copied(known)
	for _, m := range f.Media {
		if m.ID != "" && m.URL != "" {
			all[m.Kind+"-"+m.ID] = better(all[m.Kind+"-"+m.ID], f.said(m.URL))
		}
	}
	return all
}

func copied[V any](known map[string]V) map[string]V {
	if known == nil {
		return map[string]V{}
	}
	return maps.Clone(known)
}

// asText is a value as JSON. The values are texts, numbers and lists of them, and raw JSON that was
// read from JSON: they always encode.
func asText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}
