package main

import (
	"net/http"
	"net/netip"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"agentadapter/protocol"
	"agentadapter/server/admin"
	"agentadapter/server/hub"
	"agentadapter/server/relay"
)

// figures are what Prometheus reads. Labels carry tenants' ids and nothing that people send us, so
// that nobody can make them grow.
type figures struct {
	street  *street
	hub     *hub.Hub
	records *relay.Relay
	ear     *ear
	// warnings are what an admin is told of a tenant, drifting how many agents are shown a drift.
	warnings func(tenant string) []protocol.Problem
	drifting func(tenant string) int
	dataDir  string

	events, webhooks *prometheus.CounterVec
	owns             func(tenant string) bool // whether this server works for it
}

var (
	socketsFigure = describe("sockets", "Live pages of agents.", "tenant")
	stateFigure   = describe("sessions", "Sessions by the state of their record.", "tenant", "state")
	heardFigure   = describe("last_event_timestamp_seconds", "When the platform last sent an event.", "tenant")
	limitFigure   = describe("kustomer_budget_limit", "Requests that Kustomer allows in a minute.", "tenant")
	leftFigure    = describe("kustomer_budget_left", "Requests left in this minute.", "tenant")
	warningFigure = describe("warnings", "What an admin is told to mend, by its code.", "tenant", "code")
	driftFigure   = describe("agents_drifting", "Agents whose two statuses differ from what the rules say.", "tenant")
	ownedFigure   = describe("owned", "Whether this server works for the tenant.", "tenant")
	freeFigure    = describe("data_free_bytes", "Room left where the data folder lies.")
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("agentadapter_"+name, help, labels, nil)
}

func newFigures(s *street, h *hub.Hub, records *relay.Relay, heard *ear) *figures {
	answers := func(name, help string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "agentadapter_" + name, Help: help}, []string{"tenant", "status"})
	}
	return &figures{street: s, hub: h, records: records, ear: heard,
		events:   answers("event_requests_total", "Requests with events or metadata, by the status that was answered."),
		webhooks: answers("webhook_requests_total", "Kustomer's webhooks, by the status that was answered."),
	}
}

// Describe names the figures.
func (f *figures) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{socketsFigure, stateFigure, heardFigure, limitFigure, leftFigure, warningFigure, driftFigure, ownedFigure, freeFigure} {
		to <- d
	}
	f.events.Describe(to)
	f.webhooks.Describe(to)
}

// Collect reads them as they are now.
func (f *figures) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	sockets := f.hub.Pages()
	for _, id := range f.street.ids() {
		n, ok := f.street.get(id)
		if !ok {
			continue
		}
		if f.owns != nil {
			gauge(ownedFigure, map[bool]float64{true: 1}[f.owns(id)], id)
		}
		gauge(socketsFigure, float64(sockets[id]), id)
		for state, count := range f.records.Counts(id) {
			gauge(stateFigure, float64(count), id, state)
		}
		if at := f.ear.Last(id); !at.IsZero() {
			gauge(heardFigure, float64(at.UnixMilli())/1000, id)
		}
		budget := n.crm.Budget().Usage()
		gauge(limitFigure, float64(budget.Limit), id)
		gauge(leftFigure, float64(max(budget.Left, 0)), id)
		gauge(driftFigure, float64(f.drifting(id)), id)
		for code, n := range byCode(f.warnings(id)) {
			gauge(warningFigure, float64(n), id, code)
		}
	}
	if free, ok := freeBytes(f.dataDir); ok {
		gauge(freeFigure, free)
	}
	f.events.Collect(to)
	f.webhooks.Collect(to)
}

// byCode counts warnings of a kind.
func byCode(all []protocol.Problem) map[string]int {
	n := map[string]int{}
	for _, p := range all {
		n[p.Code]++
	}
	return n
}

// counted counts what a door answers, for tenants that exist.
func (f *figures) counted(answers *prometheus.CounterVec, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(said, r)
		if f.street.has(r.PathValue("tenant")) {
			answers.WithLabelValues(r.PathValue("tenant"), strconv.Itoa(said.status)).Inc()
		}
	})
}

// forget drops what was counted for a tenant that is gone.
func (f *figures) forget(tenant string) {
	of := prometheus.Labels{"tenant": tenant}
	f.events.DeletePartialMatch(of)
	f.webhooks.DeletePartialMatch(of)
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers it and passes it on.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap gives http.ResponseController the writer below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// handler answers GET /metrics: to callers on this machine that no proxy sent, and to the operator's
// token.
func (f *figures) handler(office *admin.Admin) http.Handler {
	all := prometheus.NewRegistry()
	all.MustRegister(f, f.street.seen, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	tell := promhttp.HandlerFor(all, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !fromHere(r) && !office.Operator(r.Header.Get("Authorization")) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			say(w, http.StatusUnauthorized, "Send Authorization: Bearer with the operator's token.")
			return
		}
		tell.ServeHTTP(w, r)
	})
}

// fromHere tells whether a request began on this machine: the peer is loopback, and nothing says that
// it passed a request on.
func fromHere(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		if len(r.Header.Values(name)) > 0 {
			return false
		}
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && peer.Addr().Unmap().IsLoopback()
}
