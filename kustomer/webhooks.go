package kustomer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// SignatureHeader carries the lower-case hex HMAC-SHA256 of a webhook's raw body, keyed by the
// webhook's token.
const SignatureHeader = "X-Kustomer-Webhook-Signature"

// MaxWebhook bounds a webhook's body in bytes: it holds one whole record, and what changed of it
// twice more.
const MaxWebhook = 1 << 20

// What a webhook may be turned away for, before anything in it is read.
var (
	// ErrNoToken: no token is known, so that nobody's signature can be believed.
	ErrNoToken = errors.New("kustomer: webhooks are refused: no webhook token is set")
	// ErrSignature: the signature is missing or another one.
	ErrSignature = errors.New("kustomer: webhook refused: the signature does not match")
	// ErrTooLarge: the body is larger than MaxWebhook.
	ErrTooLarge = fmt.Errorf("kustomer: webhook refused: larger than %d bytes", MaxWebhook)
)

// Webhook is one event that Kustomer delivers by itself. It comes at least once and in no order:
// ID tells doubles, At orders. Our own writes come back, too: ModifiedBy tells.
type Webhook struct {
	ID         string          // of the event; "" if none was sent
	Name       string          // "kustomer.conversation.update"
	Org        string          // id
	At         time.Time       // zero: not told
	Client     string          // what changed it: "api-gw", "web-client"; may be empty
	Type       string          // of the record: "conversation"
	Record     string          // its id
	Customer   string          // id, where the record belongs to one
	ModifiedBy string          // id of the user who changed it; may be empty
	Data       json.RawMessage // the record as it is now, as a JSON:API resource
	// Attributes and Relations hold what changed, by name; empty when the record is new.
	Attributes map[string]Change
	Relations  map[string]Change
}

// Change is one attribute or relation with what stood before and stands now.
type Change struct {
	Op     string          `json:"op"` // add, replace, remove
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// Text reads both values as texts; what is none is "".
func (c Change) Text() (before, after string) {
	var was, is text
	if json.Unmarshal(c.Before, &was) != nil {
		was = ""
	}
	if json.Unmarshal(c.After, &is) != nil {
		is = ""
	}
	return string(was), string(is)
}

// VerifyWebhook reads a webhook's body, capped, and compares its signature in constant time with those
// that the tokens make; while one is being replaced there are two. The body is returned only when it is Kustomer's; the error is ErrNoToken, ErrSignature, ErrTooLarge
// or that of reading.
func VerifyWebhook(header http.Header, body io.Reader, tokens ...string) ([]byte, error) {
	tokens = slices.DeleteFunc(slices.Clone(tokens), func(token string) bool { return token == "" })
	if len(tokens) == 0 {
		return nil, ErrNoToken
	}
	raw, err := io.ReadAll(io.LimitReader(body, MaxWebhook+1))
	if err != nil {
		return nil, fmt.Errorf("kustomer: cannot read the webhook: %w", err)
	}
	if len(raw) > MaxWebhook {
		return nil, ErrTooLarge
	}
	for _, token := range tokens {
		mac := hmac.New(sha256.New, []byte(token))
		mac.Write(raw)
		want := hex.EncodeToString(mac.Sum(nil))
		if hmac.Equal([]byte(header.Get(SignatureHeader)), []byte(want)) {
			return raw, nil
		}
	}
	return nil, ErrSignature
}

// envelope is a webhook on the wire, as far as it is read. Real bodies differ from the documented
// one in what is null and what is absent.
type envelope struct {
	ID        text            `json:"id"`
	Name      text            `json:"name"`
	Org       text            `json:"org"`
	CreatedAt text            `json:"createdAt"`
	Client    text            `json:"client"`
	DataID    text            `json:"dataId"`
	Data      json.RawMessage `json:"data"`
	Changes   json.RawMessage `json:"changes"`
}

// ParseWebhook reads a verified body. Unknown names are passed over and so is what is not needed
// and cannot be read; an event without a name or a record is an error.
func ParseWebhook(body []byte) (Webhook, error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return Webhook{}, fmt.Errorf("kustomer: the webhook is no JSON object: %w", err)
	}
	w := Webhook{ID: string(e.ID), Name: string(e.Name), Org: string(e.Org), Client: string(e.Client), Record: string(e.DataID), Data: e.Data}
	w.readRecord(e.Data)
	w.readChanges(e.Changes)
	if at, err := time.Parse(time.RFC3339, string(e.CreatedAt)); err == nil {
		w.At = at
	}
	switch {
	case w.Name == "":
		return Webhook{}, errors.New("kustomer: the webhook has no event name")
	case w.Record == "":
		return Webhook{}, errors.New("kustomer: the webhook names no record")
	}
	return w, nil
}

// readRecord takes over what the rules ask of any record.
func (w *Webhook) readRecord(data json.RawMessage) {
	var r resource
	if json.Unmarshal(data, &r) == nil {
		w.Type, w.Customer, w.ModifiedBy = r.Type, r.one("customer"), r.one("modifiedBy")
		if w.Record == "" {
			w.Record = r.ID
		}
	}
	if parts := strings.Split(w.Name, "."); w.Type == "" && len(parts) == 3 {
		w.Type = parts[1]
	}
}

// readChanges takes over each change that can be read.
func (w *Webhook) readChanges(raw json.RawMessage) {
	var lists struct {
		Attributes    json.RawMessage `json:"attributes"`
		Relationships json.RawMessage `json:"relationships"`
	}
	if json.Unmarshal(raw, &lists) != nil {
		return // null or absent: the record is new
	}
	w.Attributes, w.Relations = readChanges(lists.Attributes), readChanges(lists.Relationships)
}

func readChanges(raw json.RawMessage) map[string]Change {
	var each map[string]json.RawMessage
	if json.Unmarshal(raw, &each) != nil {
		return nil
	}
	changes := make(map[string]Change, len(each))
	for name, raw := range each {
		var c Change
		if json.Unmarshal(raw, &c) == nil {
			changes[name] = c
		}
	}
	return changes
}

// Conversation reads the record, which must be one.
func (w Webhook) Conversation() (Conversation, error) {
	if w.Type != "conversation" {
		return Conversation{}, fmt.Errorf("kustomer: the event %s is not about a conversation", w.Name)
	}
	return decode[Conversation](w.Data)
}
