package crm_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestC4WhoSharesANumberIsReadAgain(t *testing.T) {
	t.Parallel()
	const shares = `"sharedPhones":[{"phone":"+14155550123"}]`
	hit := func(id string) string { return `{"type":"customer","id":"` + id + `","attributes":{` + shares + `}}` }
	c, _ := setup(t, map[string]reply{
		"POST /v1/customers/search": {200, `{"data":[` + hit("m1") + `,` + hit("m2") + `,` + hit("m3") + `,` + hit("m4") + `,` + hit("m5") + `]}`},
		"GET /v1/customers/m1":      record("customer", "m1", `{"name":"Mia",`+shares+`,"createdAt":"2026-01-01T00:00:00.000Z"}`),
		"GET /v1/customers/m2":      record("customer", "m2", `{"displayName":"mo@example.com",`+shares+`}`),
		"GET /v1/customers/m3":      record("customer", "m3", `{"sharedPhones":[]}`),
		"GET /v1/customers/m4":      record("customer", "m4", `{"deleted":true,`+shares+`}`),
		"GET /v1/customers/m1/conversations": {200, `{"data":[
			{"type":"conversation","id":"k1","attributes":{"name":"Older","status":"open","updatedAt":"2026-01-02T00:00:00.000Z"}},
			{"type":"conversation","id":"k2","attributes":{"name":"Billing","status":"open","updatedAt":"2026-01-03T00:00:00.000Z"}},
			{"type":"conversation","id":"k3","attributes":{"name":"Done","status":"done","updatedAt":"2026-01-04T00:00:00.000Z"}}]}`},
		"GET /v1/customers/m2/conversations": {200, `{"data":[]}`},
	})
	found, err := c.Shared(t.Context(), "+14155550123")
	require.NoError(t, err)
	require.Len(t, found, 2, "one no longer shares it, one is deleted, one is gone")
	require.Equal(t, "Mia", found[0].Name)
	require.Equal(t, "Billing", found[0].LastTitle)
	require.Equal(t, "mo@example.com", found[1].Name)
	require.True(t, found[1].LastAt.IsZero())
}
