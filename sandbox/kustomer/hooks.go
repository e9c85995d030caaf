package kustomer

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// hookKinds are the kinds whose creates and updates can be subscribed to:
// twelve events in all, and none for deletes.
var hookKinds = []string{kindCustomer, kindConversation, kindMessage, kindUser, kindTeam, kindTag}

// maxHooks is how many an org may make.
const maxHooks = 5

// hookEvents are the names of the events.
func hookEvents() []any {
	var names []any
	for _, kind := range hookKinds {
		names = append(names, "kustomer."+kind+".create", "kustomer."+kind+".update")
	}
	return names
}

// listHookEvents tells what can be subscribed to.
func (s *Server) listHookEvents(*call) (int, any, error) {
	var data []any
	for _, name := range hookEvents() {
		data = append(data, map[string]any{"type": "outbound_webhook_event", "id": name, "attributes": map[string]any{"name": name}})
	}
	return http.StatusOK, map[string]any{"data": data, "meta": map[string]any{"total": len(data)}}, nil
}

// createHook subscribes an address to events.
func (s *Server) createHook(c *call) (int, any, error) {
	if err := s.checkHook(c); err != nil {
		return 0, nil, err
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if len(s.store.order[kindWebhook]) >= maxHooks {
		return 0, nil, badParam("name", fmt.Sprintf("An org can have %d webhooks", maxHooks), "")
	}
	made := stamp(c.at)
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails
	r := &record{ref: ref{kindWebhook, s.ids.next(c.at)}, many: map[string][]ref{}, attrs: map[string]any{
		"headers": []any{}, "enabled": true, "token": hex.EncodeToString(secret), "createdAt": made, "updatedAt": made, "modifiedAt": made, "rev": 1,
	}}
	for name, value := range c.body {
		r.attrs[name] = value
	}
	r.one = map[string]ref{"org": {"org", orgID}, "createdBy": {kindUser, c.who.user}, "modifiedBy": {kindUser, c.who.user}}
	s.store.put(r, c.at, c.who)
	s.hooks.Add(1)
	return http.StatusCreated, single(r), nil
}

// updateHook changes a subscription.
func (s *Server) updateHook(c *call) (int, any, error) {
	if err := s.checkHook(c); err != nil {
		return 0, nil, err
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindWebhook, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	for name, value := range c.body {
		r.attrs[name] = value
	}
	c.modified(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}

// deleteHook ends a subscription.
func (s *Server) deleteHook(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	r, err := s.record(kindWebhook, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	s.store.remove(r, c.who)
	s.hooks.Add(-1)
	return http.StatusNoContent, nil, nil
}

// checkHook checks what the schema cannot: the address and the events' names.
func (s *Server) checkHook(c *call) error {
	if address := c.text("url"); address != "" {
		at, err := url.Parse(address)
		if err != nil || at.Host == "" || at.Scheme != "https" && !(s.loopback && isLoopback(at)) {
			return badParam("url", "Format validation failed (an https address)", "/properties/url/format")
		}
	}
	for _, name := range asTexts(c.body["events"]) {
		if !slices.Contains(hookEvents(), any(name)) {
			return badParam("events", fmt.Sprintf("No enum match for: %q", name), "/properties/events/items/enum")
		}
	}
	return nil
}
