package files_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/files"
)

// pattern is a file that nobody holds: a block over and over.
type pattern struct{ at, size int64 }

func (p *pattern) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	n := copy(b[:min(int64(len(b)), p.size-p.at)], block[p.at%int64(len(block)):])
	p.at += int64(n)
	return n, nil
}

// block is repeated; its length is a prime, so that parts of round lengths differ.
var block = func() (b [65521]byte) {
	for i := range b {
		b[i] = byte(i * 2654435761 >> 13)
	}
	return b
}()

func sumOf(size int64) string {
	h := sha256.New()
	_, _ = io.Copy(h, &pattern{size: size})
	return hex.EncodeToString(h.Sum(nil))
}

// crm takes files as Kustomer and its store do, and keeps only what they were like.
type crm struct {
	mu     sync.Mutex
	url    string
	files  []taken
	names  map[string]string
	links  []map[string]any
	refuse int // answer this to links, if not 0
	breaks int // cut so many uploads in the middle
	count  bool
}

type taken struct {
	name string
	size int64
	sum  string
}

func newCRM(t testing.TB) (*crm, *kustomer.Client) {
	c := &crm{names: map[string]string{}}
	srv := httptest.NewServer(c)
	t.Cleanup(srv.Close)
	c.url = srv.URL
	return c, kustomer.New(kustomer.Config{BaseURL: srv.URL, Key: "k3y"})
}

func (c *crm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/store/") {
		c.take(w, r)
		return
	}
	var asked map[string]any
	_ = json.NewDecoder(r.Body).Decode(&asked)
	c.mu.Lock()
	defer c.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Ratelimit-Limit", "100000")
	w.Header().Set("X-Ratelimit-Remaining", "99999")
	if asked["externalUrl"] != nil {
		c.links = append(c.links, asked)
		if c.refuse != 0 {
			w.WriteHeader(c.refuse)
			_, _ = io.WriteString(w, `{"errors":[{"status":400,"code":"badparam","title":"Additional properties not allowed"}]}`)
			return
		}
	}
	id := fmt.Sprintf("f%023d", len(c.names))
	c.names[id], _ = asked["name"].(string)
	w.WriteHeader(http.StatusCreated)
	_, _ = fmt.Fprintf(w, `{"data":{"type":"attachment","id":%q,"attributes":{}},"meta":{"upload":{"url":"%s/store/%s","fields":{"key":"k"}}}}`, id, c.url, id)
}

func (c *crm) take(w http.ResponseWriter, r *http.Request) {
	_, params, _ := strings.Cut(r.Header.Get("Content-Type"), "boundary=")
	form := multipart.NewReader(r.Body, params)
	for {
		part, err := form.NextPart()
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if part.FormName() != "file" {
			continue
		}
		c.mu.Lock()
		cut := c.breaks > 0
		if cut {
			c.breaks--
		}
		c.mu.Unlock()
		if cut {
			_, _ = io.CopyN(io.Discard, part, 1000)
			panic(http.ErrAbortHandler)
		}
		var sum hash.Hash = sha256.New()
		var to io.Writer = sum
		if c.count {
			to = io.Discard
		}
		n, err := io.Copy(to, part)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		c.mu.Lock()
		c.files = append(c.files, taken{c.names[strings.TrimPrefix(r.URL.Path, "/store/")], n, hex.EncodeToString(sum.Sum(nil))})
		c.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
		return
	}
}

func (c *crm) sizes() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for _, f := range c.files {
		all = append(all, f.name+"="+strconv.FormatInt(f.size, 10))
	}
	return strings.Join(all, " ")
}

// platform hands recordings out.
func platform(t testing.TB, handler http.HandlerFunc) *ccaip.Client {
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return ccaip.New(ccaip.Config{BaseURL: srv.URL, Subdomain: "acme", Token: "t0ken", Rate: 1000})
}

// serves a file of the pattern, with or without saying how long it is.
func serves(size int64, kind string, tell bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "acme" || password != "t0ken" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", kind)
		if tell {
			w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		}
		_, _ = io.Copy(w, &pattern{size: size})
	}
}

// rig is a porter between the two.
func rig(t testing.TB, handler http.HandlerFunc) (*files.Porter, *crm) {
	t.Helper()
	c, client := newCRM(t)
	spool, err := files.NewSpool(t.TempDir()+"/spool", 200<<20)
	require.NoError(t, err)
	p := platform(t, handler)
	return files.New(files.Config{Recordings: p.Calls, Chats: p.Chats, CRM: client.Attachments, Spool: spool}), c
}

// recording is a plan to bring what the platform serves.
func recording() rules.Carry {
	return rules.Carry{Key: "recording:first", Rule: "S5", Name: "call-418", From: []rules.Origin{{URL: "/rec/418"}}}
}

// none keeps nothing of what is told on the way.
func none(rules.Carried) {}
