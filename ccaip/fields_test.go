package ccaip

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFieldsPreferTheExactName(t *testing.T) {
	t.Parallel()
	for range 20 { // maps are read in random order
		f, err := readFields([]byte(`{"CallID":1,"callid":2,"call_id":3,"Call_Id":4}`))
		require.NoError(t, err)
		require.Equal(t, "3", f.id("call_id"))
		f, err = readFields([]byte(`{"callid":2,"CallID":1}`))
		require.NoError(t, err)
		require.Equal(t, "1", f.id("call_id"), "of several other spellings always the same one")
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for raw, want := range map[string]time.Time{
		`"2026-01-02T03:04:05Z"`:      day,
		`"2026-01-02T04:04:05+01:00"`: day,
		`"2026-01-02T04:04:05+0100"`:  day,
		`"2026-01-02 03:04:05 UTC"`:   day,
		`"2026-01-02T03:04:05.000"`:   day,
		`1767323045000`:               day,
		`1767323045`:                  day,
		`"1767323045000"`:             day,
		`1.767323045e12`:              day,
		`null`:                        {},
		`""`:                          {},
	} {
		f, err := readFields([]byte(`{"at":` + raw + `}`))
		require.NoError(t, err)
		got, err := f.time("at")
		require.NoError(t, err, raw)
		require.Equal(t, want, got, raw)
	}
	for _, raw := range []string{`"soon"`, `-5`, `true`, `{}`, `[]`, `1e300`} {
		f, err := readFields([]byte(`{"at":` + raw + `}`))
		require.NoError(t, err)
		_, err = f.time("at")
		require.Error(t, err, raw)
		require.Zero(t, f.when("at"))
	}
}

func TestNumbersAndFlags(t *testing.T) {
	t.Parallel()
	f, err := readFields([]byte(`{"a":12,"b":"12","c":12.9,"d":1e99,"e":"x","f":null,"g":true,"h":"true","i":1,"j":{}}`))
	require.NoError(t, err)
	require.Equal(t, []int{12, 12, 12, 0, 0, 0}, []int{f.number("a"), f.number("b"), f.number("c"), f.number("d"), f.number("e"), f.number("f")})
	require.True(t, f.flag("g"))
	require.True(t, f.flag("h"))
	require.True(t, f.flag("i"))
	require.False(t, f.flag("e"))
	require.False(t, f.flag("j"))
}

// FuzzAnswers feeds every other decoder.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`[{"id":15,"status":{"name":"Break"},"roles":[{"name":"a"},"b",7]}]`))
	f.Add([]byte(`{"message":"no","errors":["a"],"menus":[{"id":1,"children":[{}]}]}`))
	f.Add([]byte(`{"agents":[{"agent_id":"15","current_status":"x"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		readAgent(body)
		readStatusAnswers(body)
		parseMenus(body)
		if e := readRefusal("op", answer{status: 400, header: http.Header{}, body: body}, time.Now()); e.Error() == "" {
			t.Fatal("no words")
		}
		if list, err := readList(body); err == nil {
			for _, raw := range list {
				readSession(KindChat, raw)
			}
		}
	})
}
