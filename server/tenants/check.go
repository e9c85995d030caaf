package tenants

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"agentadapter/ccaip"
)

// Check names all that is wrong with a tenant's connection, without touching anything. A tenant's own
// admins are not the operator: strict keeps the addresses they give away from the server's own network
// and files.
func (t Tenant) Check(strict bool) []string {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if !ValidID(t.ID) {
		fault("tenant is %q: it must be lower-case letters, digits and '-', at most 63.", t.ID)
	}
	k, p := t.Kustomer, t.Platform
	for _, a := range []struct {
		name, value string
		needed      bool
	}{
		{"kustomer.baseURL", k.BaseURL, true}, {"platform.baseURL", p.BaseURL, false}, {"kustomer.appURL", k.AppURL, false},
	} {
		if a.value != "" || a.needed {
			if why := badAddress(a.value, strict); why != "" {
				fault("%s %s.", a.name, why)
			}
		}
	}
	if u, err := url.Parse(k.CardScript); err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(k.CardScript, " ;'\"") {
		fault("kustomer.cardScript must be an address of a script.")
	}
	if k.Org == "" || strings.ContainsAny(k.Org, " /;'\"\\") {
		fault("kustomer.org must be the org's name.")
	}
	if k.Key == "" {
		fault("kustomer.key is missing.")
	}
	if strings.Contains(p.EventsUser, ":") || p.EventsUser == "" {
		fault("platform.eventsUser must not be empty nor hold a colon.")
	}
	if p.Rate <= 0 || p.Rate > 1000 {
		fault("platform.rate must be a number of requests per second, above 0.")
	}
	for name, d := range map[string]time.Duration{"statusPoll": p.StatusPoll, "storagePoll": p.StoragePoll, "reconcile": p.Reconcile} {
		if d < 100*time.Millisecond {
			fault("platform.%s must be a time such as 5s or 1m, at least 100ms.", name)
		}
	}
	return append(faults, p.checkStorage(strict)...)
}

// checkStorage never quotes the address, which may hold a password by mistake.
func (p Platform) checkStorage(strict bool) []string {
	if p.StorageURL == "" {
		return nil
	}
	if strict {
		u, err := url.Parse(p.StorageURL)
		if err != nil || u.Scheme != "s3" {
			return []string{"platform.storageURL must begin with s3://; a folder of the server is the operator's to give."}
		}
		if end := u.Query().Get("endpoint"); end != "" {
			if !strings.Contains(end, "://") {
				end = "https://" + end
			}
			if why := badAddress(end, true); why != "" {
				return []string{"platform.storageURL: its endpoint " + why + "."}
			}
		}
	}
	if _, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: p.StorageURL, Key: p.StorageKey.Reveal(), Secret: p.StorageSecret.Reveal()}); err != nil {
		return []string{fmt.Sprintf("platform.storageURL cannot be used: %v.", err)}
	}
	return nil
}

// badAddress says what is wrong with a base address; empty: nothing.
func badAddress(v string, strict bool) string {
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "must be an address that begins with https://"
	case u.User != nil:
		return "holds a user name or password: addresses must not"
	case strings.ContainsAny(u.Host, " ;,'\"\\"):
		return "has a host that is none"
	case strings.TrimRight(u.Path, "/") == "/v1":
		return "ends in /v1: leave that out, it is added by us"
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return "must be scheme and host alone; the API's own path is added by us"
	case strict && u.Scheme != "https":
		return "must begin with https://"
	case strict && inside(u.Hostname()):
		return "is a place inside the server's own network, which only the operator may give"
	}
	return ""
}

// inside tells whether a host is one that only the server's own network has. A public name that leads
// inside is the business of the network's egress rules.
func inside(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if addr, err := netip.ParseAddr(host); err == nil {
		addr = addr.Unmap()
		return !addr.IsGlobalUnicast() || addr.IsPrivate()
	}
	for _, end := range []string{".local", ".localhost", ".internal", ".svc", ".cluster.local"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return !strings.Contains(host, ".")
}
