package contract

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKustomerNotes(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	p := newPerson(t)
	conversation := newConversation(t, p.id)
	path, id := "/v1/conversations/"+conversation+"/notes", newID()
	relies(t, fact{"5", documented, "developer.kustomer.com/api/core-resources (notes)"}, "a note is written under an id of our own", func(t *testing.T) {
		r := crm.expect(t, 201, http.MethodPost, path, map[string]any{"id": id, "body": "+12125550100", "externalId": run + "-note"})
		remove(t, "/v1/notes/"+id)
		require.Equal(t, "+12125550100", resource(t, r.at("data"), "note")["body"])
		require.Equal(t, id, r.at("data", "id"))
		require.Equal(t, conversation, r.at("data", "relationships", "conversation", "data", "id"))
		clash(t, crm.ask(t, http.MethodPost, path, map[string]any{"id": id, "body": "twice"}))
		r = crm.expect(t, 200, http.MethodGet, "/v1/notes/"+id, nil)
		require.Equal(t, "+12125550100", r.at("data", "attributes", "body"))
		r = crm.expect(t, 200, http.MethodPatch, "/v1/notes/"+id, map[string]any{"body": "changed"})
		require.Equal(t, "changed", r.at("data", "attributes", "body"))
	})
	relies(t, fact{"5", documented, "the vendor's OpenAPI"}, "a body is 1 to 10240 characters", func(t *testing.T) {
		for _, body := range []string{"", strings.Repeat("x", 10241)} {
			refusal(t, crm.ask(t, http.MethodPost, path, map[string]any{"body": body}), 400)
		}
		refusal(t, crm.ask(t, http.MethodPost, path, map[string]any{}), 400)
	})
	attachments(t, crm, path)
}

func attachments(t *testing.T, crm *neighbour, notes string) {
	file := map[string]any{"name": "contract-check.txt", "contentType": "text/plain", "contentLength": 5}
	relies(t, fact{"5", documented, "developer.kustomer.com/docs/guides/attachments"}, "a file goes up in two steps and hangs on a note", func(t *testing.T) {
		r := crm.expect(t, 201, http.MethodPost, "/v1/attachments", file)
		require.Equal(t, false, resource(t, r.at("data"), "attachment")["uploaded"])
		stored := upload(t, crm, r, "hello")
		require.Contains(t, []int{200, 201, 204}, stored.status, string(stored.raw))
		require.Equal(t, 204, stored.status, "documented; the product takes any 2xx")
		attached := maps.Clone(file)
		attached["_id"] = r.text("data", "id")
		note := crm.expect(t, 201, http.MethodPost, notes, map[string]any{"body": "Contract check", "attachments": []any{attached}})
		remove(t, "/v1/notes/"+note.text("data", "id"))
	})
	relies(t, fact{"5", documented, "developer.kustomer.com/docs/guides/attachments"}, "the fields come before the file, which is last", func(t *testing.T) {
		crm.needsStandIn(t, "a real store would be sent a broken form")
		r := crm.expect(t, 201, http.MethodPost, "/v1/attachments", file)
		require.GreaterOrEqual(t, form(t, r, "hello", true).status, 400)
	})
	relies(t, fact{"5", documented, "developer.kustomer.com/api/core-resources/create-attachment"}, "name, type and length are all required", func(t *testing.T) {
		for name := range file {
			part := maps.Clone(file)
			delete(part, name)
			refusal(t, crm.ask(t, http.MethodPost, "/v1/attachments", part), 400)
		}
	})
	relies(t, fact{"5", documented, "developer.kustomer.com/api/core-resources/create-attachment"}, "a file may stay where it is, if that is https; older orgs refuse the attribute", func(t *testing.T) {
		linked := maps.Clone(file)
		linked["externalUrl"] = "https://example.com/contract-check.txt"
		r := crm.ask(t, http.MethodPost, "/v1/attachments", linked)
		if r.status != http.StatusCreated {
			refusal(t, r, 400)
			t.Log("this org does not know externalUrl: choose attach or none for recordings")
			return
		}
		require.Nil(t, r.at("meta", "upload"))
		for _, address := range []string{"http://example.com/a.txt", "https://user:pass@example.com/a.txt"} {
			linked["externalUrl"] = address
			refusal(t, crm.ask(t, http.MethodPost, "/v1/attachments", linked), 400)
		}
	})
}

// upload is the second step, as it should be.
func upload(t *testing.T, _ *neighbour, announced reply, content string) reply {
	t.Helper()
	return form(t, announced, content, false)
}

// form sends a file to the place that the first step named, without our credentials.
func form(t *testing.T, announced reply, content string, fileFirst bool) reply {
	t.Helper()
	fields, ok := announced.at("meta", "upload", "fields").(map[string]any)
	require.True(t, ok, "the answer says which fields go along")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	file := func() {
		part, err := w.CreateFormFile("file", "contract-check.txt")
		require.NoError(t, err)
		_, err = part.Write([]byte(content))
		require.NoError(t, err)
	}
	if fileFirst {
		file()
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value, _ := fields[name].(string)
		require.NoError(t, w.WriteField(name, value))
	}
	if !fileFirst {
		file()
	}
	require.NoError(t, w.Close())
	req, err := http.NewRequest(http.MethodPost, announced.text("meta", "upload", "url"), &body)
	require.NoError(t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	r, err := send(req)
	require.NoError(t, err)
	return r
}
