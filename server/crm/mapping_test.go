package crm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

func TestS12MappedFieldsAreRegistered(t *testing.T) {
	t.Parallel()
	ok := record("metadata", "m1", `{"properties":{}}`)
	c, s := setup(t, map[string]reply{"PUT /v1/metadata/conversation": ok, "PUT /v1/metadata/message": ok, "PUT /v1/metadata/customer": ok})
	err := c.Register(t.Context(), []rules.CustomData{
		{Key: "order_no", On: "conversation", Field: "orderNoStr"}, {Key: "vip", On: "customer", Field: "vipBool"},
		{Key: "plan", On: "customer", Field: "planTree"}, {Key: "total", On: "conversation", Field: "totalNum"},
	})
	require.Equal(t, kustomer.Refused, kustomer.KindOf(err), "S12: a tree is made by hand")
	require.ErrorContains(t, err, "the customer has no planTree")
	require.Equal(t, map[string]any{"orderNoStr": map[string]any{"displayName": "Order No"}, "totalNum": map[string]any{"displayName": "Total"}},
		s.sent(t, "PUT /v1/metadata/conversation")["properties"])
	require.Equal(t, map[string]any{"vipBool": map[string]any{"displayName": "Vip"}}, s.sent(t, "PUT /v1/metadata/customer")["properties"])
	require.NotContains(t, s.asked, "PUT /v1/metadata/message", "nothing is mapped there")

	c, _ = setup(t, map[string]reply{"PUT /v1/metadata/message": {403, `{"errors":[{"code":"forbidden","message":"no"}]}`}})
	err = c.Register(t.Context(), []rules.CustomData{{Key: "a", On: "message", Field: "aStr"}})
	require.Equal(t, kustomer.RoleMissing, kustomer.KindOf(err))
}

func TestACustomerIsChangedWithItsCompany(t *testing.T) {
	t.Parallel()
	there := reply{200, `{"data":{"type":"customer","id":"` + customer + `","attributes":{},"relationships":{"company":{"data":{"type":"company","id":"d00000000000000000000001"}}}}}`}
	c, s := setup(t, map[string]reply{"GET /v1/customers/" + customer: there, "PATCH /v1/customers/" + customer: there})
	_, err := c.Apply(t.Context(), write(rules.Change, rules.OnCustomer, customer, "", `{"custom":{"vipBool":true}}`))
	require.NoError(t, err)
	sent := s.sent(t, "PATCH /v1/customers/"+customer)
	require.Equal(t, map[string]any{"vipBool": true}, sent["custom"])
	require.Equal(t, "d00000000000000000000001", sent["company"])
}

func TestANoteIsChanged(t *testing.T) {
	t.Parallel()
	c, s := setup(t, map[string]reply{"PATCH /v1/notes/a00000000000000000000001": record("note", "a00000000000000000000001", `{}`)})
	out, err := c.Apply(t.Context(), write(rules.Change, rules.OnNote, "a00000000000000000000001", "", `{"body":"b","attachments":[{"_id":"f","name":"n","contentType":"t","contentLength":3}]}`))
	require.NoError(t, err)
	require.Equal(t, rules.Outcome{ID: "a00000000000000000000001"}, out)
	require.Equal(t, []any{map[string]any{"_id": "f", "name": "n", "contentType": "t", "contentLength": 3.0}}, s.sent(t, "PATCH /v1/notes/a00000000000000000000001")["attachments"])
}

func TestAConversationKeepsItsStandardData(t *testing.T) {
	t.Parallel()
	there := record("conversation", conversation, `{"custom":{"callIdStr":"7","sessionChannelStr":"voice","languageStr":null,"secretStr":"•••"}}`)
	c, s := setup(t, map[string]reply{"GET /v1/conversations/" + conversation: there, "PATCH /v1/conversations/" + conversation: there})
	_, err := c.Apply(t.Context(), write(rules.Change, rules.OnConversation, conversation, "", `{"custom":{"orderNoStr":"A-17"}}`))
	require.NoError(t, err)
	require.Equal(t, map[string]any{"orderNoStr": "A-17", "callIdStr": "7", "sessionChannelStr": "voice"}, s.sent(t, "PATCH /v1/conversations/"+conversation)["custom"])
	_, err = c.Apply(t.Context(), write(rules.Change, rules.OnConversation, conversation, "", `{"assignedUsers":["a"]}`))
	require.NoError(t, err)
	require.Equal(t, 3, len(s.asked), "read only where fields are written")
}
