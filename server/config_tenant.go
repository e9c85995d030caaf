package main

import (
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/server/tenants"
)

// tenant reads the tenant that the environment declares; nil when none of its connection values is
// set. As soon as one is, all of them are required, and every missing one is named.
func (r *reader) tenant(f Flags) *tenants.Tenant {
	key, token := r.secret("KUSTOMER_API_KEY"), r.secret("CCAIP_API_TOKEN")
	password, bind := r.secret("CCAIP_EVENTS_PASSWORD"), r.secret("KUSTOMER_BIND_SECRET")
	needed := []struct{ env, value string }{
		{"KUSTOMER_BASE_URL", f.KustomerBaseURL},
		{"KUSTOMER_API_KEY", key.Reveal()},
		{"KUSTOMER_ORG", f.KustomerOrg},
		{"KUSTOMER_BIND_SECRET", bind.Reveal()},
		{"CCAIP_BASE_URL", f.CcaipBaseURL},
		{"CCAIP_SUBDOMAIN", f.CcaipSubdomain},
		{"CCAIP_API_TOKEN", token.Reveal()},
		{"CCAIP_EVENTS_USER", f.CcaipEventsUser},
		{"CCAIP_EVENTS_PASSWORD", password.Reveal()},
	}
	set, missing := 0, []string{}
	for _, n := range needed {
		if n.value == "" {
			missing = append(missing, n.env)
			continue
		}
		set++
	}
	settings, managed := r.settings(f.TenantSettingsFile)
	declared := &tenants.Tenant{
		ID:       f.TenantID,
		Kustomer: r.kustomer(f, key, bind),
		Platform: r.platform(f, token, password),
		Settings: settings,
		Managed:  managed,
	}
	if set == 0 {
		return nil // and yet a bad rate or address was named
	}
	for _, env := range missing {
		r.fault("%s is missing: a tenant needs all of its connection values", env)
	}
	if !tenants.ValidID(f.TenantID) {
		r.fault("%s is %q: it must be lower-case letters, digits and '-', at most 63", named("TENANT_ID"), f.TenantID)
	}
	return declared
}

func (r *reader) kustomer(f Flags, key, bind tenants.Secret) tenants.Kustomer {
	app := f.KustomerAppURL
	if app == "" && f.KustomerOrg != "" {
		app = "https://" + f.KustomerOrg + ".kustomerapp.com"
	}
	return tenants.Kustomer{
		BaseURL:      r.kustomerBase(f.KustomerBaseURL),
		Key:          key,
		Org:          f.KustomerOrg,
		AppURL:       r.optional("KUSTOMER_APP_URL", app),
		CardScript:   r.optional("KUSTOMER_CARD_SCRIPT_URL", f.KustomerCardScriptURL),
		BindCommand:  r.required("KUSTOMER_BIND_COMMAND", f.KustomerBindCommand),
		BindSecret:   bind,
		WebhookToken: r.secret("KUSTOMER_WEBHOOK_TOKEN"),
	}
}

func (r *reader) kustomerBase(v string) string {
	if strings.HasSuffix(strings.TrimRight(v, "/"), "/v1") {
		r.fault("%s ends in /v1: leave that out, it is added by us", named("KUSTOMER_BASE_URL"))
		return v
	}
	if v == "" {
		return "" // named already as missing
	}
	return r.base("KUSTOMER_BASE_URL", v)
}

// optional checks an address that may be absent.
func (r *reader) optional(env, v string) string {
	if v != "" {
		r.webAddress(env, v)
	}
	return strings.TrimRight(v, "/")
}

func (r *reader) platform(f Flags, token, password tenants.Secret) tenants.Platform {
	p := tenants.Platform{
		Subdomain:      f.CcaipSubdomain,
		Token:          token,
		EventsUser:     f.CcaipEventsUser,
		EventsPassword: password,
		Rate:           r.rate("CCAIP_RATE", f.CcaipRate),
		StatusPoll:     r.duration("CCAIP_STATUS_POLL", f.CcaipStatusPoll, 100*time.Millisecond),
		Reconcile:      r.duration("CCAIP_RECONCILE", f.CcaipReconcile, 100*time.Millisecond),
	}
	p.StorageKey, p.StorageSecret = r.secret("CCAIP_STORAGE_KEY"), r.secret("CCAIP_STORAGE_SECRET")
	p.StorageURL = r.storage(f.CcaipStorageURL, p.StorageKey, p.StorageSecret)
	p.StoragePoll = r.duration("CCAIP_STORAGE_POLL", f.CcaipStoragePoll, 100*time.Millisecond)
	if f.CcaipBaseURL != "" {
		p.BaseURL = r.base("CCAIP_BASE_URL", f.CcaipBaseURL)
	}
	return p
}

// storage checks where the platform exports files into, without touching it. The fault quotes neither
// the address, which may hold a password by mistake, nor the credentials.
func (r *reader) storage(address string, key, secret tenants.Secret) string {
	if address == "" {
		if key != "" || secret != "" {
			r.fault("CCAIP_STORAGE_KEY and CCAIP_STORAGE_SECRET are for a storage, and CCAIP_STORAGE_URL is missing")
		}
		return ""
	}
	_, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: address, Key: key.Reveal(), Secret: secret.Reveal()})
	if err != nil {
		r.fault("%s cannot be used: %v", named("CCAIP_STORAGE_URL"), err)
	}
	return address
}
