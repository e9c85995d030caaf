package state

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func versioned(t *testing.T) *play {
	t.Helper()
	p := ready(t, `{"retainDays":7,"paused":true,"recordWhen":"assigned"}`, "recordWhen")
	p.send(ChoseTab{TabVersions})
	p.answerTo("versions", 200, map[string]any{"versions": []Version{
		{Version: 1, Author: "ana@acme.com", Settings: map[string]json.RawMessage{"retainDays": json.RawMessage("60")}},
		{Version: 2, Author: "ben@acme.com", Settings: map[string]json.RawMessage{"retainDays": json.RawMessage("7"), "paused": json.RawMessage("true")}},
	}})
	return p
}

func TestVersionsTellWhatTheyChanged(t *testing.T) {
	t.Parallel()
	p := versioned(t)
	require.Equal(t, 2, p.Versions.All[0].Version, "the newest first")
	require.Equal(t, []Difference{{"paused", "Pause writing", "false", "true"}, {"retainDays", "Keep events and audit for days", "60", "7"}}, p.Versions.Differences(2))
	require.Equal(t, []Difference{{"retainDays", "Keep events and audit for days", "30", "60"}}, p.Versions.Differences(1), "against the defaults")
	require.Empty(t, p.Versions.Differences(9))
}

func TestRollbackIsADraftOfItsOwn(t *testing.T) {
	t.Parallel()
	p := versioned(t)
	p.send(PressedRollback{1})
	require.Equal(t, TabSettings, p.Tab)
	require.ElementsMatch(t, []string{"paused", "retainDays"}, intersect(p.Draft.Changed(), "paused", "retainDays"))
	require.Equal(t, "60", p.Draft.Value("retainDays").Text)
	require.Equal(t, "assigned", p.Draft.Value("recordWhen").Text, "what the operator manages stays")
	require.Empty(t, p.asked("save"), "nothing is in force before Save")
}

// intersect keeps those words that are wanted.
func intersect(words []string, wanted ...string) []string {
	var found []string
	for _, w := range words {
		for _, one := range wanted {
			if w == one {
				found = append(found, w)
			}
		}
	}
	return found
}

func TestExportAndImport(t *testing.T) {
	t.Parallel()
	p := versioned(t)
	p.send(Typed{Name: "retainDays", Text: "9"}, PressedExport{})
	require.Contains(t, p.Versions.Text, `"retainDays": 9`)
	require.Equal(t, p.Versions.Text, p.Texts()["versions-text"])

	for text, want := range map[string]string{"{": "no JSON object", "[]": "no JSON object", `{"colour":1,"retainDays":5}`: "Unknown settings: colour."} {
		p.send(TypedImport{text}, PressedImport{})
		require.Contains(t, p.Versions.Problem.Text, want)
		require.Equal(t, "9", p.Draft.Value("retainDays").Text)
	}
	p.send(TypedImport{`{"version":3,"settings":{"retainDays":5,"recordWhen":"queued"}}`}, PressedImport{})
	require.Empty(t, p.Versions.Problem.Text)
	require.Equal(t, "5", p.Draft.Value("retainDays").Text)
	require.Equal(t, "assigned", p.Draft.Value("recordWhen").Text)
	require.Equal(t, TabSettings, p.Tab)
}
