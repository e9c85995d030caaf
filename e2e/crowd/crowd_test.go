package crowd

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pagesOpen is the size of the crowd.
var pagesOpen = flag.Int("pages", 200, "how many agents have a page open")

// arriving is how many pages sign in at a time.
const arriving = 64

// crowd is many agents with a page each, on one server.
type crowd struct {
	t      testing.TB
	server *server
	near   *neighbours // nil: the bare server, where nobody signs in
	client *http.Client
	pages  []*page
	ended  atomic.Int64 // pages whose connection is over
	first  atomic.Value // why the first one ended
}

// newCrowd starts the shipped server, with budgets of the platform out of the way.
func newCrowd(t testing.TB, env ...string) *crowd {
	near := newNeighbours(t)
	env = append(append(near.env(), "ADAPTER_DATA_DIR="+t.TempDir(), "ADAPTER_TRUSTED_PROXIES=127.0.0.0/8",
		"ADAPTER_LISTEN=127.0.0.1:0", "ADAPTER_LOG=warn"), env...)
	c := &crowd{t: t, near: near, server: newServer(t, build(t, "agentadapter/server"), env...),
		client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: arriving}}}
	c.server.start()
	return c
}

// many does something for all numbers below n, several at a time, and fails with the first error.
func many(t testing.TB, n, atOnce int, one func(i int) error) {
	t.Helper()
	var next atomic.Int64
	var group sync.WaitGroup
	faults := make(chan error, atOnce)
	for range atOnce {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := one(i); err != nil {
					faults <- fmt.Errorf("page %d: %w", i, err)
					return
				}
			}
		})
	}
	group.Wait()
	close(faults)
	require.NoError(t, <-faults)
}

// arrive opens n pages, each of an agent of its own, which answer heartbeats from then on.
func (c *crowd) arrive(n int) {
	c.t.Helper()
	c.pages = make([]*page, n)
	many(c.t, n, arriving, func(i int) error {
		p := &page{id: i, instance: fmt.Sprintf("instance-%06d", i)}
		c.pages[i] = p
		if err := c.open(p); err != nil {
			return err
		}
		c.stay(p)
		return nil
	})
	c.t.Cleanup(c.leave)
}

// stay has a page answer heartbeats.
func (c *crowd) stay(p *page) {
	p.over = make(chan struct{})
	go func() {
		defer close(p.over)
		err := p.attend(nil)
		if c.ended.Add(1) == 1 {
			c.first.Store(err.Error())
		}
	}()
}

// leave closes all pages. Twice is fine.
func (c *crowd) leave() {
	for _, p := range c.pages {
		p.close()
	}
}

// open signs a page in for the first time.
func (c *crowd) open(p *page) error {
	if err := p.dial(c.server.address, "http://"+c.server.address); err != nil {
		return err
	}
	if c.near == nil {
		return p.named()
	}
	nonce, err := c.nonce(p)
	if err != nil {
		return err
	}
	return p.hello(nonce)
}

// nonce asks for one, and binds it as Kustomer's servers do.
func (c *crowd) nonce(p *page) (string, error) {
	var said struct{ Nonce string }
	if err := c.post(p, "/nonce", "", nil, &said); err != nil {
		return "", err
	}
	header := map[string]string{"x-kustomer-org-id": orgID, "x-kustomer-user-id": userID(p.id), "x-adapter-secret": bindSecret}
	return said.Nonce, c.post(p, "/kustomer/bind", `{"nonce":"`+said.Nonce+`"}`, header, nil)
}

func (c *crowd) post(p *page, path, body string, header map[string]string, out any) error {
	r, err := http.NewRequest(http.MethodPost, "http://"+c.server.address+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.1.%d.1", p.id/100)) // a hundred behind each address
	res, err := c.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode/100 != 2:
		return fmt.Errorf("%s: %d %s", path, res.StatusCode, raw)
	case out == nil:
		return nil
	}
	return json.Unmarshal(raw, out)
}

// spread is how times are distributed.
type spread []time.Duration

func (s spread) at(share float64) time.Duration {
	slices.Sort(s)
	return s[min(len(s)-1, int(share*float64(len(s))))]
}
