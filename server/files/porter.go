package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/rules"
)

const (
	// PartSize is the largest attachment in bytes: a longer file is split (S5).
	PartSize = 50_000_000
	// carryWithin bounds the bringing of one file.
	carryWithin = 3 * time.Hour
	// partWithin bounds the sending of one part.
	partWithin = 30 * time.Minute
)

// Recordings opens addresses of the platform, or those that they lead on to; ccaip.CallsService does.
type Recordings interface {
	Recording(ctx context.Context, address string) (ccaip.Download, error)
}

// Chats reads chats; ccaip.ChatsService does.
type Chats interface {
	Get(ctx context.Context, id string) (ccaip.Session, error)
}

// Storage opens files of the platform's bucket; *ccaip.Storage does.
type Storage interface {
	Open(ctx context.Context, name string) (ccaip.Download, error)
}

// Attachments takes files; kustomer.AttachmentsService does.
type Attachments interface {
	Upload(ctx context.Context, f kustomer.File) (kustomer.Attachment, error)
	Link(ctx context.Context, f kustomer.File, address string) (kustomer.Attachment, error)
}

// Config makes a Porter.
type Config struct {
	Recordings Recordings
	Chats      Chats
	Storage    Storage // nil: the platform exports no files
	CRM        Attachments
	Spool      *Spool // nil: files of unknown length cannot be brought
	Logger     *slog.Logger
}

// Porter brings one tenant's files. It is safe for concurrent use.
type Porter struct {
	cfg Config
	log *slog.Logger
}

// New makes a Porter.
func New(cfg Config) *Porter {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Porter{cfg: cfg, log: cfg.Logger}
}

// errGrew: more came than was announced, so the file was still being written.
var errGrew = errors.New("files: the file grew while it was read")

// Carry brings one file of a session ("call-418"). It goes on behind what sofar holds, and tells kept
// after each part. Errors of the two neighbours come as they are; others are worth another attempt.
func (p *Porter) Carry(ctx context.Context, session string, c rules.Carry, sofar rules.Carried, kept func(rules.Carried)) (rules.Carried, error) {
	ctx, cancel := context.WithTimeout(ctx, carryWithin)
	defer cancel()
	src, err := p.open(ctx, session, c)
	if err != nil {
		return sofar, err
	}
	defer func() { _ = src.Close() }() // it may be another one by then
	if c.Link {
		return p.link(ctx, c, src)
	}
	var got rules.Carried
	if c.Head > 0 {
		if got.Head, got.Cut, err = src.head(c.Head); err != nil {
			return sofar, fmt.Errorf("files: %s cannot be read: %w", c.Name, err)
		}
		if c.HeadAlone && !got.Cut {
			got.Done = true
			return got, nil
		}
	}
	if src.size < 0 {
		if src, err = p.spooled(ctx, src); err != nil {
			return sofar, err
		}
	}
	switch {
	case src.size > 0:
		return p.send(ctx, c, src, got, sofar, kept)
	case c.Rule == "S11":
		got.Done = true // a chat in which nobody wrote anything
		return got, nil
	}
	return sofar, fmt.Errorf("files: %s is empty; it may still be on its way", c.Name)
}

// send uploads the parts that are not there yet.
func (p *Porter) send(ctx context.Context, c rules.Carry, src *source, got, sofar rules.Carried, kept func(rules.Carried)) (rules.Carried, error) {
	got.Size, got.Of = src.size, int((src.size+PartSize-1)/PartSize)
	if sofar.Size == got.Size && sofar.Of == got.Of {
		got.Parts = append(got.Parts, sofar.Parts...)
	}
	if err := src.skip(int64(len(got.Parts)) * PartSize); err != nil {
		return sofar, fmt.Errorf("files: %s cannot be read: %w", c.Name, err)
	}
	name, kind := named(c.Name, src.kind(c)), src.kind(c)
	for i := len(got.Parts); i < got.Of; i++ {
		left := src.size - int64(i)*PartSize
		file := kustomer.File{Name: partName(name, i, got.Of), ContentType: kind, Size: min(left, PartSize), Body: src}
		a, err := p.upload(ctx, file)
		if err != nil {
			return got, err
		}
		if i == got.Of-1 && !src.ended() {
			return rules.Carried{}, errGrew
		}
		got.Parts = append(got.Parts[:i:i], rules.File{ID: a.ID, Name: a.Name, ContentType: a.ContentType, ContentLength: a.ContentLength})
		got.Done = i == got.Of-1
		kept(got)
	}
	got.Done = true
	return got, nil
}

func (p *Porter) upload(ctx context.Context, file kustomer.File) (kustomer.Attachment, error) {
	ctx, cancel := context.WithTimeout(ctx, partWithin)
	defer cancel()
	return p.cfg.CRM.Upload(ctx, file)
}

// link makes an attachment of a file that stays where it is. Older orgs know no such thing, and an
// address that is not https is refused too: then the link in the message's meta must do.
func (p *Porter) link(ctx context.Context, c rules.Carry, src *source) (rules.Carried, error) {
	kind := src.kind(c)
	if src.size < 0 { // Kustomer asks for the length
		n, err := io.Copy(io.Discard, src)
		if err != nil {
			return rules.Carried{}, fmt.Errorf("files: %s cannot be read: %w", c.Name, err)
		}
		src.size = n
	}
	file := kustomer.File{Name: named(c.Name, kind), ContentType: kind, Size: src.size}
	a, err := p.cfg.CRM.Link(ctx, file, c.From[0].URL)
	if kustomer.KindOf(err) == kustomer.Refused {
		p.log.Warn("Kustomer takes no link to a recording; the message's meta holds it", "err", err)
		return rules.Carried{Done: true}, nil
	}
	if err != nil {
		return rules.Carried{}, err
	}
	return rules.Carried{Done: true, Of: 1, Size: src.size,
		Parts: []rules.File{{ID: a.ID, Name: a.Name, ContentType: a.ContentType, ContentLength: a.ContentLength}}}, nil
}

// endings are what names end in by content type, where the source's name tells none.
var endings = map[string]string{
	"audio/mpeg": ".mp3", "audio/mp3": ".mp3", "audio/wav": ".wav", "audio/x-wav": ".wav", "audio/wave": ".wav",
	"audio/ogg": ".ogg", "audio/mp4": ".m4a", "image/jpeg": ".jpg", "image/png": ".png", "video/mp4": ".mp4", "text/plain": ".txt",
}

// named gives a name its ending, so that a browser knows how to play it.
func named(name, kind string) string {
	bare, _, _ := strings.Cut(kind, ";")
	if path.Ext(name) != "" {
		return name
	}
	return name + endings[strings.ToLower(strings.TrimSpace(bare))]
}

// partName is "call-418 (part 1 of 2).mp3"; a file of one part keeps its name.
func partName(name string, i, of int) string {
	if of == 1 {
		return name
	}
	ext := path.Ext(name)
	return fmt.Sprintf("%s (part %d of %d)%s", strings.TrimSuffix(name, ext), i+1, of, ext)
}

// discard reads n bytes away.
func discard(r io.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, r, n)
	return err
}
