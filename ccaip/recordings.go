package ccaip

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// downloadTimeout bounds the reading of one recording.
	downloadTimeout = 10 * time.Minute
	// maxHops bounds how often a recording's address may lead on to another one.
	maxHops = 5
)

// Download is a file being read. Close it; until then it holds a connection.
type Download struct {
	io.ReadCloser
	ContentType string
	Size        int64 // bytes, -1 if not told
}

// Recording opens the recording that a session's RecordingURL leads to. Our credentials go along
// only to the platform itself; where the address leads on, to a store of the carrier or the org,
// it is followed without them, never from https down to http, and never into our own network (see
// abroad). An address without a host is the platform's own. The recording is streamed.
func (s CallsService) Recording(ctx context.Context, address string) (Download, error) {
	const op = "fetch recording"
	ctx, cancel := withDeadline(ctx, downloadTimeout)
	at, err := s.c.resolve(address)
	if err != nil || address == "" || !webAddress(at) {
		cancel()
		return Download{}, refusedHere(op, "the recording's address is not a web address")
	}
	res, err := s.c.follow(ctx, op, at)
	if err != nil {
		cancel()
		return Download{}, err
	}
	return Download{ReadCloser: whole{res.Body, cancel}, ContentType: res.Header.Get("Content-Type"), Size: res.ContentLength}, nil
}

// resolve reads an address; one without a host is the platform's own.
func (c *Client) resolve(address string) (*url.URL, error) {
	base, err := url.Parse(c.base)
	if err != nil {
		return nil, err
	}
	return base.Parse(address)
}

// whole is a body whose closing ends its request's context, too.
type whole struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close gives the connection back.
func (w whole) Close() error {
	defer w.cancel()
	return w.ReadCloser.Close()
}

// follow makes the request and goes where the answers lead.
func (c *Client) follow(ctx context.Context, op string, at *url.URL) (*http.Response, error) {
	for hop := range maxHops {
		res, err := c.open(ctx, op, at, hop == 0 && c.ours(at))
		if err != nil {
			return nil, err
		}
		if res.StatusCode < 300 {
			return res, nil
		}
		next, there := res.Location()
		leadsOn := res.StatusCode < 400 && there == nil && webAddress(next)
		if !leadsOn {
			defer res.Body.Close()
			return nil, c.noRecording(op, at, res)
		}
		_ = res.Body.Close() // it was only looked at
		if at.Scheme == "https" && next.Scheme != "https" {
			return nil, unreadable(op, "the recording's address leads from https to http")
		}
		at = next
	}
	return nil, unreadable(op, "the recording's address leads in circles")
}

// noRecording tells why a request brought none. What a store elsewhere refuses (a signature that
// ran out, mostly) says nothing about our own credentials and pace.
func (c *Client) noRecording(op string, at *url.URL, res *http.Response) error {
	a := answer{status: res.StatusCode, header: res.Header, body: readSome(res.Body)}
	switch {
	case c.ours(at):
		return c.refusal(op, a)
	case kindOfStatus(a.status) == NotFound:
		return &Error{Kind: NotFound, Op: op, Status: a.status, Detail: "the store no longer has it"}
	}
	return &Error{Kind: Unreachable, Op: op, Status: a.status, Detail: "the store did not hand it out"}
}

// open makes one request. Those to the platform keep to its pace.
func (c *Client) open(ctx context.Context, op string, at *url.URL, credentials bool) (*http.Response, error) {
	if c.ours(at) {
		if err := c.pace.wait(ctx, op); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, refusedHere(op, "the recording's address is not a web address")
	}
	req.Header.Set("User-Agent", "agentadapter")
	if credentials {
		req.SetBasicAuth(c.subdomain, c.token)
	}
	by := c.abroad
	if c.ours(at) {
		by = c.http
	}
	res, err := by.Do(req)
	switch {
	case errors.Is(err, errInside):
		return nil, refusedHere(op, "the recording's "+errInside.Error())
	case err != nil:
		return nil, transportError(op, err)
	}
	return res, nil
}

// ours tells whether an address has the origin of the platform's base address.
func (c *Client) ours(at *url.URL) bool {
	base, err := url.Parse(c.base)
	return err == nil && at.Scheme == base.Scheme && at.Host == base.Host
}

// readSome reads the words of a refusal; where that fails the status alone decides.
func readSome(body io.Reader) []byte {
	said, err := io.ReadAll(io.LimitReader(body, maxErrorBody))
	if err != nil {
		return nil
	}
	return said
}
