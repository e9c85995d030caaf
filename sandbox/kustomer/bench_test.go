package kustomer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// benchCustomers is how many people call.
const benchCustomers = 500

// BenchmarkCall is what one call costs the stand-in: the customer is looked
// up, a conversation, a message and a note are written, the message changed.
// Five requests; on one core at least 3,000 requests per second are wanted.
func BenchmarkCall(b *testing.B) {
	s, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	if err := s.knobs.Patch([]byte(`{"rateLimit":{"limit":1000000000}}`)); err != nil {
		b.Fatal(err)
	}
	h := s.Handler()
	do := func(method, path, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+s.keys.Normal)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= http.StatusBadRequest {
			b.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		return w
	}
	for i := range benchCustomers {
		do("POST", "/v1/customers", fmt.Sprintf(`{"phones":[{"phone":"+1415555%04d"}],"name":"Caller"}`, i+1000))
	}
	b.ResetTimer()
	for i := range b.N {
		phone := fmt.Sprintf("1415555%04d", i%benchCustomers+1000)
		do("GET", "/v1/customers/phone=%2B"+phone, "")
		customer := s.store.taken["phone +"+phone]
		id := fixedID(fmt.Sprint("bench conversation", i))
		do("POST", "/v1/conversations", `{"id":"`+id+`","customer":"`+customer+`","importedAt":"2026-01-01T00:00:00Z"}`)
		message := fixedID(fmt.Sprint("bench message", i))
		do("POST", "/v1/conversations/"+id+"/messages", `{"id":"`+message+`","channel":"voice","app":"x","meta":{"from":"a"},"importedAt":"2026-01-01T00:00:00Z"}`)
		do("PATCH", "/v1/messages/"+message, `{"preview":"done"}`)
		do("GET", "/v1/customers/"+customer+"/conversations?pageSize=100", "")
	}
}
