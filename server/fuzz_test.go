package main

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// FuzzConfig: whatever the environment says, it is read or each fault is named, and none repeats a secret.
func FuzzConfig(f *testing.F) {
	f.Add("127.0.0.1:8080", "https://a.example", "10.0.0.0/8", "https://*.kustomerapp.com", "nats://a:4222", "10", "5s")
	f.Add("nowhere", "ftp://x", "ten", "a; b", "nats://u:hunter2@h:port", "NaN", "-1s")
	f.Add("[::]:0", "https://u:hunter2@x/%zz", ",,", "'", "://", "1e308", "9999999h")
	f.Fuzz(func(t *testing.T, listen, public, proxies, ancestors, cluster, rate, poll string) {
		fl := flags()
		fl.Listen, fl.PublicURL, fl.TrustedProxies, fl.FrameAncestors = listen, public, proxies, ancestors
		fl.NatsURL, fl.CcaipRate, fl.CcaipStatusPoll, fl.KustomerBaseURL = cluster, rate, poll, public
		_, err := readConfig(fl, secrets.get)
		if err == nil {
			return
		}
		for _, secret := range secrets {
			if len(secret) > 3 && strings.Contains(err.Error(), secret) && !strings.Contains(listen+public+proxies+ancestors+rate+poll, secret) {
				t.Fatal("a fault repeats a secret")
			}
		}
	})
}

// FuzzClientAddr: whatever a header says, a stranger counts as the address that they come from.
func FuzzClientAddr(f *testing.F) {
	f.Add("203.0.113.9:4000", "1.1.1.1, 10.0.0.2")
	f.Add("[2001:db8::1%eth0]:4000", "unknown, \"[::1]\"")
	f.Add("@", ",,,")
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-For", forwarded)
		told := clientAddr(trusted)(r)
		r.Header.Del("X-Forwarded-For")
		plain := clientAddr(trusted)(r)
		if told != plain && !isTrusted(trusted, plain) {
			t.Fatalf("%s says it is %s, and is believed", plain, told)
		}
	})
}
