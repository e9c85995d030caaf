package main

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"

	"agentadapter/web"
)

// doors are the handlers that the rooms give to HTTP.
type doors struct {
	widget http.Handler
	// settings is the admins' page.
	settings http.Handler
	// notifications is the page that asks the browser for notifications.
	notifications http.Handler
	socket        http.Handler
	nonce         http.Handler
	bind          http.Handler
	events        http.Handler
	// metadata takes exported documents of sessions.
	metadata http.Handler
	// webhooks takes what Kustomer tells by itself.
	webhooks http.Handler
	// admin answers everything under /api/v1.
	admin http.Handler
	// backup and restore are the operator's.
	backup, restore http.Handler
	// metrics tells Prometheus how things are.
	metrics http.Handler
	ready   *atomic.Bool
	// cut is set while this server is cut off from the engine: others may serve.
	cut *atomic.Bool
}

// routes says who answers what. The list is the server's whole face.
func routes(d doors) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", d.widget)
	mux.Handle("GET /settings", d.settings)
	mux.Handle("GET /notifications", d.notifications)
	mux.HandleFunc("GET /static/", web.Serve)
	mux.HandleFunc("GET /icon.svg", picture("icon.svg", "image/svg+xml"))
	mux.HandleFunc("GET /icon.png", picture("icon.png", "image/png"))
	for _, shot := range []string{"agent.jpg", "settings.jpg"} {
		mux.HandleFunc("GET /screenshots/"+shot, picture("shots/"+shot, "image/jpeg"))
	}
	mux.Handle("GET /socket", d.socket)
	mux.Handle("POST /nonce", d.nonce)
	mux.Handle("POST /kustomer/bind", d.bind)
	mux.Handle("POST /ccaip/{tenant}/events/{kind}", d.events)
	mux.Handle("POST /ccaip/{tenant}/metadata", d.metadata)
	mux.Handle("POST /kustomer/{tenant}/events", d.webhooks)
	mux.Handle("/api/v1/", d.admin)
	if d.backup != nil {
		mux.Handle("GET /api/v1/backup", d.backup)
		mux.Handle("POST /api/v1/restore", d.restore)
	}
	mux.Handle("GET /metrics", d.metrics)
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "live") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !d.ready.Load() {
			say(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		if d.cut != nil && d.cut.Load() {
			say(w, http.StatusServiceUnavailable, "cut off from the engine")
			return
		}
		say(w, http.StatusOK, "ready")
	})
	return careful(mux)
}

// picture answers a picture under an address that the app definition names; Kustomer fetches it from
// outside and knows no hash.
func picture(file, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		crossOrigin(w.Header())
		w.Header().Set("Cache-Control", "public, max-age=86400")
		w.Header().Set("Content-Type", kind)
		http.ServeFileFS(w, r, web.Static(), file)
	}
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A prober that went away needs no answer.
	_, _ = w.Write([]byte(text + "\n"))
}

// clientAddr answers where a request comes from, as limits count it. X-Forwarded-For is believed as far
// as trusted proxies wrote it: the rightmost address that is not one of them.
func clientAddr(trusted []netip.Prefix) func(*http.Request) string {
	return func(r *http.Request) string {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			host = r.RemoteAddr
		}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0 && isTrusted(trusted, host); i-- {
			if hop, err := netip.ParseAddr(strings.TrimSpace(hops[i])); err == nil {
				host = hop.Unmap().String()
			}
		}
		return asCounted(host)
	}
}

// asCounted is an address itself, and of IPv6 the network of one customer: whoever has one address
// there has 2^64 of them.
func asCounted(host string) string {
	addr, err := netip.ParseAddr(host)
	if err != nil || addr.Unmap().Is4() {
		return host
	}
	return netip.PrefixFrom(addr.WithZone(""), 64).Masked().String()
}

func isTrusted(trusted []netip.Prefix, host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range trusted {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}
