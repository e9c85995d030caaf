package story

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// held is a CRM that holds what the story whole expects.
func held() []Record {
	message := Record{Kind: Message, ID: "m", Fields: map[string]any{"externalId": "call-418", "meta": map[string]any{"csat": map[string]any{"rating": 5.0}}},
		Files: []string{"call-418-2.wav", "call-418.wav"}}
	note := Record{Kind: Note, ID: "n", Fields: map[string]any{"body": "said to pia@example.com:\nhello"}}
	return []Record{{Kind: Customer, ID: "c", Fields: map[string]any{"name": "Pia", "phones": []any{map[string]any{"phone": "+14155550101", "verified": true}}},
		Within: []Record{{Kind: Conversation, ID: "v", Fields: map[string]any{"assigned": "Ana Ruiz"}, Within: []Record{note, message}}}}}
}

// A judge that sees nothing acquits all: each fault made up here must be named.
func TestJudge(t *testing.T) {
	t.Parallel()
	s, err := Parse("one", whole)
	require.NoError(t, err)
	require.Empty(t, Judge(s.Expect, held()))
	require.Empty(t, Judge(nil, nil))

	conversation := func(all []Record) *Record { return &all[0].Within[0] }
	for name, c := range map[string]struct {
		spoil func(all []Record) []Record
		what  string
		says  string
	}{
		"no customer":      {func([]Record) []Record { return nil }, Lost, "customer Pia"},
		"a customer twice": {func(all []Record) []Record { return append(all, held()...) }, Besides, "customer Pia"},
		"no message":       {func(all []Record) []Record { conversation(all).Within = conversation(all).Within[:1]; return all }, Lost, "message call-418"},
		"a message twice": {func(all []Record) []Record {
			v := conversation(all)
			v.Within = append(v.Within, v.Within[1])
			return all
		}, Besides, "message call-418"},
		"a note too many": {func(all []Record) []Record {
			v := conversation(all)
			v.Within = append(v.Within, Record{Kind: Note})
			return all
		}, Besides, "note"},
		"no file": {func(all []Record) []Record { conversation(all).Within[1].Files = []string{"call-418.wav"}; return all }, Lost, "call-418-2.wav"},
		"a file twice": {func(all []Record) []Record {
			m := &conversation(all).Within[1]
			m.Files = append(m.Files, "call-418.wav")
			return all
		}, Besides, "call-418.wav"},
		"files on the note": {func(all []Record) []Record { conversation(all).Within[0].Files = []string{"x"}; return all }, Besides, "x"},
		"another agent":     {func(all []Record) []Record { conversation(all).Fields["assigned"] = "Ben Okafor"; return all }, Differs, `assigned is "Ben Okafor"`},
		"another number":    {func(all []Record) []Record { all[0].Fields["phones"] = "+1"; return all }, Differs, "phones"},
		"a number more": {func(all []Record) []Record {
			all[0].Fields["phones"] = append(all[0].Fields["phones"].([]any), map[string]any{"phone": "+1"})
			return all
		}, Differs, "phones"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults := Judge(s.Expect, c.spoil(held()))
			require.NotEmpty(t, faults)
			require.Equal(t, c.what, faults[0].What)
			require.Contains(t, faults[0].Text, c.says)
		})
	}
}

// Records are paired by what fits best, whatever their order.
func TestJudgePairs(t *testing.T) {
	t.Parallel()
	want, err := wants([]string{"customer", "customer: Pia", "customer: Unknown *"})
	require.NoError(t, err)
	named := func(name string) Record { return Record{Kind: Customer, Fields: map[string]any{"name": name}} }
	require.Empty(t, Judge(want, []Record{named("Unknown caller"), named("Pia"), named("Eve")}))
	require.Len(t, Judge(want, []Record{named("Pia"), named("Eve"), named("Kim")}), 1)
}

func TestFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, value string
		fits           bool
	}{
		{"a", "a", true}, {"a", "b", false}, {"-", "", true}, {"-", "a", false}, {"*", "", false}, {"*", "a", true},
		{"a * c", "a b c", true}, {"a * c", "a b", false}, {"a*", "ab", true}, {"*b", "ab", true}, {"*b", "ba", false},
		{`a\nb`, "a\nb", true}, {"a*a", "a", false}, {"*x*y*", "1x2y3", true}, {"*x*y*", "1y2x3", false},
	} {
		require.Equal(t, c.fits, fits(c.pattern, c.value), "%s and %s", c.pattern, c.value)
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	r := Record{Kind: Message, Fields: map[string]any{"n": 184.0, "yes": true, "none": nil, "deep": map[string]any{"er": "x"},
		"list": []any{map[string]any{"key": "order_no", "value": "A-17"}, map[string]any{"email": "a@b"}, "c"}}}
	for path, want := range map[string]string{"n": "184", "yes": "true", "none": "", "deep.er": "x", "deep.est": "", "list": "order_no=A-17, a@b, c"} {
		require.Equal(t, want, r.Value(path), path)
	}
}
