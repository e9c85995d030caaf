package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Version is the talk this build speaks.
const Version = 1

// Oldest is the oldest version this build still understands: its own and, once there is one, the
// version before, so that pages opened before an upgrade finish their calls.
const Oldest = 1

// MaxUp is the largest up frame in bytes that a server reads. The largest honest one is a hello.
const MaxUp = 16 << 10

// Head is what every frame carries beside its body.
type Head struct {
	// Version of the talk; see Version and Oldest.
	Version int `json:"v"`
	// Type names the body, as in the package's tables.
	Type string `json:"type"`
	// Ref ties an answer to its question; chosen by who asks, at most 64 bytes.
	Ref string `json:"ref,omitempty"`
	// N numbers the down frames of an agent, rising.
	N uint64 `json:"n,omitempty"`
	// Term is the grant under which an up frame is said.
	Term uint64 `json:"term,omitempty"`
}

// Up is a frame's body from browser to server.
type Up interface{ upType() string }

// Down is a frame's body from server to browser.
type Down interface{ downType() string }

// UpFrame is a decoded frame from a browser.
type UpFrame struct {
	Head
	Body Up
}

// DownFrame is a decoded frame from a server.
type DownFrame struct {
	Head
	Body Down
}

// ErrVersion says that the other end speaks a version this build does not.
var ErrVersion = errors.New("protocol: version not spoken here")

// UnknownTypeError names a frame type that this build does not know.
type UnknownTypeError struct{ Type string }

func (e *UnknownTypeError) Error() string {
	return fmt.Sprintf("protocol: unknown frame type %q", clip(e.Type, 40))
}

type envelope struct {
	Head
	Body json.RawMessage `json:"body,omitempty"`
}

// EncodeUp gives the bytes of a frame to the server. The head's version and type are filled in.
func EncodeUp(h Head, body Up) ([]byte, error) {
	h.Type = body.upType()
	return encode(h, body)
}

// EncodeDown gives the bytes of a frame to a browser. The head's version and type are filled in.
func EncodeDown(h Head, body Down) ([]byte, error) {
	h.Type = body.downType()
	return encode(h, body)
}

func encode(h Head, body any) ([]byte, error) {
	h.Version = Version
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("protocol: encode %s: %w", h.Type, err)
	}
	if bytes.Equal(raw, []byte("{}")) {
		raw = nil
	}
	return json.Marshal(envelope{h, raw})
}

// Numbered gives an encoded down frame, which has no number yet, its number. What is no frame stays
// as it is.
func Numbered(data []byte, n uint64) []byte {
	if len(data) < 3 || data[0] != '{' {
		return data
	}
	numbered := make([]byte, 0, len(data)+27)
	numbered = append(numbered, `{"n":`...)
	numbered = strconv.AppendUint(numbered, n, 10)
	numbered = append(numbered, ',')
	return append(numbered, data[1:]...)
}

// DecodeUp reads a browser's frame. It answers ErrVersion for a version not spoken here, an
// *UnknownTypeError for an unknown type, and otherwise an error that names the frame and field.
func DecodeUp(data []byte) (UpFrame, error) {
	e, err := open(data)
	if err != nil {
		return UpFrame{Head: e.Head}, err
	}
	body, err := read(e, upTypes)
	return UpFrame{e.Head, body}, err
}

// DecodeDown reads a server's frame; errors as DecodeUp.
func DecodeDown(data []byte) (DownFrame, error) {
	e, err := open(data)
	if err != nil {
		return DownFrame{Head: e.Head}, err
	}
	body, err := read(e, downTypes)
	return DownFrame{e.Head, body}, err
}

// open reads the envelope alone and checks the version, so that a frame of another version is
// told apart from a broken one.
func open(data []byte) (envelope, error) {
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fmt.Errorf("protocol: not a frame: %w", err)
	}
	if e.Version < Oldest || e.Version > Version {
		return e, fmt.Errorf("%w: %d, spoken are %d to %d", ErrVersion, e.Version, Oldest, Version)
	}
	if len(e.Ref) > 64 {
		return e, fmt.Errorf("protocol: %s: ref is longer than 64 bytes", clip(e.Type, 40))
	}
	return e, nil
}

func read[B any](e envelope, types map[string]func(json.RawMessage) (B, error)) (B, error) {
	var none B
	decode, ok := types[e.Type]
	if !ok {
		return none, &UnknownTypeError{e.Type}
	}
	raw := e.Body
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		raw = json.RawMessage("{}")
	}
	body, err := decode(raw)
	if err != nil {
		return none, fmt.Errorf("protocol: %s: %w", e.Type, err)
	}
	return body, nil
}

// as makes the decoder of one body type. Unknown fields are let pass: a newer end may say more.
func as[T any, B any](wrap func(T) B) func(json.RawMessage) (B, error) {
	return func(raw json.RawMessage) (B, error) {
		var v T
		err := json.Unmarshal(raw, &v)
		return wrap(v), err
	}
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + "…"
}
