package state

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSaveSendsWhatChanged(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"retainDays":30,"paused":false}`)
	p.send(PressedSave{})
	require.Empty(t, p.effects, "nothing has changed")
	require.Equal(t, "Nothing has changed", p.Told)
	p.send(Typed{Name: "retainDays", Text: "7"}, PressedSave{}, PressedSave{})
	require.Len(t, p.asked("save"), 1, "a double press saves once")
	require.JSONEq(t, `{"version":3,"settings":{"retainDays":7}}`, string(p.last("save").Body))
	p.send(Toggled{"paused"})
	p.answerTo("save", 200, map[string]any{"version": 4, "settings": map[string]any{"retainDays": 7, "paused": false}})
	require.Equal(t, "Saved", p.Told)
	require.Equal(t, 4, p.Draft.Version)
	require.Equal(t, []string{"paused"}, p.Draft.Changed(), "what was edited meanwhile stays edited")
}

func TestSetStatusPrioritizationSavesThoseTwo(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"statusInheritance":false,"statusPrioritization":"latest","paused":false}`)
	p.send(Toggled{Inheritance}, Chose{Prioritization, PriorityCRM}, Toggled{"paused"}, PressedSetPriority{})
	require.JSONEq(t, `{"version":3,"settings":{"statusInheritance":true,"statusPrioritization":"crm"}}`, string(p.last("save").Body))
}

func TestSomebodyElseSaved(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"retainDays":30,"paused":false}`)
	p.send(Typed{Name: "retainDays", Text: "7"}, PressedSave{})
	p.answerTo("save", 409, refusalBody("stale-version", "Somebody saved meanwhile.", ""))
	require.True(t, p.Draft.Conflict)
	require.True(t, p.did(Focus{"conflict"}))
	p.answerTo("settings", 200, map[string]any{"version": 9, "settings": map[string]any{"retainDays": 90, "paused": true}})
	require.True(t, p.Draft.Value("paused").On, "theirs is shown where nothing was edited")
	require.Equal(t, "7", p.Draft.Value("retainDays").Text)

	kept := *p
	kept.send(PressedKeepMine{}, PressedSave{})
	require.JSONEq(t, `{"version":9,"settings":{"retainDays":7}}`, string(kept.last("save").Body))
	p.send(PressedUndo{})
	require.False(t, p.Draft.Conflict)
	require.Equal(t, "90", p.Draft.Value("retainDays").Text)
}

func TestWhatIsWrongIsNamedAtItsField(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"retainDays":30}`)
	p.send(Typed{Name: "retainDays", Text: "x"}, PressedSave{})
	require.Empty(t, p.asked("save"))
	require.Equal(t, "It must be a whole number.", p.Draft.Faults["retainDays"])
	require.True(t, p.did(Focus{"part-retainDays"}))

	p.send(Typed{Name: "retainDays", Text: "0"}, PressedSave{})
	require.Empty(t, p.Draft.Faults)
	p.answerTo("save", 400, refusalBody("bad-settings", "setting retainDays: must be between 1 and 3650\nsetting colour: no such setting", ""))
	require.Equal(t, map[string]string{"retainDays": "Must be between 1 and 3650."}, p.Draft.Faults)
	require.False(t, p.Draft.Saving)

	p.send(Typed{Name: "retainDays", Text: "5"}, PressedSave{})
	p.answerTo("save", 400, refusalBody("bad-body", "The body is not JSON.", "Fix."))
	require.Equal(t, "The body is not JSON.", p.Problem.Text)
	p.send(PressedSave{})
	p.answerTo("save", 0, "")
	require.Contains(t, p.Problem.Text, "does not answer")
}

func TestCreate(t *testing.T) {
	t.Parallel()
	p := ready(t, `{}`)
	p.send(PressedCreate{}, PressedCreate{})
	require.Len(t, p.asked("create"), 1)
	require.Equal(t, "POST", p.last("create").Method)
	p.answerTo("create", 200, map[string]any{"created": []string{"message.queueNameStr"}, "existing": []string{}, "createdAt": "2026-01-01T00:00:00Z"})
	require.Equal(t, []string{"message.queueNameStr"}, p.Fields.Created)
	require.False(t, p.Fields.Busy)
	p.send(PressedCreate{})
	p.answerTo("create", 502, refusalBody("role-missing", "Kustomer refused.", "Give the role."))
	require.Equal(t, "Give the role.", p.Fields.Problem.Fix)
	require.Equal(t, []string{"message.queueNameStr"}, p.Fields.Created)
}
