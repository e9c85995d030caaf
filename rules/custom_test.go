package rules_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// apps is a session with what its app gave along.
func apps(data ...rules.Datum) rules.Session {
	f := app("connected", values{"connectedAt": "2026-01-01T00:00:06Z"})
	f.Custom = data
	return fold(start(), route(), take(), talk(), f)
}

func datum(key, value string) rules.Datum {
	return rules.Datum{Key: key, Label: strings.ToUpper(key), Value: json.RawMessage(value)}
}

func mapping(m ...rules.CustomData) rules.Settings {
	set := rules.DefaultSettings()
	set.CustomData = m
	return set
}

func TestS12MappedKeysGoIntoFields(t *testing.T) {
	t.Parallel()
	s := apps(datum("zeta", `1.50`), datum("order_no", `"A-17"`), datum("vip", `"true"`), datum("plain", `"yes"`))
	set := mapping(
		rules.CustomData{Key: "order_no", On: "conversation", Field: "orderNoStr"},
		rules.CustomData{Key: "zeta", On: "message", Field: "zetaNum"},
		rules.CustomData{Key: "vip", On: "customer", Field: "vipBool"},
		rules.CustomData{Key: "absent", On: "message", Field: "absentStr"},
	)
	r := known()
	p, writes := run(t, s, &r, set, nil, nil)
	require.Empty(t, p.Warn)
	custom := func(key string) map[string]any { return bodyOf(t, find(t, writes, key))["custom"].(map[string]any) }
	require.Equal(t, "A-17", custom("conversation")["orderNoStr"])
	require.Equal(t, "418", custom("conversation")["callIdStr"], "S1 beside it")
	require.EqualValues(t, 1.5, custom("message")["zetaNum"])
	require.NotContains(t, custom("message"), "absentStr")
	require.Equal(t, map[string]any{"vipBool": true}, custom("data:customer"))
	require.Empty(t, only(writes, "data:conversation"), "it came with the making")
	require.Equal(t, []any{map[string]any{"key": "plain", "label": "PLAIN", "value": "yes"}}, metaOf(t, writes)["customData"])
	_, writes = run(t, s, &r, set, nil, nil)
	require.Empty(t, writes)

	more := s
	more.Custom.Data = append([]rules.Datum{}, s.Custom.Data...)
	more.Custom.Data[1] = datum("order_no", `"B-1"`)
	_, writes = run(t, more, &r, set, nil, nil)
	require.Equal(t, "data:conversation", keys(writes))
	require.Equal(t, map[string]any{"orderNoStr": "B-1"}, bodyOf(t, writes[0])["custom"])
	require.Equal(t, "S12", writes[0].Rule)
}

func metaOf(t *testing.T, writes []rules.Write) map[string]any {
	t.Helper()
	return bodyOf(t, find(t, writes, "message"))["meta"].(map[string]any)
}

func TestS12UnmappedKeysKeepTheirOrder(t *testing.T) {
	t.Parallel()
	s := apps(datum("zeta", `1.50`), datum("alpha", `"a"`), datum("mid", `true`), datum("empty", `null`), rules.Datum{Key: "bare", Value: json.RawMessage(`"b"`)})
	r := known()
	_, writes := run(t, s, &r, rules.DefaultSettings(), nil, nil)
	raw := string(find(t, writes, "message").Body)
	require.Contains(t, raw, `[{"key":"zeta","label":"ZETA","value":1.50},{"key":"alpha","label":"ALPHA","value":"a"},{"key":"mid","label":"MID","value":true},{"key":"bare","label":"bare","value":"b"}]`)
}

func TestS12TypesAreChecked(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		field, value, want string // want empty: mismatch
	}{
		{"aStr", `"x"`, `"x"`}, {"aStr", `7`, `"7"`}, {"aStr", `true`, `"true"`}, {"aTxt", `"x"`, `"x"`}, {"aTree", `"a.b"`, `"a.b"`},
		{"aStr", `"` + strings.Repeat("ä", 1100) + `"`, `"` + strings.Repeat("ä", 1023) + `…"`},
		{"aNum", `1.50`, `1.5`}, {"aNum", `"12"`, `12`}, {"aNum", `"twelve"`, ``}, {"aNum", `true`, ``}, {"aNum", `"inf"`, ``}, {"aNum", `""`, ``},
		{"aBool", `true`, `true`}, {"aBool", `"False"`, `false`}, {"aBool", `"maybe"`, ``},
		{"aAt", `"2026-01-02T03:04:05+01:00"`, `"2026-01-02T02:04:05.000Z"`}, {"aAt", `"2026-01-02"`, `"2026-01-02T00:00:00.000Z"`}, {"aAt", `"soon"`, ``}, {"aAt", `5`, ``},
		{"aUrl", `"https://x.example/a"`, `"https://x.example/a"`}, {"aUrl", `"javascript:alert(1)"`, ``}, {"aUrl", `"x"`, ``},
		{"aId", `"a00000000000000000000015"`, `"a00000000000000000000015"`}, {"aId", `"15"`, ``}, {"aId", `15`, ``}, {"aId", `"A00000000000000000000015"`, ``},
		{"aTree", `"billing.refund"`, `"billing.refund"`}, {"aTree", `""`, ``}, {"aTree", `" a"`, ``}, {"aTree", `"a\nb"`, ``}, {"aTree", `"` + strings.Repeat("a", 1025) + `"`, ``},
	} {
		set := mapping(rules.CustomData{Key: "k", On: "message", Field: row.field}, rules.CustomData{Key: "other", On: "message", Field: "otherStr"})
		r := known()
		p, writes := run(t, apps(datum("k", row.value), datum("other", `"o"`)), &r, set, nil, nil)
		w := find(t, writes, "message")
		custom := bodyOf(t, w)["custom"].(map[string]any)
		require.Equal(t, "o", custom["otherStr"], "S12: the rest is still written")
		if row.want == "" {
			require.Len(t, p.Warn, 1, "%s %s", row.field, row.value)
			require.Equal(t, "field-mismatch", p.Warn[0].Code)
			require.Contains(t, p.Warn[0].Text, row.field)
			require.NotContains(t, custom, row.field)
			require.Contains(t, string(w.Body), `"customData":[{"key":"k"`, "what a field refuses is not lost")
			continue
		}
		require.Empty(t, p.Warn, "%s %s", row.field, row.value)
		require.Contains(t, string(w.Body), `"`+row.field+`":`+row.want)
		require.NotContains(t, string(w.Body), `"customData"`)
	}
}

func TestS14HiddenDataAreNeverWritten(t *testing.T) {
	t.Parallel()
	secret := datum("pin", `"1234"`)
	secret.Hidden = true
	for _, on := range []string{"message", "conversation", "customer", ""} {
		set := rules.DefaultSettings()
		if on != "" {
			set = mapping(rules.CustomData{Key: "pin", On: on, Field: "pinStr"})
		}
		r := known()
		_, writes := run(t, apps(secret, datum("a", `"b"`)), &r, set, nil, nil)
		for _, w := range writes {
			require.NotContains(t, string(w.Body), "1234", on)
			require.NotContains(t, string(w.Body), "pin", on)
		}
	}
}
