package kustomer

import (
	"net/http"
	"slices"
	"strings"

	"agentadapter/sandbox/kustomer/schema"
)

// klassRoutes are about custom objects. No call needs them; clients of shops
// write orders, so that the org starts with that klass.
func (s *Server) klassRoutes() []route {
	return []route{
		{"GET /v1/klasses", kindKlass, "read", nil, s.listOf(kindKlass, pageMax)},
		{"POST /v1/klasses", kindKlass, "create", with(schema.KlassCreate), s.createKlass},
		{"GET /v1/klasses/{klass}", "kobject", "read", nil, s.listObjects},
		{"POST /v1/klasses/{klass}", "kobject", "create", with(schema.ObjectWrite.Requiring("title")), s.createObject},
		{"GET /v1/klasses/{klass}/{id}", "kobject", "read", nil, s.getObject},
		{"PUT /v1/klasses/{klass}/{id}", "kobject", "update", with(schema.ObjectWrite), s.updateObject},
		{"PATCH /v1/klasses/{klass}/{id}", "kobject", "update", with(schema.ObjectWrite), s.updateObject},
		{"GET /v1/customers/{customer}/klasses/{klass}", "kobject", "read", nil, s.listObjects},
		{"POST /v1/customers/{customer}/klasses/{klass}", "kobject", "create", with(schema.ObjectWrite.Requiring("title")), s.createObject},
	}
}

// seedKlasses makes the klass that orgs have from the start.
func (s *Server) seedKlasses(system *principal) {
	c := &call{who: system, at: seedTime}
	s.seedRecord(ref{kindKlass, "order"}, map[string]any{"name": "order", "displayName": "Order", "icon": "shopping", "color": "blue"}, system)
	known := map[string]any{}
	for _, name := range []string{"orderIdNum", "orderCreatedAt", "orderUpdatedAt", "orderNumberStr", "orderStatusStr", "orderTotalNum", "orderLinkUrl"} {
		known[name] = c.registered(name, nil, nil)
	}
	s.metadata[kindObject+"order"] = known
}

// createKlass adds a kind of custom objects.
func (s *Server) createKlass(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	name := c.text("name")
	if _, taken := s.store.get(kindKlass, name); taken {
		return 0, nil, conflict("name", "duplicate detected")
	}
	made := stamp(c.at)
	r := &record{ref: ref{kindKlass, name}, many: map[string][]ref{}, attrs: map[string]any{
		"displayName": name, "createdAt": made, "updatedAt": made, "modifiedAt": made, "rev": 1,
	}, one: map[string]ref{"org": {"org", orgID}, "createdBy": {kindUser, c.who.user}, "modifiedBy": {kindUser, c.who.user}}}
	for key, value := range c.body {
		r.attrs[key] = value
	}
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}

// klassOf is the klass that the path names, in the singular or the plural.
func (s *Server) klassOf(c *call) (string, error) {
	name := c.PathValue("klass")
	for _, one := range []string{name, strings.TrimSuffix(name, "s")} {
		if _, ok := s.store.get(kindKlass, one); ok {
			return one, nil
		}
	}
	return "", notFound("klass")
}

// listObjects lists a klass's objects, all or one customer's, newest first.
func (s *Server) listObjects(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	klass, err := s.klassOf(c)
	if err != nil {
		return 0, nil, err
	}
	customer := c.PathValue("customer")
	all := slices.DeleteFunc(newestFirst(s.store.all(kindObject+klass)), func(r *record) bool {
		return customer != "" && r.customer() != customer
	})
	return c.listed(all, pageMax)
}

// createObject writes a new object, a customer's where the path or body says so.
func (s *Server) createObject(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	klass, err := s.klassOf(c)
	if err == nil {
		err = s.checkCustom(kindObject+klass, c.body)
	}
	if err != nil {
		return 0, nil, err
	}
	made := stamp(c.at)
	r := &record{ref: ref{kindObject + klass, s.ids.next(c.at)}, many: map[string][]ref{}, attrs: map[string]any{
		"icon": "shopping", "images": []any{}, "tags": []any{}, "custom": map[string]any{}, "roleGroupVersions": []any{},
		"createdAt": made, "updatedAt": made, "rev": 1,
	}, one: map[string]ref{"org": {"org", orgID}, kindKlass: {kindKlass, klass}}}
	if id := c.PathValue("customer"); id != "" {
		customer, err := s.findCustomer(id)
		if err != nil {
			return 0, nil, err
		}
		r.one["customer"] = customer.ref
	}
	s.applyObject(r, c)
	s.store.put(r, c.at, c.who)
	return http.StatusCreated, single(r), nil
}

// applyObject writes the body onto an edited object.
func (s *Server) applyObject(r *record, c *call) {
	for name, value := range c.body {
		switch name {
		case "rev", "company":
		case "customer":
			r.one["customer"] = ref{kindCustomer, c.text("customer")}
		case "custom":
			r.attrs[name] = mergeCustom(r.attrs[name], value)
		case "tags":
			r.attrs[name] = s.tagIDs(asTexts(value), c)
		default:
			r.attrs[name] = value
		}
	}
}

// getObject finds one by id or externalId=.
func (s *Server) getObject(c *call) (int, any, error) {
	s.store.mu.RLock()
	klass, err := s.klassOf(c)
	s.store.mu.RUnlock()
	if err != nil {
		return 0, nil, err
	}
	return s.getNamed(kindObject + klass)(c)
}

// updateObject changes one.
func (s *Server) updateObject(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	klass, err := s.klassOf(c)
	if err == nil {
		err = s.checkCustom(kindObject+klass, c.body)
	}
	if err != nil {
		return 0, nil, err
	}
	before, err := s.record(kindObject+klass, c.PathValue("id"))
	if err == nil {
		err = fresh(before, c)
	}
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	s.applyObject(r, c)
	c.touched(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}
