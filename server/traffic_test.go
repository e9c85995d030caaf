package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"
)

func TestTrafficIsCountedByTenantNeighbourAndStatus(t *testing.T) {
	t.Parallel()
	neighbour := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/no" {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	seen := newTraffic(nil)
	client := seen.line("acme", "kustomer").client()
	for _, path := range []string{"/yes", "/yes", "/no"} {
		answer, err := client.Get(neighbour.URL + path)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
	}
	neighbour.Close()
	_, err := client.Get(neighbour.URL)
	require.Error(t, err)

	all := prometheus.NewRegistry()
	all.MustRegister(seen)
	told := httptest.NewRecorder()
	promhttp.HandlerFor(all, promhttp.HandlerOpts{}).ServeHTTP(told, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`requests_total{neighbour="kustomer",status="200",tenant="acme"} 2`,
		`requests_total{neighbour="kustomer",status="429",tenant="acme"} 1`,
		`requests_total{neighbour="kustomer",status="none",tenant="acme"} 1`, // no answer is counted too
		`request_seconds_count{neighbour="kustomer",tenant="acme"} 4`,
	} {
		require.Contains(t, told.Body.String(), "agentadapter_neighbour_"+want)
	}
}
