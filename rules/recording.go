package rules

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// firstPart is the key of a recording that is the only one, or the first.
const firstPart = "first"

// addRecordings attaches a call's recordings to its message, each once (S5). They wait for the object:
// only that tells whether the end user has allowed it.
func (p *Plan) addRecordings(s Session, r Record, set Settings) {
	if s.Kind() != "call" || !s.Ended() || !s.Known() || set.Recordings == "none" || s.Get(MayRecord) == "denied" || !r.written("message") {
		return
	}
	var files []File
	for _, c := range recordings(s, r, set) {
		p.carry(r, c)
		if done, ok := r.carried(c.Key); ok {
			files = append(files, done.Parts...)
		}
	}
	if len(files) == 0 {
		return
	}
	raw, mark := body(map[string]any{"attachments": files})
	if r.Done["recording"] == mark || r.Buried["recording"] == mark {
		return
	}
	p.Writes = append(p.Writes, Write{
		Key: "recording", Mark: mark, Rule: "S5", Reason: "the call is over and was recorded", Verb: Change,
		Target: OnMessage, ID: MessageID(r.Tenant, s.Name, r.Settled.N), Body: raw,
		Facts: s.Cite(Recording, MayRecord),
	})
}

// recordings are the files that a call was recorded into, in order. The address that the object gives
// is one of them, and the bucket may hold that one too.
func recordings(s Session, r Record, set Settings) []Carry {
	parts := storedRecordings(s)
	url := s.Get(Recording)
	owner := ""
	if url != "" {
		owner = partOf(s, r, parts, url)
	}
	order := slices.Collect(maps.Keys(parts))
	if _, stored := parts[owner]; url != "" && !stored {
		order = append(order, owner)
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	var all []Carry
	for _, part := range order {
		c := Carry{Key: recordingKey(part), Rule: "S5", Reason: "the call is over and was recorded"}
		if part == owner {
			c.From, c.Name = []Origin{{URL: url}}, s.Name+path.Ext(baseOf(url))
			if part != firstPart {
				c.Name = baseOf(url)
			}
		}
		if file, stored := parts[part]; stored {
			c.From, c.Name, c.Type = append(c.From, Origin{Stored: file.Name}), file.Name, file.Type
		}
		if set.Recordings == "link" {
			if part != owner {
				continue // a bucket gives out no addresses
			}
			c.Link, c.From = true, c.From[:1]
		}
		all = append(all, c)
	}
	return all
}

func recordingKey(part string) string { return "recording:" + part }

// storedRecordings are those in the bucket, by part: of one part in two formats the first by name.
func storedRecordings(s Session) map[string]StoredFile {
	parts := map[string]StoredFile{}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		file := s.Files[name]
		part := cmp.Or(file.Part, firstPart)
		if _, there := parts[part]; file.Kind == RecordingFile && !there {
			parts[part] = file
		}
	}
	return parts
}

// partOf tells which part the object's address leads to. Where its name does not tell, it is the
// first: the same as the lowest in the bucket, under whichever name that one was begun.
func partOf(s Session, r Record, parts map[string]StoredFile, url string) string {
	name := strings.TrimSuffix(baseOf(url), path.Ext(baseOf(url)))
	if name == s.Name {
		return firstPart
	}
	if n, numbered := strings.CutPrefix(name, s.Name+"-"); numbered && rank(n) > 0 {
		return n
	}
	if len(parts) == 0 {
		return firstPart
	}
	lowest := slices.MinFunc(slices.Collect(maps.Keys(parts)), func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	if _, begun := r.Carried[recordingKey(lowest)]; lowest == firstPart || begun {
		return lowest
	}
	parts[firstPart] = parts[lowest]
	delete(parts, lowest)
	return firstPart
}

// rank orders parts: the one without a number, then as they count.
func rank(part string) int {
	n, err := strconv.Atoi(part)
	if err != nil {
		return -1
	}
	return n
}

// baseOf is the last word of an address's path.
func baseOf(url string) string {
	url, _, _ = strings.Cut(url, "?")
	url, _, _ = strings.Cut(url, "#")
	return url[strings.LastIndexByte(url, '/')+1:]
}
