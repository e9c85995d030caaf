package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheLogMasksNumbers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := newLogger(&out, slog.LevelInfo, nil).With("from", "+14155550123")
	ctx := context.WithValue(t.Context(), requestKey{}, "r-1")
	log.WithGroup("g").WarnContext(ctx, "dial refused", "err", errors.New("the number +1 (415) 555-0124 is busy"),
		"path", "/v1/customers/phone=%2B14155550125", "at", "2026-01-01T00:00:00+01:00", "session", "call-418", "n", 14155550126)
	line := out.String()
	require.Contains(t, line, `"from":"+•••23"`)
	require.Contains(t, line, `the number +•••24 is busy`)
	require.Contains(t, line, `phone=+•••25`)
	require.Contains(t, line, `2026-01-01T00:00:00+01:00`, "times stay")
	require.Contains(t, line, `"request":"r-1"`)
	require.Contains(t, line, `"session":"call-418"`)
}
