package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shop is a Kustomer whose key works, and which tells when conversations are asked for.
type shop struct {
	arrivals
	stuck chan struct{} // not nil: writes and look-ups wait until it is closed
}

func (k *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/v1/auth/tokens/current" {
		fmt.Fprint(w, `{"data":{"type":"auth_token","id":"t1","attributes":{"roles":["org.admin","org.user"]},"relationships":{"org":{"data":{"type":"org","id":"o1"}}}}}`)
		return
	}
	if k.stuck != nil {
		select {
		case <-k.stuck:
		case <-r.Context().Done():
		}
	}
	k.arrivals.ServeHTTP(w, r)
}

// flooding posts the events of n calls at a tenant's door, several senders side by side.
func (s started) flooding(t *testing.T, tenant, password string, n int) {
	t.Helper()
	var senders sync.WaitGroup
	for from := range 8 {
		senders.Go(func() {
			for id := from + 1; id <= n; id += 8 {
				s.takes(t, tenant, password, id)
			}
		})
	}
	senders.Wait()
}

// takes tells a tenant's door that an agent took a call.
func (s started) takes(t *testing.T, tenant, password string, id int) {
	r, err := http.NewRequest("POST", s.url+"/ccaip/"+tenant+"/events/calls", bytes.NewReader(accepted(id)))
	if err != nil {
		t.Error(err)
		return
	}
	r.SetBasicAuth("events-"+tenant, password)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("%s's event was answered %d", tenant, answer.StatusCode)
	}
}

// TestOneTenantsFloodSlowsNobodyElse: a tenant with thousands of calls to write and a Kustomer that does
// not answer leaves another's calls as quick as before.
func TestOneTenantsFloodSlowsNobodyElse(t *testing.T) {
	t.Parallel()
	platform := httptest.NewServer(http.HandlerFunc(object))
	t.Cleanup(platform.Close)
	dir := t.TempDir()
	s := begin(t, nil, alone(dir)...)
	require.NotEmpty(t, s.url, s.log)
	passwords := map[string]string{}
	shops := map[string]*shop{"flood": {stuck: make(chan struct{})}, "calm": {}}
	for name, k := range shops {
		k.meter, k.came = meter{limit: 1_000_000, window: time.Minute}, make(chan time.Time, 10_000)
		srv := httptest.NewServer(k)
		t.Cleanup(srv.Close)
		status, _, errs := givenBy(t, said{"KUSTOMER_API_KEY": "k"}, "tenants", "add", "--server", s.url, "--data-dir", dir,
			"--kustomer-base-url", srv.URL, "--kustomer-org", "acme", name)
		require.Equal(t, exitOK, status, errs)
		passwords[name] = name + "-0123456789abcdef"
		code, body := s.api(t, dir, "POST", "tenants/"+name+"/secrets/events/rotate", `{"grace":"0s","value":"`+passwords[name]+`"}`)
		require.Equal(t, 200, code, body)
		code, body = s.api(t, dir, "PATCH", "tenants/"+name, `{"platform":{"baseURL":"`+platform.URL+`","subdomain":"acme","rate":1000,"token":"t"}}`)
		require.Equal(t, 200, code, body)
	}
	t.Cleanup(func() { close(shops["flood"].stuck) })

	next := 0
	taken := func() time.Duration {
		var took []time.Duration
		for range 5 {
			next++
			began := time.Now()
			s.takes(t, "calm", passwords["calm"], next)
			select {
			case at := <-shops["calm"].came:
				took = append(took, at.Sub(began))
			case <-time.After(6 * patience):
				t.Fatalf("a call of the calm tenant is not written: %s", s.log)
			}
		}
		return median(took)
	}
	unhindered := taken()
	s.flooding(t, "flood", passwords["flood"], 2000)
	beside := taken()
	t.Logf("alone %s, beside a flood %s", unhindered, beside)
	require.Less(t, beside, 3*unhindered+2*time.Second, "three times as long, and what a busy machine may add")
	require.Equal(t, exitOK, s.end(t))
}
