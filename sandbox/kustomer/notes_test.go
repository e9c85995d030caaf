package kustomer

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

func TestSection5Notes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer := w.customer(`{"name":"Kim"}`)
	id := w.conversation(customer, "")
	path := "/v1/conversations/" + id + "/notes"
	w.do("POST", path, `{"id":"`+chosen+`","body":"+14155550123","externalId":"note-1","userMentions":[{"user":"`+Agents[0].ID+`"}]}`).ok(201).
		has("data.type", "note", "data.attributes.body", "+14155550123", "data.relationships.conversation.data.id", id,
			"data.relationships.customer.data.type", "customer", "data.relationships.userMentions.data.0.id", Agents[0].ID)
	w.do("POST", path, `{"id":"`+chosen+`","body":"again"}`).refused(409, "conflict", "id", "")
	w.do("POST", "/v1/notes", `{"conversation":"`+id+`","body":"Hello"}`).ok(201)
	w.do("GET", "/v1/conversations/"+id, "").has("data.attributes.noteCount", "2", "data.attributes.messageCount", "0")
	w.do("GET", "/v1/customers/"+customer+"/notes", "").ok(200).has("meta.total", "2")
	for body, parameter := range map[string]string{
		`{}`: "body", `{"body":""}`: "body", `{"body":"` + strings.Repeat("x", 10241) + `"}`: "body", `{"body":"x","direction":"in"}`: "direction",
	} {
		w.do("POST", path, body).refused(400, "badparam", parameter, "")
	}
	w.do("POST", "/v1/notes", `{"body":"x"}`).refused(400, "badparam", "conversation", "Missing")
	w.do("POST", "/v1/notes", `{"body":"x","conversation":"`+id+`","attachments":[]}`).refused(400, "badparam", "attachments", "")
	w.do("PATCH", "/v1/notes/"+chosen, `{"body":"changed"}`).ok(200).has("data.attributes.body", "changed")
	w.do("PUT", "/v1/notes/"+chosen, `{"body":"changed"}`).refused(400, "badparam", "conversation", "Missing")
	w.do("DELETE", "/v1/notes/"+chosen, "").ok(204)
	w.do("GET", "/v1/conversations/"+id, "").has("data.attributes.noteCount", "1")
}

// announce makes an attachment and returns its id, where to send it and with
// which fields.
func (w *world) announce(name string) (string, string, map[string]string) {
	w.t.Helper()
	got := w.do("POST", "/v1/attachments", `{"name":"`+name+`","contentType":"text/plain","contentLength":5}`).ok(201).
		has("data.attributes.uploaded", "false", "data.type", "attachment")
	fields := map[string]string{}
	for name, value := range got.at("meta.upload.fields").(map[string]any) {
		fields[name] = value.(string)
	}
	return got.id(), got.at("meta.upload.url").(string), fields
}

// send posts a form; the parts come in the order of names.
func (w *world) send(url string, fields map[string]string, fileFirst bool, header http.Header) (int, string) {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file := func() {
		part, _ := form.CreateFormFile("file", "x.txt")
		_, _ = io.WriteString(part, "hello")
	}
	if fileFirst {
		file()
	}
	for name, value := range fields {
		_ = form.WriteField(name, value)
	}
	if !fileFirst {
		file()
	}
	_ = form.Close()
	request, _ := http.NewRequestWithContext(w.t.Context(), "POST", url, &body)
	for name := range header {
		request.Header.Set(name, header.Get(name))
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	got, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer got.Body.Close()
	text, _ := io.ReadAll(got.Body)
	return got.StatusCode, string(text)
}

func TestSection5TwoStepUpload(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, url, fields := w.announce("chat.txt")
	if want := "attachments/" + orgID + "/" + id + "-chat.txt"; fields["key"] != want || fields["acl"] != "private" {
		t.Errorf("fields %v", fields)
	}
	if status, text := w.send(url, fields, true, nil); status != 403 || !strings.Contains(text, "<Code>AccessDenied</Code>") {
		t.Errorf("file first: %d %s", status, text)
	}
	if status, text := w.send(url, fields, false, http.Header{"Authorization": {"Bearer x"}}); status != 400 || !strings.Contains(text, "Only one auth mechanism") {
		t.Errorf("with Authorization: %d %s", status, text)
	}
	if status, text := w.send(url, fields, false, nil); status != 204 || text != "" {
		t.Fatalf("upload: %d %s", status, text)
	}
	w.do("GET", "/v1/attachments/"+id, "").ok(200).has("data.attributes.uploaded", "true")
	home := w.conversation(w.customer(`{"name":"Kim"}`), "")
	item := `[{"_id":"` + id + `","name":"chat.txt","contentType":"text/plain","contentLength":5}]`
	w.do("POST", "/v1/conversations/"+home+"/notes", `{"body":"Transcript","attachments":`+item+`}`).ok(201).has("data.relationships.attachments.data.0.id", id)
	message := w.do("POST", "/v1/conversations/"+home+"/messages", `{"channel":"chat","app":"x","attachments":["`+id+`"]}`).ok(201)
	w.do("GET", "/v1/messages/"+message.id()+"/attachments/"+id, "").ok(200)
	w.do("GET", "/v1/conversations/"+home+"/attachments", "").ok(200).has("meta.total", "1")
	w.do("GET", "/v1/conversations/"+home+"/messages?include=attachments", "").ok(200).has("included.0.id", id)
	w.do("PATCH", "/v1/messages/"+message.id(), `{"attachments":["`+id+`"]}`).refused(400, "badparam", "attachments", "") // objects only
	w.do("POST", "/v1/conversations/"+home+"/notes", `{"body":"x","attachments":[{"_id":"`+fixedID("none")+`"}]}`).refused(404, "notfound", "attachments", "")
	if got := w.do("GET", "/_page/files/"+id, "").ok(200); got.text != "hello" || !strings.HasPrefix(got.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the page gets %q", got.text)
	}
}

func TestSection5ExternalFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := func(url string) string {
		return `{"name":"call.mp3","contentType":"audio/mpeg","contentLength":5,"externalUrl":"` + url + `"}`
	}
	w.do("POST", "/v1/attachments", body("https://files.example.com/call.mp3")).ok(201).
		has("data.attributes.uploaded", "true", "meta", "null", "data.links.related", "https://files.example.com/call.mp3")
	for _, url := range []string{"http://files.example.com/a", "https://user:pass@files.example.com/a", "http://127.0.0.1/a", "nowhere"} {
		w.do("POST", "/v1/attachments", body(url)).refused(400, "badparam", "externalUrl", "")
	}
	loopback := newWorld(t, func(c *Config) { c.LoopbackHTTP = true })
	loopback.do("POST", "/v1/attachments", body("http://127.0.0.1:9/a")).ok(201)
	loopback.do("POST", "/v1/attachments", body("http://files.example.com/a")).ok(400)
	w.do("POST", "/v1/attachments", `{"name":"a"}`).refused(400, "badparam", "contentType", "Missing")
}

