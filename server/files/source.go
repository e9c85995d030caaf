package files

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"agentadapter/ccaip"
	"agentadapter/rules"
)

// errNoStorage: a plan names the bucket of a tenant that has none any more.
var errNoStorage = errors.New("files: the tenant has no storage of exported files")

// errNotYet: the place is there, and what is wanted is not.
var errNotYet = errors.New("files: the file is not there yet")

// source is a file being read.
type source struct {
	io.Reader
	io.Closer
	size int64 // bytes, -1 if not told
	told string
}

// open opens the first place that has the file. If none has, the first one's error tells why.
func (p *Porter) open(ctx context.Context, session string, c rules.Carry) (*source, error) {
	var why error
	for _, from := range c.From {
		src, err := p.openOne(ctx, session, from)
		if err == nil {
			return src, nil
		}
		why = cmp.Or(why, err)
	}
	return nil, why
}

func (p *Porter) openOne(ctx context.Context, session string, from rules.Origin) (*source, error) {
	switch {
	case from.Stored != "":
		if p.cfg.Storage == nil {
			return nil, errNoStorage
		}
		return downloaded(p.cfg.Storage.Open(ctx, from.Stored))
	case from.URL != "":
		return page(downloaded(p.cfg.Recordings.Recording(ctx, from.URL)))
	case from.Object:
		return p.openTranscript(ctx, session)
	}
	return fromText(from.Text), nil
}

func downloaded(d ccaip.Download, err error) (*source, error) {
	if err != nil {
		return nil, err
	}
	return &source{Reader: d.ReadCloser, Closer: d.ReadCloser, size: d.Size, told: d.ContentType}, nil
}

// page refuses what is no file: a sign-in page or an error in JSON under status 200.
func page(src *source, err error) (*source, error) {
	if err != nil {
		return nil, err
	}
	kind := strings.ToLower(src.told)
	if strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "application/json") {
		_ = src.Close() // it was only read
		return nil, fmt.Errorf("%w: its address answers with %s", errNotYet, src.told)
	}
	return src, nil
}

// openTranscript reads the chat's object, which holds the transcript or its address.
func (p *Porter) openTranscript(ctx context.Context, session string) (*source, error) {
	_, id, _ := strings.Cut(session, "-")
	chat, err := p.cfg.Chats.Get(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case chat.Transcript == "":
		return nil, errNotYet
	case strings.HasPrefix(chat.Transcript, "https://"), strings.HasPrefix(chat.Transcript, "http://"):
		if !strings.ContainsAny(chat.Transcript, " \r\n\t") {
			return downloaded(p.cfg.Recordings.Recording(ctx, chat.Transcript))
		}
	}
	return fromText(chat.Transcript), nil
}

func fromText(text string) *source {
	return &source{Reader: strings.NewReader(text), Closer: io.NopCloser(nil), size: int64(len(text))}
}

// kind is the content type: what the plan says, else what the source told.
func (s *source) kind(c rules.Carry) string {
	return cmp.Or(c.Type, s.told, "application/octet-stream")
}

// head reads the beginning as text, at most so many characters, and puts it back. What is no text is
// replaced, so that one odd byte does not make a note impossible.
func (s *source) head(limit int) (text string, cut bool, err error) {
	most := limit*utf8.UTFMax + utf8.UTFMax
	var buf bytes.Buffer
	n, err := io.CopyN(&buf, s.Reader, int64(most))
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	s.Reader = io.MultiReader(bytes.NewReader(buf.Bytes()), s.Reader)
	text = strings.TrimPrefix(strings.ToValidUTF8(buf.String(), "�"), "\ufeff")
	text = strings.ReplaceAll(text, "\x00", "")
	letters := []rune(text)
	if cut = len(letters) > limit || n == int64(most); cut {
		letters = letters[:min(len(letters), limit)]
	}
	return strings.TrimSpace(string(letters)), cut, nil
}

// skip passes over what is there already.
func (s *source) skip(n int64) error {
	if n == 0 {
		return nil
	}
	if at, ok := s.Reader.(io.Seeker); ok {
		_, err := at.Seek(n, io.SeekCurrent)
		return err
	}
	return discard(s.Reader, n)
}

// ended tells whether nothing follows.
func (s *source) ended() bool {
	var one [1]byte
	n, _ := io.ReadFull(s.Reader, one[:])
	return n == 0
}
