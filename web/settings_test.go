package web

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWriteSettings(t *testing.T) {
	t.Parallel()
	s := stocked(t, built())
	var out bytes.Buffer
	require.NoError(t, s.writeSettings(&out, page()))
	html := out.String()
	for _, want := range []string{
		`<html lang="en"`, `<title>Agent adapter settings</title>`, `data-tenant="a&#34;cme"`,
		`data-parent-origin="https://acme.kustomerapp.com"`, `data-wasm="` + s.address("admin.wasm") + `"`,
		`src="https://cdn.example/card.js"`, `href="` + s.address("settings.css") + `"`,
	} {
		require.Contains(t, html, want)
	}
	require.NotRegexp(t, inline, html)
	require.NotContains(t, html, "app.wasm")
}

// TestAgentsNeverWaitForTheAdminsPage: it is of another bundle, and neither its absence nor a change of
// it touches theirs.
func TestAgentsNeverWaitForTheAdminsPage(t *testing.T) {
	t.Parallel()
	before := stocked(t, built())
	without := built()
	delete(without, "admin.wasm.br")
	s := stocked(t, without)
	require.Equal(t, before.build, s.build)
	require.ErrorIs(t, s.writeSettings(new(bytes.Buffer), page()), ErrNoBundle)
	require.NoError(t, s.writePage(new(bytes.Buffer), page()))
}
