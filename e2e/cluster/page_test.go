package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"
)

// frame is what a page is told, as far as these pages look.
type frame struct {
	Type string `json:"type"`
	Ref  string `json:"ref"`
	N    uint64 `json:"n"`
	Body struct {
		Session  string          `json:"session"`
		Resume   string          `json:"resume"`
		Lease    lease           `json:"lease"`
		Live     bool            `json:"live"`
		Term     uint64          `json:"term"`
		Result   string          `json:"result"`
		State    string          `json:"state"`
		Saved    string          `json:"saved"`
		Platform string          `json:"platform"`
		Status   json.RawMessage `json:"status"`
		Sessions []struct {
			Session string `json:"session"`
		} `json:"sessions"`
		Problem *struct {
			Code string `json:"code"`
			Text string `json:"text"`
		} `json:"problem"`
	} `json:"body"`
	raw string
}

type lease struct {
	Live bool   `json:"live"`
	Term uint64 `json:"term"`
}

// page is an agent's widget without a browser.
type page struct {
	f        *fleet
	agent    string // Kustomer's user id
	instance string
	token    string

	conn *websocket.Conn

	mu     sync.Mutex
	told   []frame
	news   chan struct{}
	lease  lease
	closed websocket.StatusCode // -1 while open
}

func (f *fleet) page(agent, instance string) *page {
	return &page{f: f, agent: agent, instance: instance, news: make(chan struct{}), closed: -1}
}

// agentOf is the Kustomer user with an e-mail.
func (f *fleet) agentOf(email string) string {
	f.t.Helper()
	var all struct {
		Data []struct {
			ID         string
			Attributes struct{ Email string }
		}
	}
	f.kustomer("GET", "/v1/users?pageSize=100", &all)
	for _, u := range all.Data {
		if u.Attributes.Email == email {
			return u.ID
		}
	}
	f.t.Fatalf("Kustomer has no user %s", email)
	return ""
}

// open lets the page in at a replica: by a nonce the first time, by its token after that.
func (p *page) open(at *replica) {
	p.f.t.Helper()
	require.NoError(p.f.t, p.tryOpen(at))
}

func (p *page) tryOpen(at *replica) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	hello := fmt.Sprintf(`"session":%q`, p.token)
	if p.token == "" {
		nonce, err := p.bind(ctx, at)
		if err != nil {
			return err
		}
		hello = fmt.Sprintf(`"nonce":%q`, nonce)
	}
	conn, _, err := websocket.Dial(ctx, "ws://"+at.address+"/socket", &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {publicURL}}})
	if err != nil {
		return err
	}
	conn.SetReadLimit(1 << 20)
	text := fmt.Sprintf(`{"v":1,"type":"hello","ref":"h","body":{%s,"instance":%q,"device":"Linux","browser":"Test 1"}}`, hello, p.instance)
	if err := conn.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		return err
	}
	first, err := read(ctx, conn)
	for err == nil && first.Type != "welcome" {
		first, err = read(ctx, conn)
	}
	if err != nil {
		return fmt.Errorf("no welcome: %w", err)
	}
	p.mu.Lock()
	p.conn, p.closed, p.token, p.lease = conn, -1, first.Body.Session, first.Body.Lease
	p.told = append(p.told, first)
	p.mu.Unlock()
	go p.listen(conn)
	return nil
}

func (p *page) bind(ctx context.Context, at *replica) (string, error) {
	var said struct{ Nonce string }
	if err := p.post(ctx, at, "/nonce?tenant="+tenant, "", nil, &said); err != nil {
		return "", err
	}
	return said.Nonce, p.post(ctx, at, "/kustomer/bind", fmt.Sprintf(`{"nonce":%q}`, said.Nonce), map[string]string{
		"x-kustomer-org-id": p.f.org, "x-kustomer-user-id": p.agent, "x-adapter-secret": p.f.sandbox.BindSecret}, nil)
}

