package ccaip

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// defaultTimeout bounds a call whose context has no deadline.
	defaultTimeout = 30 * time.Second
	// defaultRate is what the platform allows, in requests per second.
	defaultRate = 10
	// maxAnswer bounds a successful answer: a page of 100 calls with their transfers.
	maxAnswer = 16 << 20
	// maxErrorBody bounds what is read of a refusal.
	maxErrorBody = 64 << 10
)

// Config says how to reach one instance of the platform.
type Config struct {
	// BaseURL is "https://{subdomain}.{region}.ccaiplatform.com".
	BaseURL string
	// Subdomain is the user name of Basic authentication.
	Subdomain string
	// Token is the API credential: the password.
	Token string
	// Rate is how many requests per second may be made; 0: ten.
	Rate float64
	// HTTP makes the requests; nil: a client of our own. Redirects are never followed, since
	// they would carry the token to another place.
	HTTP *http.Client
	// Logger gets one line per call at level debug; nil: silence.
	Logger *slog.Logger
}

// Client makes calls to one instance. It is safe for concurrent use.
type Client struct {
	base      string
	subdomain string
	token     string
	http      *http.Client
	abroad    *http.Client // for addresses that are not the platform's
	log       *slog.Logger
	pace      *pace
	patient   bool // its calls take their turn after all others

	Agents   AgentsService
	Calls    CallsService
	Chats    ChatsService
	Menus    MenusService
	Statuses StatusesService
}

// New returns a client for the instance that cfg describes. A base address that is none shows at
// the first call, as an [*Error] of [Kind] [KeyAtFault].
func New(cfg Config) *Client {
	c := &Client{
		base:      strings.TrimRight(cfg.BaseURL, "/"),
		subdomain: cfg.Subdomain,
		token:     cfg.Token,
		http:      ownHTTP(cfg.HTTP),
		log:       cfg.Logger,
		pace:      newPace(cfg.Rate),
	}
	c.abroad = abroad(c.base, c.http)
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.wire()
	return c
}

// BackFill returns a client for work that can wait: the same instance, token and pace, but its calls
// take their turn after those of others.
func (c *Client) BackFill() *Client {
	late := *c
	late.patient = true
	late.wire()
	return &late
}

// wire points the services at their client.
func (c *Client) wire() {
	c.Agents = AgentsService{c}
	c.Calls = CallsService{c}
	c.Chats = ChatsService{c}
	c.Menus = MenusService{c}
	c.Statuses = StatusesService{c}
}

// ownHTTP copies the given client so that its redirect rule can be ours.
func ownHTTP(given *http.Client) *http.Client {
	if given == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = defaultRate
		given = &http.Client{Transport: transport}
	}
	own := *given
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// call is one operation: what it is named in errors, and what goes over the wire.
type call struct {
	op     string // "start call"
	method string
	path   string // escaped, begins with "/apps/api/v1/" or "/manager/api/v1/"
	query  url.Values
	body   any // nil: none
}

// get is a read of one path.
func get(op, path string) call { return call{op: op, method: http.MethodGet, path: path} }

// one is a read of one record by its id.
func one(op, path, id string) (call, error) {
	if id == "" || id == "." || id == ".." {
		return call{}, refusedHere(op, "nothing to look up: the id is empty")
	}
	return get(op, path+url.PathEscape(id)), nil
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do makes the call and returns a 2xx answer. Every error is an [*Error].
func (c *Client) do(ctx context.Context, k call) (answer, error) {
	ctx, cancel := withDeadline(ctx, defaultTimeout)
	defer cancel()
	turn := c.pace.wait
	if c.patient {
		turn = c.pace.patiently
	}
	if err := turn(ctx, k.op); err != nil {
		return answer{}, err
	}
	began := time.Now()
	a, err := c.roundTrip(ctx, k)
	if err == nil && a.status >= 300 {
		err = c.refusal(k.op, a)
	}
	c.trace(ctx, k.op, a, err, time.Since(began))
	return a, err
}

// refusal reads what the platform says against a call and, where it says "too fast", slows down.
func (c *Client) refusal(op string, a answer) error {
	e := readRefusal(op, a, time.Now())
	if c.token != "" {
		e.Detail = strings.ReplaceAll(e.Detail, c.token, "•••")
	}
	if e.Kind == Limited {
		c.pace.pause(e.RetryAt)
	}
	return e
}

// roundTrip sends the request and reads the capped answer.
func (c *Client) roundTrip(ctx context.Context, k call) (answer, error) {
	req, err := c.request(ctx, k)
	if err != nil {
		return answer{}, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, transportError(k.op, err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	if res.StatusCode >= 300 {
		a.body, err = io.ReadAll(io.LimitReader(res.Body, maxErrorBody))
		if err != nil {
			a.body = nil // the status alone decides what a refusal means
		}
		return a, nil
	}
	a.body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return a, transportError(k.op, err)
	}
	if len(a.body) > maxAnswer {
		return a, unreadable(k.op, "the answer is larger than 16 MiB")
	}
	return a, nil
}

// request builds the HTTP request of a call.
func (c *Client) request(ctx context.Context, k call) (*http.Request, error) {
	var body io.Reader
	if k.body != nil {
		raw, err := json.Marshal(k.body)
		if err != nil {
			return nil, refusedHere(k.op, "the request cannot be written as JSON: "+err.Error())
		}
		body = bytes.NewReader(raw)
	}
	address := c.base + k.path
	if len(k.query) > 0 {
		address += "?" + k.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, k.method, address, body)
	if err != nil || !webAddress(req.URL) {
		return nil, &Error{Kind: KeyAtFault, Op: k.op, Detail: "the base address of CCAI Platform is not a web address; correct the tenant's connection"}
	}
	req.SetBasicAuth(c.subdomain, c.token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "agentadapter")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// trace writes one line per call, without address or body.
func (c *Client) trace(ctx context.Context, op string, a answer, err error, took time.Duration) {
	attrs := []slog.Attr{slog.String("op", op), slog.Int("status", a.status), slog.Duration("took", took)}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "platform call", attrs...)
}

// webAddress tells whether an address can be called at all.
func webAddress(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// withDeadline gives ctx a deadline unless it has one.
func withDeadline(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, limit)
}