func TestSection7CustomAttributes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	home := w.conversation(w.customer(`{"name":"Kim"}`), "")
	post := func(custom string) answer {
		return w.do("POST", "/v1/conversations/"+home+"/messages", `{"channel":"voice","app":"x","custom":`+custom+`}`)
	}
	post(`{"queueNameStr":"Billing"}`).refused(400, "badparam", "queueNameStr", "Additional properties not allowed") // nobody registered it
	w.do("PUT", "/v1/metadata/message", `{"properties":{"queueNameStr":{},"callDurationNum":{"displayName":"Seconds"},"atAt":{},"okBool":{},"siteUrl":{}}}`).ok(200).
		has("data.attributes.properties.queueNameStr.type", "string", "data.attributes.properties.queueNameStr.displayName", "Queue Name",
			"data.attributes.properties.callDurationNum.displayName", "Seconds", "data.attributes.properties.queueNameStr.modifiedBy", machineUser)
	w.do("PUT", "/v1/metadata/message", `{"properties":{"csatRatingNum":{}}}`).ok(200) // merges by property
	w.do("GET", "/v1/metadata/message", "").ok(200).has("data.attributes.properties.queueNameStr.type", "string", "data.attributes.properties.csatRatingNum.type", "number")
	made := post(`{"queueNameStr":"Billing","callDurationNum":184,"atAt":"2026-03-02T10:00:00.000Z","okBool":true,"siteUrl":"https://example.com"}`).ok(201)
	w.do("PATCH", "/v1/messages/"+made.id(), `{"custom":{"queueNameStr":null,"callDurationNum":2}}`).ok(200).
		has("data.attributes.custom.queueNameStr", "null", "data.attributes.custom.callDurationNum", "2", "data.attributes.custom.okBool", "true")
	for custom, name := range map[string]string{
		`{"queueNameStr":7}`: "queueNameStr", `{"callDurationNum":"long"}`: "callDurationNum", `{"atAt":"soon"}`: "atAt", `{"okBool":"yes"}`: "okBool",
		`{"siteUrl":"nowhere"}`: "siteUrl", `{"okBln":true}`: "okBln", `{"QueueStr":"x"}`: "QueueStr",
		`{"queueNameStr":"` + strings.Repeat("x", 1025) + `"}`: "queueNameStr",
	} {
		post(custom).refused(400, "badparam", name, "")
	}
	w.knobs(`{"strictCustom":false}`)
	post(`{"unheardOfStr":"x"}`).ok(201)
	post(`{"accountId":"`+chosen+`"}`).refused(400, "badparam", "accountId", "") // references need metadata first
	w.do("PUT", "/v1/metadata/message", `{"properties":{"bad":{}}}`).refused(400, "badparam", "bad", "")
	w.do("GET", "/v1/metadata/weather", "").ok(404)
}

func TestSection7AtMostAHundredAttributes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var many []string
	for i := range 101 {
		many = append(many, `"a`+strings.Repeat("x", i)+`Str":"v"`)
	}
	w.do("POST", "/v1/customers", `{"custom":{`+strings.Join(many, ",")+`}}`).refused(400, "badparam", "custom", "Too many properties")
}
