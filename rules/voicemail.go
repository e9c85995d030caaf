package rules

import "strings"

// voicemail tells whether the caller left one (V8): the status says so, or the reason does.
func (s Session) voicemail() bool {
	if strings.HasPrefix(s.Get(Status), "voicemail") {
		return true
	}
	switch s.Get(Voicemail) {
	case "", "not_voicemail", "0":
		return false
	}
	// A reason is also kept when the caller hung up instead of speaking.
	return s.Get(Status) != "failed"
}
