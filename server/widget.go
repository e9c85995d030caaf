package main

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"agentadapter/server/tenants"
	"agentadapter/web"
)

// widget serves the pages that Kustomer frames: the agents' and the admins'. Each tenant has a policy of
// its own: only its Kustomer may frame a page, only its platform may be framed by the agents'.
type widget struct {
	book      *tenants.Book
	public    string   // our own address, as browsers see it
	ancestors []string // who may frame us beside the tenant's Kustomer
	log       *slog.Logger
}

// ServeHTTP answers the agents' page.
func (w widget) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	crossOrigin(rw.Header())
	w.serve(rw, r, face{web.WritePage, w.policy, agentPowers})
}

// settings answers the admins' page.
func (w widget) settings(rw http.ResponseWriter, r *http.Request) {
	crossOrigin(rw.Header())
	w.serve(rw, r, face{web.WriteSettings, w.adminPolicy, noPowers})
}

// notifications answers the page that asks the browser for notifications. It is nobody's frame.
func (w widget) notifications(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
	w.serve(rw, r, face{web.WriteNotifications, func(tenants.Tenant) string {
		return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	}, noPowers})
}

// face is one page: how it is written, and what a browser lets it do.
type face struct {
	write          func(io.Writer, web.Page) error
	policy, powers func(tenants.Tenant) string
}

func (w widget) serve(rw http.ResponseWriter, r *http.Request, f face) {
	h := rw.Header()
	h.Set("Referrer-Policy", "origin")
	h.Set("Cache-Control", "no-store")
	t, ok := w.book.Get(r.URL.Query().Get("tenant"))
	if !ok {
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		http.Error(rw, "Nobody is served under this tenant. Check the setting “tenant” of the app in Kustomer.", http.StatusNotFound)
		return
	}
	var page bytes.Buffer
	if err := f.write(&page, w.page(t, r.Header.Get("Accept-Language"))); err != nil {
		w.fail(rw, err)
		return
	}
	h.Set("Content-Security-Policy", f.policy(t))
	h.Set("Permissions-Policy", f.powers(t))
	h.Set("Content-Type", "text/html; charset=utf-8")
	// A browser that went away needs no answer.
	_, _ = page.WriteTo(rw)
}

func (w widget) fail(rw http.ResponseWriter, err error) {
	w.log.Error("a page cannot be served", "err", err)
	text := "The adapter cannot be shown. The operator finds the reason in the server's log."
	if errors.Is(err, web.ErrNoBundle) {
		text = "The adapter's bundle is missing: run make wasm and start the server again."
	}
	http.Error(rw, text, http.StatusServiceUnavailable)
}

func (w widget) page(t tenants.Tenant, language string) web.Page {
	return web.Page{
		Tenant:         t.ID,
		ParentOrigin:   tenants.Origin(t.Kustomer.AppURL),
		CardScript:     t.Kustomer.CardScript,
		BindCommand:    t.Kustomer.BindCommand,
		AcceptLanguage: language,
		HostEvents: map[string]string{
			"dial": t.Settings.HostEvents.Dial, "status": t.Settings.HostEvents.Status,
		},
	}
}

// policy is the agents' Content-Security-Policy. The socket's address is said outright: not every
// browser counts it as 'self'.
func (w widget) policy(t tenants.Tenant) string {
	socket := strings.Replace(w.public, "http", "ws", 1)
	return w.csp(t, " "+socket, cmp.Or(tenants.Origin(t.Platform.BaseURL), "'none'"))
}

// adminPolicy is the admins': they need no socket and frame nothing.
func (w widget) adminPolicy(t tenants.Tenant) string { return w.csp(t, "", "'none'") }

func (w widget) csp(t tenants.Tenant, connect, frames string) string {
	ancestors := append([]string{tenants.Origin(t.Kustomer.AppURL)}, w.ancestors...)
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval' " + tenants.Origin(t.Kustomer.CardScript),
		"style-src 'self'",
		"img-src 'self' data:",
		"font-src 'self'",
		"media-src 'self'",
		"connect-src 'self'" + connect,
		"frame-src " + frames,
		"frame-ancestors " + strings.Join(ancestors, " "),
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ")
}
