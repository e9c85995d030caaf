package state

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/app/texts"
)

// TestFaultsAreTheServers: each is known by the very words that the server finds a setting wrong with.
func TestFaultsAreTheServers(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	for _, pattern := range []string{"rules/settings*.go", "rules/status_lint.go", "server/tenants/choices.go"} {
		files, err := filepath.Glob(filepath.Join("../../..", pattern))
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, f := range files {
			raw, err := os.ReadFile(f)
			require.NoError(t, err)
			source.Write(raw)
		}
	}
	place := regexp.MustCompile(`\{[a-z]+\}|must be |on must be one of `)
	for _, known := range faultTexts {
		for _, words := range place.Split(known.English(), -1) {
			require.Contains(t, source.String(), strings.Trim(words, ` "`), "the server does not say %q", known)
		}
	}
}

func TestFaultsInTheAdminsLanguage(t *testing.T) {
	texts.Use(texts.Language{Tag: "de", Table: map[string]string{
		"fault.between": "muss zwischen {least} und {most} liegen", "fault.item": "Eintrag {n}: {fault}", "fault.email": "muss eine E-Mail-Adresse sein",
	}})
	t.Cleanup(func() { texts.Use(texts.Language{Tag: "en"}) })
	require.Equal(t, "muss zwischen 1 und 3650 liegen", faultText("must be between 1 and 3650"))
	require.Equal(t, "Eintrag 2: muss eine E-Mail-Adresse sein", faultText("item 2: must be an e-mail address"))
	require.Equal(t, "cannot unmarshal string", faultText("cannot unmarshal string"))
}