func (p *page) post(ctx context.Context, at *replica, path, body string, header map[string]string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+at.address+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("10.0.%d.%d", len(p.instance), p.instance[len(p.instance)-1]))
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("%s: %s", path, res.Status)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func read(ctx context.Context, conn *websocket.Conn) (f frame, err error) {
	_, raw, err := conn.Read(ctx)
	if err == nil {
		f.raw = string(raw)
		err = json.Unmarshal(raw, &f)
	}
	return f, err
}

// listen keeps what the page is told, and answers heartbeats.
func (p *page) listen(conn *websocket.Conn) {
	for {
		f, err := read(context.Background(), conn)
		p.mu.Lock()
		if err != nil {
			if p.conn == conn {
				p.closed = websocket.CloseStatus(err)
				if p.closed == -1 {
					p.closed = 0 // without a close frame
				}
			}
		} else {
			p.told = append(p.told, f)
			if f.Type == "lease" {
				p.lease = lease{f.Body.Live, f.Body.Term}
			}
		}
		close(p.news)
		p.news = make(chan struct{})
		p.mu.Unlock()
		if err != nil {
			return
		}
		if f.Type == "ping" {
			p.say(`{"v":1,"type":"pong","body":{}}`)
		}
	}
}

func (p *page) say(text string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = p.conn.Write(ctx, websocket.MessageText, []byte(text)) // a page that is cut off cannot tell
}

// live tells whether the page believes that it speaks for the agent, and under which term.
func (p *page) live() (bool, uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lease.Live && p.closed == -1, p.lease.Term
}

// ended is the code that the connection was closed with, -1 while it is open.
func (p *page) ended() websocket.StatusCode {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// dial has the page call a number under the term that it knows.
func (p *page) dial(number, ref string) {
	_, term := p.live()
	p.say(fmt.Sprintf(`{"v":1,"type":"dial","ref":%q,"term":%d,"body":{"number":%q,"anyway":true}}`, ref, term, number))
}

// until waits for a frame that fits, also among those that came.
func (p *page) until(what string, fits func(frame) bool) (found frame) {
	p.f.t.Helper()
	err := p.waitFor(func(f frame) bool {
		found = f
		return fits(f)
	})
	require.NoError(p.f.t, err, "%s was not told %s; it was told %s", p.instance, what, p.all())
	return found
}

// waitFor waits for a frame that fits, the newest first, and gives up when the page ends.
func (p *page) waitFor(fits func(frame) bool) error {
	deadline := time.After(patience)
	for seen := 0; ; {
		p.mu.Lock()
		told, news, closed := p.told[seen:], p.news, p.closed
		seen = len(p.told)
		p.mu.Unlock()
		for i := len(told) - 1; i >= 0; i-- {
			if fits(told[i]) {
				return nil
			}
		}
		if closed != -1 {
			return fmt.Errorf("the page was closed with %d", closed)
		}
		select {
		case <-news:
		case <-deadline:
			return fmt.Errorf("nothing came in %s", patience)
		}
	}
}

// sessions are those that the page's own calls made.
func (p *page) sessions() (all []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.told {
		if f.Type == "dialed" && f.Body.Session != "" {
			all = append(all, f.Body.Session)
		}
	}
	return all
}

// forget makes a new page of it, which signs in anew.
func (p *page) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.token, p.told = "", nil
	p.instance += "x"
}

func (p *page) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for _, f := range p.told {
		if f.Type != "ping" {
			b.WriteString("\n" + f.raw)
		}
	}
	return b.String()
}

// shut closes the page as a closed tab does.
func (p *page) shut() {
	if p.conn != nil {
		_ = p.conn.Close(websocket.StatusGoingAway, "") // it may be closed already
	}
}

// goLive waits until the page is live.
func (p *page) goLive() {
	p.f.t.Helper()
	require.Eventually(p.f.t, func() bool { live, _ := p.live(); return live }, patience, 20*time.Millisecond, "%s goes live", p.instance)
}
