package ccaip

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
)

// files lists the names of what the session has left, metadata aside.
func (s *session) files() []string {
	names := slices.Clone(s.recordings)
	for _, act := range s.smartActions {
		names = append(names, act.Files...)
	}
	if s.kind == kindChat && s.ended() {
		names = append(names, fmt.Sprintf("chat-%d.txt", s.id))
	}
	return names
}

// recordingNames names the recording's segments: call-418.wav, call-418-2.wav
// and so on; none where nothing was recorded.
func (s *session) recordingNames() []string {
	spoken := !s.connectedAt.IsZero() || s.voicemail != nil
	if s.kind != kindCall || !s.recorded || !spoken || s.recordingPermission == "denied" {
		return nil
	}
	names := []string{fmt.Sprintf("call-%d.wav", s.id)}
	for n := 2; n <= s.segments; n++ {
		names = append(names, fmt.Sprintf("call-%d-%d.wav", s.id, n))
	}
	return names
}

// ownerOf finds the session a file name belongs to; nil if none has it.
func (f *floor) ownerOf(name string) *session {
	kind, rest, _ := strings.Cut(name, "-")
	var id int
	if _, err := fmt.Sscanf(rest, "%d", &id); err != nil {
		return nil
	}
	books := f.books(kind)
	if books == nil || books.byID[id] == nil || !slices.Contains(books.byID[id].files(), name) {
		return nil
	}
	return books.byID[id]
}

// fileBody makes up a file's content; the same name always gets the same.
func fileBody(s *session, name string) []byte {
	switch path.Ext(name) {
	case ".wav":
		return tone(s.recordingSeconds(), s.recordingSize)
	case ".txt":
		return []byte(s.transcript())
	case ".jpg":
		return []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9")
	}
	return []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
}

// recordingSeconds is how long the recording plays; long calls are cut short,
// since nobody listens.
func (s *session) recordingSeconds() int {
	return min(30, 1+seconds(s.connectedAt, s.endsAt, s.endsAt))
}

// tone is a WAVE file, 8 kHz, 8 bits, of one soft tone; size above 0 pads it
// to that many bytes.
func tone(seconds, size int) []byte {
	const rate, pitch = 8000, 440
	n := seconds * rate
	if size > 44 {
		n = size - 44
	}
	var b bytes.Buffer
	b.Grow(44 + n)
	b.WriteString("RIFF")
	_ = binary.Write(&b, binary.LittleEndian, uint32(36+n)) // a Buffer never fails
	b.WriteString("WAVEfmt ")
	_ = binary.Write(&b, binary.LittleEndian, []uint32{16, 1 | 1<<16, rate, rate, 1 | 8<<16})
	b.WriteString("data")
	_ = binary.Write(&b, binary.LittleEndian, uint32(n))
	wave := make([]byte, rate)
	for i := range wave {
		wave[i] = byte(128 + 40*math.Sin(2*math.Pi*pitch*float64(i)/rate))
	}
	for left := n; left > 0; left -= rate {
		b.Write(wave[:min(left, rate)])
	}
	return b.Bytes()
}

// transcript is the chat as text, a line a message.
func (s *session) transcript() string {
	var b strings.Builder
	for _, m := range s.messages {
		fmt.Fprintf(&b, "[%s] %s: %s\n", m.at.Format("2006-01-02 15:04:05"), m.from, m.text)
	}
	return b.String()
}
