package admin_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnePersonsDataIsErased(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.settings.DefaultCountry = "US"
	token := w.signIn()
	status, body := w.do(token, "POST", "tenants/acme/erase", `{"number":"(415) 555-0123"}`)
	require.Equal(t, 200, status, body)
	require.Equal(t, []string{"erase +14155550123"}, w.done)
	require.Contains(t, body, `"sessions":2`)
	require.Contains(t, body, `{"session":"call-418","state":"buried","text":"Something of it could not be written to Kustomer.","fix":"Replay or discard it, then erase again."}`)
	require.Contains(t, body, `"state":"live"`)
	require.Contains(t, body, "Records in Kustomer")
	status, _ = w.do(token, "POST", "tenants/acme/erase", `{"customer":"5f0000000000000000000001"}`)
	require.Equal(t, 200, status)
	said := w.said.String()
	require.Contains(t, said, "a person's data was erased")
	require.Contains(t, said, "author=ana@acme.com")
	require.NotContains(t, said, "555")
	require.NotContains(t, said, "5f0000000000000000000001")
}

func TestWhoseDataIsErasedMustBeSaid(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for name, c := range map[string]struct{ body, code string }{
		"nobody":         {`{}`, "bad-person"},
		"both":           {`{"number":"+14155550123","customer":"c1"}`, "bad-person"},
		"no number":      {`{"number":"anonymous"}`, "bad-number"},
		"no customer":    {`{"customer":"../c1"}`, "bad-customer"},
		"not even JSON":  {`number`, "bad-body"},
		"another's type": {`{"number":1}`, "bad-body"},
	} {
		status, body := w.do(operator, "POST", "tenants/acme/erase", c.body)
		require.Equal(t, 400, status, name)
		require.Contains(t, body, `"code":"`+c.code+`"`, name)
	}
	require.Empty(t, w.done)
}
