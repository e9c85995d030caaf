package main

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"agentadapter/server/telemetry"
)

// traffic counts and times what goes to the neighbours: rate, errors and durations by tenant and
// neighbour. It stands in the transport, so that no call can be made beside it, and sees status and
// time alone: no path, no body, no key.
type traffic struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	pulse    *pulse            // the last minutes, for boards
	tracer   *telemetry.Tracer // shows requests that belong to something; nil: nobody looks
}

// connections is how many idle connections to one neighbour are kept: as many as work side by side.
const connections = 32

func newTraffic(tracer *telemetry.Tracer) *traffic {
	return &traffic{
		pulse: newPulse(), tracer: tracer,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "agentadapter_neighbour_requests_total",
			Help: "Requests to a neighbour, by the status it answered; \"none\": no answer came."}, []string{"tenant", "neighbour", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "agentadapter_neighbour_request_seconds",
			Help:    "How long a neighbour took to answer with its headers.",
			Buckets: []float64{.01, .03, .1, .3, 1, 3, 10, 30}}, []string{"tenant", "neighbour"}),
	}
}

// lineTo is how one neighbour of a tenant is reached. Its requests are counted until it is hung up.
type lineTo struct {
	below             *http.Transport
	traffic           *traffic
	tenant, neighbour string
	hung              atomic.Bool
}

func (t *traffic) line(tenant, neighbour string) *lineTo {
	below := http.DefaultTransport.(*http.Transport).Clone()
	below.MaxIdleConnsPerHost = connections
	return &lineTo{below: below, traffic: t, tenant: tenant, neighbour: neighbour}
}

// client is an HTTP client over the line.
func (l *lineTo) client() *http.Client {
	return &http.Client{Transport: l.traffic.tracer.Transport(l.tenant, l.neighbour, l)}
}

// hangUp has each connection closed once its request has ended.
func (l *lineTo) hangUp() {
	l.hung.Store(true)
	l.below.CloseIdleConnections()
}

// forget drops what was counted for a tenant that is gone.
func (t *traffic) forget(tenant string) {
	of := prometheus.Labels{"tenant": tenant}
	t.requests.DeletePartialMatch(of)
	t.seconds.DeletePartialMatch(of)
	t.pulse.forget(tenant)
}

// Describe names the figures.
func (t *traffic) Describe(to chan<- *prometheus.Desc) {
	t.requests.Describe(to)
	t.seconds.Describe(to)
}

// Collect reads them.
func (t *traffic) Collect(to chan<- prometheus.Metric) {
	t.requests.Collect(to)
	t.seconds.Collect(to)
}

// RoundTrip passes the request on and counts what came of it.
func (l *lineTo) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	answer, err := l.below.RoundTrip(r)
	if l.hung.Load() {
		return answer, err
	}
	status := "none"
	if err == nil {
		status = strconv.Itoa(answer.StatusCode)
		l.traffic.pulse.answered(l.tenant, l.neighbour, r, answer, began)
	}
	l.traffic.requests.WithLabelValues(l.tenant, l.neighbour, status).Inc()
	l.traffic.seconds.WithLabelValues(l.tenant, l.neighbour).Observe(time.Since(began).Seconds())
	return answer, err
}
