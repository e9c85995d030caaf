package tenants

import (
	"strings"
	"testing"

	"agentadapter/server/engine"
)

// FuzzOrigin: whatever address somebody gives, its origin is one word that ends no part of a policy.
func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{"https://acme.kustomerapp.com/app?x=1", "http://[::1]:80", "https://a;script-src", "https://a,b", "//x", "https://u:p@a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if got := Origin(address); strings.ContainsAny(got, " ;,'\"*\r\n@") {
			t.Fatalf("%q has the origin %q", address, got)
		}
	})
}

// FuzzChoice: a kept version of settings is read, or named as unreadable; it never takes the others away.
func FuzzChoice(f *testing.F) {
	f.Add([]byte(`{"v":1,"version":1,"author":"ana@acme.example","settings":{"paused":true}}`))
	f.Add([]byte(`{"v":99}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, stored []byte) {
		b := NewBook(&Tenant{ID: "acme"})
		b.chosen.past, b.chosen.seq = map[string][]Choice{}, map[string]uint64{}
		if err := b.chosen.take(engine.Entry{Seq: 1, Subject: "acme", Body: stored}); err != nil {
			return
		}
		b.Settings("acme")
		if _, ok := b.Get("acme"); !ok {
			t.Fatal("the tenant is gone")
		}
	})
}
