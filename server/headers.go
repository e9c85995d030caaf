package main

import (
	"net/http"
	"strings"

	"agentadapter/server/tenants"
)

// careful puts on every answer what no room should have to think of: nothing is taken for another type
// than we say, and nothing is loaded into a page of somebody else's. Who wants to be loaded there says
// so (crossOrigin).
func careful(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.ServeHTTP(w, r)
	})
}

// crossOrigin says that pages of other origins may show this: Kustomer frames our pages, and shows our
// pictures.
func crossOrigin(head http.Header) {
	head.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// needless are the powers of a browser that no page of ours has a use for.
const needless = "camera=(), display-capture=(), geolocation=(), midi=(), payment=(), usb=()"

// powers is the Permissions-Policy of a page: the microphone is the softphone's, on its own origin and
// only where there is one.
func powers(softphone string) string {
	hears := []string{}
	if softphone != "" {
		hears = append(hears, "self", `"`+softphone+`"`)
	}
	return needless + ", microphone=(" + strings.Join(hears, " ") + ")"
}

// agentPowers are those of the agents' page, noPowers those of the others.
func agentPowers(t tenants.Tenant) string { return powers(tenants.Origin(t.Platform.BaseURL)) }

func noPowers(tenants.Tenant) string { return powers("") }
