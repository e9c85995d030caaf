package web

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestPickLanguage(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{
		"": "en", "de": "de", "de-AT,de;q=0.9,en;q=0.8": "de", "pt-BR,pt;q=0.9,es;q=0.8": "es",
		"EN-gb, fr": "en", "ja;q=0.5": "ja", "zh, ko": "en", ";;,,": "en", "*": "en",
	} {
		require.Equal(t, want, pick(accept), accept)
	}
}

// TestPageBeginsInTheAgentsLanguage: what stands there before any script ran is read, too.
func TestPageBeginsInTheAgentsLanguage(t *testing.T) {
	t.Parallel()
	s := stocked(t, built())
	p := page()
	p.AcceptLanguage = "de-AT,de;q=0.9"
	var out bytes.Buffer
	require.NoError(t, s.writePage(&out, p))
	for _, want := range []string{
		`<html lang="de"`, `<title>Agent-Adapter</title>`, `<span class="word">Connecting</span>`,
		`type="application/json" crossorigin href="` + s.address("texts/de.json") + `"`,
		`&#34;fr&#34;:&#34;` + s.address("texts/fr.json"),
	} {
		require.Contains(t, out.String(), want)
	}
	out.Reset()
	p.AcceptLanguage = "en-US"
	require.NoError(t, s.writePage(&out, p))
	require.NotContains(t, out.String(), "application/json", "English is compiled in")
}

func TestTablesMustBeThere(t *testing.T) {
	t.Parallel()
	for _, torn := range []*fstest.MapFile{nil, {Data: []byte("{")}} {
		static := built()
		delete(static, "texts/fr.json")
		if torn != nil {
			static["texts/fr.json"] = torn
		}
		_, err := stock(static)
		require.ErrorContains(t, err, "texts/fr.json")
	}
}
