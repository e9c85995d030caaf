package admin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
)

func TestChoicesAreBothSidesStatuses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	status, body := w.do(w.signIn(), "GET", "tenants/acme/choices", "")
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"kustomerStatuses":[{"id":"k1","name":"Available","type":"available","system":true},{"id":"k2","name":"Lunch","type":"unavailable","system":false}],
		"platformStatuses":[{"name":"Available","color":"#0a0","system":false},{"name":"In-call","color":"","system":true}],"problems":[]}`, body)
}

func TestStatusesThatDoNotTellCountAsOn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.crm.statuses = []kustomer.RoutingStatus{{ID: "k1", Name: "Available"}, {ID: "k2", Name: "Lunch"}}
	_, body := w.do(operator, "GET", "tenants/acme/choices", "")
	require.Contains(t, body, "Lunch")
}

func TestASideThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.crm.fault = &kustomer.Error{Kind: kustomer.RoleMissing, Op: "list statuses"}
	w.platform.fault = &ccaip.Error{Kind: ccaip.KeyAtFault, Op: "list statuses"}
	status, body := w.do(operator, "GET", "tenants/acme/choices", "")
	require.Equal(t, 200, status)
	require.Contains(t, body, `"kustomerStatuses":[]`)
	require.Contains(t, body, `"platformStatuses":[]`)
	require.Contains(t, body, `{"code":"role-missing","text":"The statuses of Kustomer cannot be read.`)
	require.Contains(t, body, `{"code":"token-refused"`)
}

func TestPeopleOfBothSides(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, body := w.do(operator, "GET", "tenants/acme/people", "")
	require.JSONEq(t, `{"users":[{"id":"a1","name":"Ana","email":"Ana@acme.com","both":true},{"id":"b1","name":"Ben","email":"ben@acme.com","both":false}],
		"agents":[{"id":"15","name":"Ana","email":"ana@acme.com","both":true},{"id":"16","name":"Cleo","email":"cleo@acme.com","both":false}]}`, body)
	w.platform.fault = &ccaip.Error{Kind: ccaip.Unreachable, Op: "list agents"}
	status, body := w.do(operator, "GET", "tenants/acme/people", "")
	require.Equal(t, 502, status)
	require.Contains(t, body, "platform-unreachable")
}
