package crowd

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// neighbours answers for Kustomer and CCAI Platform about as many agents as anybody asks for: the
// sandbox knows a handful. It counts what a crowd costs them.
type neighbours struct {
	url string
	// asked counts requests to Kustomer, polled those to the platform.
	asked, polled atomic.Int64
}

const (
	orgID      = "5f0000000000000000000abc"
	bindSecret = "shared-with-kustomer"
)

// userID is the Kustomer user id of an agent.
func userID(i int) string { return fmt.Sprintf("5f%022x", i) }

func newNeighbours(t testing.TB) *neighbours {
	n := &neighbours{}
	mux := http.NewServeMux()
	say := func(count *atomic.Int64, body func(*http.Request) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			count.Add(1)
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("x-ratelimit-limit", "1000000")
			_, _ = io.WriteString(w, body(r))
		}
	}
	mux.HandleFunc("GET /v1/auth/tokens/current", say(&n.asked, func(*http.Request) string {
		return `{"data":{"type":"auth_token","id":"t","attributes":{"name":"key","roles":["org.admin"]},
			"relationships":{"org":{"data":{"type":"org","id":"` + orgID + `"}}}}}`
	}))
	mux.HandleFunc("GET /v1/users/{id}", say(&n.asked, func(r *http.Request) string {
		id := r.PathValue("id")
		return `{"data":{"type":"user","id":"` + id + `","attributes":{"name":"Agent ` + id[18:] + `","email":"` + id + `@acme.example"}}}`
	}))
	mux.HandleFunc("GET /manager/api/v1/agents", say(&n.polled, func(r *http.Request) string {
		email := r.URL.Query().Get("email")
		var i int
		if local, _, ok := strings.Cut(email, "@"); !ok || len(local) != 24 {
			return "[]"
		} else if _, err := fmt.Sscanf(local[2:], "%x", &i); err != nil {
			return "[]"
		}
		return fmt.Sprintf(`[{"id":%d,"email":"%s","name":"Agent"}]`, i+1, email)
	}))
	mux.HandleFunc("/", say(&n.polled, func(*http.Request) string { return "[]" }))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	n.url = server.URL
	return n
}

// env is what the server has to be told to meet these neighbours.
func (n *neighbours) env() []string {
	u, err := url.Parse(n.url)
	if err != nil {
		panic(err) // httptest made it
	}
	return []string{
		"KUSTOMER_BASE_URL=" + n.url, "KUSTOMER_APP_URL=" + n.url, "KUSTOMER_API_KEY=key", "KUSTOMER_ORG=acme",
		"KUSTOMER_BIND_SECRET=" + bindSecret, "KUSTOMER_CARD_SCRIPT_URL=" + n.url + "/card.js",
		"CCAIP_BASE_URL=http://" + u.Host, "CCAIP_SUBDOMAIN=acme", "CCAIP_API_TOKEN=token",
		"CCAIP_EVENTS_USER=events", "CCAIP_EVENTS_PASSWORD=events-password",
	}
}
