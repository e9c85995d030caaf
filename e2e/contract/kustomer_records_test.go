package contract

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// person is a customer of the checks.
type person struct{ id, phone, email, externalID string }

// freePhone is a number that nobody in the org has: CONTRACT_PHONE, or one of the range kept for
// films and examples.
func freePhone(t *testing.T) string {
	t.Helper()
	if number := os.Getenv("CONTRACT_PHONE"); number != "" {
		return number
	}
	for range 20 {
		number := fmt.Sprintf("+1%d55501%02d", []int{212, 312, 415, 503, 617, 713, 808, 907}[rand.IntN(8)], rand.IntN(100))
		if kustomer.get(t, "/v1/customers/phone="+number).status == http.StatusNotFound {
			return number
		}
	}
	t.Skip("no number of the example range is free; set CONTRACT_PHONE to one that nobody has")
	return ""
}

// newPerson creates a customer, who is deleted at the end.
func newPerson(t *testing.T) person {
	t.Helper()
	writes(t)
	tag := random(4)
	p := person{phone: freePhone(t), email: run + "-" + tag + "@example.com", externalID: run + "-" + tag}
	r := kustomer.expect(t, http.StatusCreated, http.MethodPost, "/v1/customers", map[string]any{
		"name": "Contract check (may be deleted)", "externalId": p.externalID,
		"phones": []any{map[string]any{"phone": p.phone, "type": "mobile", "verified": false}},
		"emails": []any{map[string]any{"email": p.email, "type": "other", "verified": false}},
	})
	p.id = r.text("data", "id")
	remove(t, "/v1/customers/"+p.id)
	return p
}

// newConversation creates one under an id of our own.
func newConversation(t *testing.T, customer string) string {
	t.Helper()
	writes(t)
	id := newID()
	kustomer.expect(t, http.StatusCreated, http.MethodPost, "/v1/conversations", map[string]any{
		"id": id, "customer": customer, "externalId": run + "-" + id, "name": "Contract check (may be deleted)", "direction": "in",
	})
	remove(t, "/v1/conversations/"+id)
	return id
}

// newMessage records a call in a conversation. Messages cannot be deleted: they go with it.
func newMessage(t *testing.T, conversation string, more map[string]any) reply {
	t.Helper()
	writes(t)
	body := map[string]any{"id": newID(), "channel": "voice", "app": "contract-check", "direction": "in", "preview": "Contract check", "auto": true} // auto: not in reports
	for name, value := range more {
		body[name] = value
	}
	return kustomer.expect(t, http.StatusCreated, http.MethodPost, "/v1/conversations/"+conversation+"/messages", body)
}

// remove deletes a record after the test, and says so if it cannot.
func remove(t *testing.T, path string) {
	t.Helper()
	t.Cleanup(func() {
		r, err := kustomer.try(http.MethodDelete, path, nil)
		if err != nil || r.status >= 300 && r.status != http.StatusNotFound {
			t.Logf("left behind, please delete by hand: %s (%d)", path, r.status)
		}
	})
}

// refusal checks that an answer is an error of either shape that Kustomer has, and that the
// product can read it.
func refusal(t *testing.T, r reply, statuses ...int) {
	t.Helper()
	require.Contains(t, statuses, r.status, r.words())
	first, ok := r.at("errors", 0).(map[string]any)
	require.True(t, ok, "an error has a list errors: %s", r.words())
	require.NotEmpty(t, first["code"], r.words())
	require.True(t, first["title"] != nil || first["message"] != nil, "an error says what is wrong: %s", r.words())
}

// clash checks an answer to a value that another record has. Neither its status nor its words are
// documented; the product understands 409 and a 400 that says so.
func clash(t *testing.T, r reply) {
	t.Helper()
	refusal(t, r, http.StatusConflict, http.StatusBadRequest)
	if r.status == http.StatusBadRequest {
		require.Regexp(t, `(?i)\b(duplicate|conflict|already (exists|in use|taken)|must be unique|not unique)\b`, r.words(),
			"a 400 must be told from a request that is wrong in itself")
	}
}

// resource checks the envelope of one record and returns its attributes.
func resource(t *testing.T, value any, kind string) map[string]any {
	t.Helper()
	require.Equal(t, kind, at(value, "type"))
	require.Regexp(t, objectID, at(value, "id"))
	attributes, ok := at(value, "attributes").(map[string]any)
	require.True(t, ok, "a record has attributes")
	return attributes
}
