package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"regexp"

	"agentadapter/server/telemetry"
)

// newLogger writes JSON lines, or plain ones to a terminal.
func newLogger(w io.Writer, level slog.Level, traces *telemetry.Tracer) *slog.Logger {
	opts := &slog.HandlerOptions{Level: level}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return slog.New(scribe{slog.NewTextHandler(w, opts), traces})
		}
	}
	return slog.New(scribe{slog.NewJSONHandler(w, opts), traces})
}

// scribe adds to each line which request and which trace it belongs to, and masks telephone numbers.
// Rooms do not log numbers; what a neighbour answers, and is logged as an error, may hold one.
type scribe struct {
	slog.Handler
	traces *telemetry.Tracer
}

// Handle writes a line.
func (s scribe) Handle(ctx context.Context, r slog.Record) error {
	line := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		line.AddAttrs(masked(a))
		return true
	})
	if id := requestID(ctx); id != "" {
		line.AddAttrs(slog.String("request", id))
	}
	if trace, span := s.traces.IDs(ctx); trace != "" {
		line.AddAttrs(slog.String("trace_id", trace), slog.String("span_id", span))
	}
	return s.Handler.Handle(ctx, line)
}

// WithAttrs is a scribe whose lines all carry these.
func (s scribe) WithAttrs(all []slog.Attr) slog.Handler {
	kept := make([]slog.Attr, len(all))
	for i, a := range all {
		kept[i] = masked(a)
	}
	return scribe{s.Handler.WithAttrs(kept), s.traces}
}

// WithGroup is a scribe whose lines put what follows into a group.
func (s scribe) WithGroup(name string) slog.Handler {
	return scribe{s.Handler.WithGroup(name), s.traces}
}

var phone = regexp.MustCompile(`(\+|%2B)[0-9][0-9 ().-]{5,}[0-9]`)

// masked leaves the last two digits of telephone numbers in texts and errors.
func masked(a slog.Attr) slog.Attr {
	text := ""
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		text = v.String()
	case slog.KindAny:
		if err, ok := v.Any().(error); ok && err != nil {
			text = err.Error()
		}
	}
	if !phone.MatchString(text) {
		return a
	}
	return slog.String(a.Key, phone.ReplaceAllStringFunc(text, func(n string) string { return "+•••" + n[len(n)-2:] }))
}

// spans are a tracer as the rooms know it.
type spans interface {
	Begin(ctx context.Context, what, tenant, session string, causes []string) (_ context.Context, end func(error))
	Of(ctx context.Context) string
	Tag(ctx context.Context, name, value string)
}

// spans is nil where nobody looks: the rooms then spare themselves the call.
func (c Config) spans() spans {
	if c.Tracer == nil {
		return nil
	}
	return c.Tracer
}
