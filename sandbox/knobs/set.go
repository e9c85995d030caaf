package knobs

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Set is the state of all knobs at one moment.
type Set struct {
	// Faults are tried in order; the first that matches a request applies.
	Faults []Fault `json:"faults"`
	// Adapter is the address of the product: where the widget is framed
	// from and where events and commands go. Empty: nobody is there.
	Adapter string `json:"adapter"`
	// RateLimit is the budget of the whole API.
	RateLimit RateLimit `json:"rateLimit"`
	// SearchDelay is how far the search index lags behind the writes.
	SearchDelay Duration `json:"searchDelay"`
	// StrictCustom refuses custom attributes that nobody registered.
	StrictCustom bool `json:"strictCustom"`
	// ReopenOnInbound lets an inbound message reopen a done or snoozed
	// conversation, as Kustomer does for its own channels.
	ReopenOnInbound bool `json:"reopenOnInbound"`
	// ErrorShape is "recorded" (JSON:API-like, as in real recordings; the
	// empty string means the same) or "newer" ({code, message, meta}).
	ErrorShape string `json:"errorShape"`
	// Events says how badly pushed session events travel.
	Events Events `json:"events"`
}

// Fault spoils requests that match it.
type Fault struct {
	// Method is the HTTP method; empty matches every one.
	Method string `json:"method,omitempty"`
	// Path is a regular expression on the request's path; empty matches all.
	Path string `json:"path,omitempty"`
	// Status answers with this HTTP status instead of doing the work.
	Status int `json:"status,omitempty"`
	// Times is how many more requests are spoiled; 0: all of them.
	Times int `json:"times,omitempty"`
	// Share is which part of the requests it strikes, from 0 to 1; 0: each.
	Share float64 `json:"share,omitempty"`
	// Delay is waited first, whatever comes then.
	Delay Duration `json:"delay,omitzero"`
	// Cut drops the connection without an answer: "before" the work is
	// done, or "after" it took effect. It wins over Status.
	Cut string `json:"cut,omitempty"`

	path *regexp.Regexp
}

// RateLimit is how many requests a window of time allows.
type RateLimit struct {
	Limit  int      `json:"limit"`
	Window Duration `json:"window"`
}

// Events are the ways in which pushed events may go wrong; the shares are
// probabilities from 0 to 1, Delay is added to each delivery.
type Events struct {
	Double  float64  `json:"double"`
	Reorder float64  `json:"reorder"`
	Drop    float64  `json:"drop"`
	Delay   Duration `json:"delay"`
}

// Duration is a time span written as Go writes it: "300ms", "2s".
type Duration time.Duration

// MarshalJSON writes the span as text.
func (d Duration) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Duration(d).String())
}

// UnmarshalJSON reads a span from text; the empty text is zero. Negative
// spans are an error.
func (d *Duration) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("a duration is text such as \"300ms\", not %s", raw)
	}
	if text == "" {
		*d = 0
		return nil
	}
	span, err := time.ParseDuration(text)
	if err != nil || span < 0 {
		return fmt.Errorf("%q is no duration such as \"300ms\"", text)
	}
	*d = Duration(span)
	return nil
}

// prepared returns the set with its expressions compiled, or says what is
// wrong with it.
func (s Set) prepared() (Set, error) {
	s.Faults = slices.Clone(s.Faults)
	s.Adapter = strings.TrimRight(s.Adapter, "/") // paths are put behind it
	for i := range s.Faults {
		if err := s.Faults[i].prepare(); err != nil {
			return s, fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	if s.RateLimit.Limit < 0 {
		return s, fmt.Errorf("rateLimit.limit: %d is below 0", s.RateLimit.Limit)
	}
	if s.ErrorShape != "" && s.ErrorShape != "recorded" && s.ErrorShape != "newer" {
		return s, fmt.Errorf("errorShape: %q is neither recorded nor newer", s.ErrorShape)
	}
	if err := s.Events.check(); err != nil {
		return s, err
	}
	return s, checkAdapter(s.Adapter)
}

// prepare compiles the path and checks the rest.
func (f *Fault) prepare() error {
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("status: %d is no HTTP status from 200 to 599", f.Status)
	}
	if f.Times < 0 {
		return fmt.Errorf("times: %d is below 0", f.Times)
	}
	if f.Share < 0 || f.Share > 1 {
		return fmt.Errorf("share: %v is not from 0 to 1", f.Share)
	}
	if f.Cut != "" && f.Cut != cutBefore && f.Cut != cutAfter {
		return fmt.Errorf("cut: %q is neither before nor after", f.Cut)
	}
	path, err := regexp.Compile(f.Path)
	if err != nil {
		return fmt.Errorf("path: %w", err)
	}
	f.path = path
	return nil
}

// matches tells whether the fault is meant for the request. The path counts
// both decoded and as sent, since "%2B" and "+" are both seen in the wild.
func (f *Fault) matches(r *http.Request) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	return f.path.MatchString(r.URL.Path) || f.path.MatchString(r.URL.EscapedPath())
}

// strikes throws the dice for a fault that matches.
func (f *Fault) strikes() bool { return f.Share == 0 || rand.Float64() < f.Share }

// kind names what the fault does, for the count: "cut after", "500", "delay".
func (f *Fault) kind() string {
	switch {
	case f.Cut != "":
		return "cut " + f.Cut
	case f.Status != 0:
		return strconv.Itoa(f.Status)
	}
	return "delay"
}

// check refuses shares that are no probabilities.
func (e Events) check() error {
	shares := map[string]float64{"double": e.Double, "reorder": e.Reorder, "drop": e.Drop}
	for name, share := range shares {
		if share < 0 || share > 1 {
			return fmt.Errorf("events.%s: %v is not from 0 to 1", name, share)
		}
	}
	return nil
}

// checkAdapter accepts the empty address and absolute http addresses.
func checkAdapter(address string) error {
	if address == "" {
		return nil
	}
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || (at.Scheme != "http" && at.Scheme != "https") {
		return fmt.Errorf("adapter: %q is no address such as http://127.0.0.1:8080", address)
	}
	return nil
}
