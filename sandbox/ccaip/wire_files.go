package ccaip

import (
	"path"
	"strings"
)

// recordingURL is where the first recording can be fetched; nil without one.
func (s *session) recordingURL(base string) *string {
	if len(s.recordings) == 0 {
		return nil
	}
	return text(base + filesPath + s.recordings[0])
}

// filesPath is below which exported files are served, with Basic auth.
const filesPath = "/files/"

// wirePhotos lists the pictures shared in completed SmartActions.
func (s *session) wirePhotos() []wirePhoto {
	out := []wirePhoto{}
	for _, name := range s.sharedFiles("photo") {
		out = append(out, wirePhoto{ID: len(out) + 1, PhotoType: "photo", URL: filesPath + name})
	}
	return out
}

// wireVideos lists the films likewise.
func (s *session) wireVideos() []wireVideo {
	out := []wireVideo{}
	for _, name := range s.sharedFiles("video") {
		out = append(out, wireVideo{ID: len(out) + 1, URL: filesPath + name})
	}
	return out
}

// sharedFiles lists the files of SmartActions of one type.
func (s *session) sharedFiles(kind string) []string {
	var out []string
	for _, act := range s.smartActions {
		if act.Type == kind {
			out = append(out, act.Files...)
		}
	}
	return out
}

// contentType tells a file's type by its name.
func contentType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".wav":
		return "audio/wav"
	case ".mp3":
		return "audio/mpeg"
	case ".jpg":
		return "image/jpeg"
	case ".mp4":
		return "video/mp4"
	case ".json":
		return "application/json"
	}
	return "text/plain; charset=utf-8"
}
