package admin

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestASessionIsKnownWhereverTheKeyIs(t *testing.T) {
	t.Parallel()
	now := time.Now()
	word := newSeal("shared").session(bearer{tenant: "acme", name: "ana@acme.com"}, now)
	who, ok := newSeal("shared").open(word, now.Add(sessionLife-2*time.Second))
	require.True(t, ok, "another replica knows it")
	require.Equal(t, bearer{tenant: "acme", name: "ana@acme.com"}, who)
	_, ok = newSeal("shared").open(word, now.Add(sessionLife))
	require.False(t, ok, "an hour is over")
	_, ok = newSeal("other").open(word, now)
	require.False(t, ok)
	_, ok = newSeal().open(newSeal().session(bearer{tenant: "acme"}, now), now)
	require.False(t, ok, "without a shared secret each makes its own")
	require.NotEqual(t, word, newSeal("shared").session(bearer{tenant: "acme", name: "ana@acme.com"}, now))
}

func TestAForgedSessionIsNobodys(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := newSeal("shared")
	word := s.session(bearer{tenant: "acme", name: "ana@acme.com"}, now)
	text, mark, _ := strings.Cut(word, ".")
	body, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	other := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(body), "acme", "evil", 1)))
	for name, forged := range map[string]string{
		"another tenant": other + "." + mark, "no mark": text, "an empty mark": text + ".", "half": word[:len(word)/2],
		"nothing": "", "a dot": ".", "no base64": "%." + mark, "two words": word + "." + mark,
	} {
		_, ok := s.open(forged, now)
		require.False(t, ok, name)
	}
}

func FuzzOpen(f *testing.F) {
	s := newSeal("shared")
	f.Add("a.b")
	f.Fuzz(func(t *testing.T, word string) {
		if _, ok := s.open(word, time.Now()); ok {
			t.Fatalf("%q was let in", word)
		}
	})
}
