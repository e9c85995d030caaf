package bench

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// sessions is how many are played; a tenth of them sets the mark, if that is enough to fill the
// history.
var sessions = flag.Int("sessions", 100_000, "how many sessions the benchmark of the memory plays on each side")

// kept is the history that both stand-ins are told to keep.
const kept = 2000

// slack is how much larger than after the first tenth the process may be at the end.
const slack = 1.5

// BenchmarkMemory lets many sessions pass through a sandbox with a short history.
func BenchmarkMemory(b *testing.B) {
	s := open(b, "--history", fmt.Sprint(kept))
	customers := make([]string, 100)
	s.many(b, len(customers), func(i int) request {
		return request{http.MethodPost, s.Kustomer + "/v1/customers", fmt.Sprintf(`{"phones":[{"phone":"+12135550%03d"}]}`, i-1)}
	})
	for i := range customers {
		customers[i] = s.idAt(b, fmt.Sprintf("/v1/customers/phone=%%2B12135550%03d", i))
	}
	conversation := func(i int) request {
		return request{http.MethodPost, s.Kustomer + "/v1/conversations",
			`{"id":"` + id(ofConversations, i) + `","customer":"` + customers[i%len(customers)] + `","name":"Inbound call",` + past + `}`}
	}
	message := func(i int) request {
		return request{http.MethodPost, s.Kustomer + "/v1/conversations/" + id(ofConversations, i) + "/messages",
			`{"id":"` + id(ofMessages, i) + `","channel":"voice","app":"bench","direction":"in",` + past + `}`}
	}
	play := func(from, to int) {
		const batch = kept / 4 // so that no conversation is forgotten before its message comes
		for ; from < to; from += batch {
			start, n := from, min(batch, to-from)
			s.many(b, n, func(i int) request { return s.abandoned(start + i) })
			s.many(b, n, func(i int) request { return conversation(start + i) })
			s.many(b, n, func(i int) request { return message(start + i) })
		}
	}
	b.ResetTimer()
	play(0, *sessions/10)
	early := s.resident(b)
	play(*sessions/10, *sessions)
	late := s.resident(b)
	b.ReportMetric(early, "MB-at-a-tenth")
	b.ReportMetric(late, "MB-at-the-end")
	if full := *sessions/10 >= 2*kept; full && late > early*slack {
		b.Errorf("after %d sessions the sandbox holds %.0f MB, after a tenth of them it held %.0f: its history is not bounded", *sessions, late, early)
	}
}

// idAt is the id of the record that a path leads to.
func (s *stage) idAt(b *testing.B, path string) string {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, s.Kustomer+path, nil)
	require.NoError(b, err)
	req.Header.Set("Authorization", "Bearer "+s.KustomerKey)
	res, err := s.client.Do(req)
	require.NoError(b, err)
	defer res.Body.Close()
	var found struct{ Data struct{ ID string } }
	require.NoError(b, json.NewDecoder(res.Body).Decode(&found))
	require.NotEmpty(b, found.Data.ID, path)
	return found.Data.ID
}
