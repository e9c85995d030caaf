package ccaip

import (
	"regexp"
	"strings"
)

// FileKind says what an exported file holds.
type FileKind string

// The kinds of file that the platform exports.
const (
	FileMetadata   FileKind = "metadata"   // the session's document, see ParseMetadata
	FileRecording  FileKind = "recording"  // of a call
	FileTranscript FileKind = "transcript" // of a chat
	FilePhoto      FileKind = "photo"      // shared in a SmartAction
	FileVideo      FileKind = "video"
)

// FileName is what the name of an exported file tells. Source: the vendor's page on external
// storage, and its page on metadata for the two endings.
type FileName struct {
	Kind FileKind
	// Session is whether the file belongs to a call or a chat; "" for metadata, whose name does
	// not tell.
	Session SessionKind
	// ID is the session's.
	ID string
	// Part is the number of a photo, a video or a recording's further segment; "" for the only
	// or first one.
	Part string
	// ContentType is what the ending stands for.
	ContentType string
}

// Of tells whether the file may belong to a session.
func (f FileName) Of(kind SessionKind, id string) bool {
	return f.ID == id && (f.Session == kind || f.Session == "")
}

// forms are the names that the platform gives: the groups are the id and the part.
var forms = []struct {
	form    *regexp.Regexp
	kind    FileKind
	session SessionKind
}{
	{regexp.MustCompile(`^metadata-([0-9A-Za-z]{1,64})()\.(?:json|txt)$`), FileMetadata, ""},
	{regexp.MustCompile(`^call-([0-9A-Za-z]{1,64})(?:-([0-9]{1,9}))?\.(?:mp3|wav)$`), FileRecording, KindCall},
	{regexp.MustCompile(`^chat-([0-9A-Za-z]{1,64})()\.txt$`), FileTranscript, KindChat},
	{regexp.MustCompile(`^call-([0-9A-Za-z]{1,64})-photo-([0-9A-Za-z]{1,64})\.jpe?g$`), FilePhoto, KindCall},
	{regexp.MustCompile(`^call-([0-9A-Za-z]{1,64})-video-([0-9A-Za-z]{1,64})\.mp4$`), FileVideo, KindCall},
	{regexp.MustCompile(`^chat-([0-9A-Za-z]{1,64})-photo-([0-9A-Za-z]{1,64})\.jpe?g$`), FilePhoto, KindChat},
	{regexp.MustCompile(`^chat-([0-9A-Za-z]{1,64})-video-([0-9A-Za-z]{1,64})\.mp4$`), FileVideo, KindChat},
}

// contentTypes are what the endings stand for.
var contentTypes = map[string]string{
	"json": "application/json", "txt": "text/plain; charset=utf-8", "mp3": "audio/mpeg", "wav": "audio/wav",
	"jpg": "image/jpeg", "jpeg": "image/jpeg", "mp4": "video/mp4",
}

// ParseFileName reads a name such as "call-418-photo-3.jpg". What the platform does not export has
// no such name; a name that is one holds neither a slash nor a dot in front.
func ParseFileName(name string) (FileName, bool) {
	for _, each := range forms {
		m := each.form.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		f := FileName{Kind: each.kind, Session: each.session, ID: m[1], Part: m[2]}
		f.ContentType = contentTypes[name[strings.LastIndexByte(name, '.')+1:]]
		if each.kind == FileMetadata {
			f.ContentType = contentTypes["json"] // under either ending
		}
		return f, true
	}
	return FileName{}, false
}
