package kustomer

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"time"
)

// retries are the waits between the attempts of a delivery; after the last
// one fails the webhook is switched off.
var retries = []time.Duration{
	time.Minute, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
}

// Bounds of deliveries: how long one attempt may take, how many are under
// way or waiting at most.
const (
	deliverWait    = 5 * time.Second
	deliverWorkers = 8
	deliverQueue   = 4096
)

// delivery is one event on its way to one webhook.
type delivery struct {
	hook, event string
	body        []byte
	attempt     int
}

// publish queues a change for the webhooks that asked for it. It is called
// under the store and does not wait: what does not fit the queue is lost, and
// the log says so.
func (s *Server) publish(before, after *record, by *principal) {
	if s.hooks.Load() == 0 || after == nil || !slices.Contains(hookKinds, after.kind) {
		return
	}
	name := "kustomer." + after.kind + ".update"
	if before == nil {
		name = "kustomer." + after.kind + ".create"
	}
	var body []byte
	for _, hook := range s.store.all(kindWebhook) {
		if hook.attrs["enabled"] == false || !slices.Contains(asTexts(hook.attrs["events"]), name) {
			continue
		}
		if body == nil {
			body, _ = json.Marshal(s.envelope(name, before, after, by)) // attributes came from JSON
		}
		s.queue(delivery{hook: hook.id, event: name, body: body})
	}
}

// queue passes a delivery to the workers.
func (s *Server) queue(d delivery) {
	select {
	case s.outbox <- d:
	default:
		s.log.Warn("a webhook delivery was dropped: too many are waiting", "event", d.event, "webhook", d.hook)
	}
}

// envelope is the body of a delivery: the whole resource and what changed.
func (s *Server) envelope(name string, before, after *record, by *principal) map[string]any {
	client := "api-gw"
	if by != nil && by.agent {
		client = "web-client"
	}
	body := map[string]any{
		"id": s.ids.next(after.at), "name": name, "org": orgID, "orgName": s.org, "partition": orgID, "data": after,
		"createdAt": stamp(after.at), "changes": nil, "persist": true, "client": client, "dataId": after.id, "snsFilters": []any{},
		"meta": map[string]any{"customChanged": before != nil && !reflect.DeepEqual(before.attrs["custom"], after.attrs["custom"])},
	}
	if before != nil {
		body["changes"] = map[string]any{"attributes": differences(before.attrs, after.attrs), "relationships": differences(related(before), related(after))}
	}
	return body
}

// related are a record's relations to one other each, as they are compared.
func related(r *record) map[string]any {
	all := make(map[string]any, len(r.one))
	for name, to := range r.one {
		all[name] = to.data()
	}
	return all
}

// differences are the changed values with what stood before and stands now.
func differences(before, after map[string]any) map[string]any {
	changed := map[string]any{}
	for name, is := range after {
		was, had := before[name]
		switch {
		case !had:
			changed[name] = map[string]any{"op": "add", "before": nil, "after": is}
		case !reflect.DeepEqual(was, is):
			changed[name] = map[string]any{"op": "replace", "before": was, "after": is}
		}
	}
	for name, was := range before {
		if _, has := after[name]; !has {
			changed[name] = map[string]any{"op": "remove", "before": was, "after": nil}
		}
	}
	return changed
}

// deliverAll is one worker: it takes deliveries until the stand-in closes.
func (s *Server) deliverAll() {
	defer s.workers.Done()
	for {
		select {
		case <-s.stop.Done():
			return
		case d := <-s.outbox:
			if err := s.deliver(d); err != nil {
				s.log.Info("a webhook delivery failed", "event", d.event, "attempt", d.attempt+1, "error", err)
				s.retry(d)
			}
		}
	}
}

// retry queues a failed delivery again, later; after the last attempt the
// webhook is switched off.
func (s *Server) retry(d delivery) {
	if d.attempt >= len(s.retries) {
		s.disable(d.hook)
		return
	}
	wait := s.retries[d.attempt]
	d.attempt++
	timer := time.AfterFunc(wait, func() { s.queue(d) })
	context.AfterFunc(s.stop, func() { timer.Stop() })
}

// disable switches a webhook off.
func (s *Server) disable(id string) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, ok := s.store.get(kindWebhook, id)
	if !ok {
		return
	}
	r := before.edit()
	r.attrs["enabled"] = false
	s.store.put(r, s.now(), nil)
}

// deliver makes one attempt: signed, and content with any 2xx.
func (s *Server) deliver(d delivery) error {
	s.store.mu.RLock()
	hook, ok := s.store.get(kindWebhook, d.hook)
	s.store.mu.RUnlock()
	if !ok || hook.attrs["enabled"] == false {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.stop, deliverWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.text("url"), bytes.NewReader(d.body))
	if err != nil {
		return err
	}
	headers, _ := hook.attrs["headers"].([]any)
	for _, item := range headers {
		header, _ := item.(map[string]any)
		request.Header.Set(fmt.Sprint(header["name"]), fmt.Sprint(header["value"]))
	}
	mac := hmac.New(sha256.New, []byte(hook.text("token")))
	mac.Write(d.body)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Kustomer-Webhook-Event", d.event)
	request.Header.Set("X-Kustomer-Webhook-Signature", hex.EncodeToString(mac.Sum(nil)))
	answer, err := s.outgoing.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxField)) // lets the connection be used again
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("answered %s", answer.Status)
	}
	return nil
}
