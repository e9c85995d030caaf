package main

import (
	"net/http"
	"strconv"
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

// client is an HTTP client whose requests to a tenant's neighbour are counted.
func (t *traffic) client(tenant, neighbour string) *http.Client {
	below := http.DefaultTransport.(*http.Transport).Clone()
	below.MaxIdleConnsPerHost = connections
	return &http.Client{Transport: t.tracer.Transport(tenant, neighbour, counting{below, t, tenant, neighbour})}
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

// counting is a transport that is watched.
type counting struct {
	below             http.RoundTripper
	traffic           *traffic
	tenant, neighbour string
}

// RoundTrip passes the request on and counts what came of it.
func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	answer, err := c.below.RoundTrip(r)
	status := "none"
	if err == nil {
		status = strconv.Itoa(answer.StatusCode)
		c.traffic.pulse.answered(c.tenant, c.neighbour, r, answer, began)
	}
	c.traffic.requests.WithLabelValues(c.tenant, c.neighbour, status).Inc()
	c.traffic.seconds.WithLabelValues(c.tenant, c.neighbour).Observe(time.Since(began).Seconds())
	return answer, err
}
