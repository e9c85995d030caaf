package world

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// Call is a call object of the platform's Manager API, as far as the tests ask.
type Call struct {
	ID          int    `json:"id"`
	SessionType string `json:"session_type_v2"`
	Status      string `json:"status"`
	// OutboundNumber is what the call shows, Lang the language it is in.
	OutboundNumber string `json:"outbound_number"`
	Lang           string `json:"lang"`
	EndUser        struct {
		Identifier string `json:"identifier"`
	} `json:"end_user"`
}

// Calls are all calls that the platform knows, over its own API. The API counts its requests (ten
// a second, the server's among them): do not ask in a loop.
func (w *World) Calls(t testing.TB) []Call {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, w.Told.CCAIP, nil)
	require.NoError(t, err)
	request.SetBasicAuth(w.Told.CCAIPSubdomain, w.Told.CCAIPToken)
	var all []Call
	for page := 1; ; page++ {
		var some []Call
		address := fmt.Sprintf("%s/manager/api/v1/calls?per=100&page=%d", w.Told.CCAIP, page)
		require.NoError(t, speak(http.MethodGet, address, request.Header, nil, &some))
		all = append(all, some...)
		if len(some) < 100 {
			return all
		}
	}
}

// Call is one call, over the platform's own API.
func (w *World) Call(t testing.TB, id int) Call {
	t.Helper()
	for _, c := range w.Calls(t) {
		if c.ID == id {
			return c
		}
	}
	require.FailNow(t, fmt.Sprintf("the platform does not know call %d", id))
	return Call{}
}

// SendEvents posts session events to the server as the platform does, and answers with the status
// and the text.
func (w *World) SendEvents(t testing.TB, kind, password, body string) (int, string) {
	t.Helper()
	return postRaw(t, w.Server.URL+"/ccaip/default/events/"+url.PathEscape(kind), w.Told.EventsUser, password, body)
}
