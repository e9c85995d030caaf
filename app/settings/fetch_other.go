//go:build !js

package settings

import (
	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// page is no browser: tests bring their own.
type page struct{}

func newBrowser() browser { return page{} }

// speaking is English.
func speaking() texts.Language { return texts.Language{Tag: "en"} }

// Tenant is nobody.
func (page) Tenant() string { return "" }

// Bind answers that there is no Kustomer.
func (page) Bind(done func(nonce, fault string)) {
	done("", "The settings work inside Kustomer.")
}

// Fetch answers that nothing came.
func (page) Fetch(_ state.Request, done func(status int, body []byte, fault string)) {
	done(0, nil, "There is no browser.")
}

// Copy copies nothing.
func (page) Copy(_ string, done func(ok bool)) { done(false) }

// Fill fills nothing.
func (page) Fill(map[string]string) {}

// Focus moves nothing.
func (page) Focus(string) {}
