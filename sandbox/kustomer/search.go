package kustomer

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// lastSearchPage is where the real index stops.
const lastSearchPage = 100

// search asks the index. It lags behind the writes by the knob's delay, and
// machine users may ask it a hundred times a minute only.
func (s *Server) search(c *call) (int, any, error) { return s.searchIn(c, false) }

// searchArchive asks for what was not changed for two years.
func (s *Server) searchArchive(c *call) (int, any, error) { return s.searchIn(c, true) }

// searchIn is what the two have in common.
func (s *Server) searchIn(c *call, archive bool) (int, any, error) {
	if err := s.budget.admitSearch(c.ResponseWriter, c.who, c.at); err != nil {
		return 0, nil, err
	}
	kind := c.text("queryContext")
	if kind == "" {
		kind = kindCustomer
	}
	at, err := pageOf(c.URL.Query(), pageMaxWide)
	if err != nil {
		return 0, nil, err
	}
	if at.number > lastSearchPage {
		return 0, nil, badParam("page", "search stops at page 100", "")
	}
	wanted, err := parseQuery(kind, c.body)
	if err != nil {
		return 0, nil, err
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	found := s.matching(kind, wanted, archive, c)
	from, to := at.bounds(len(found))
	return http.StatusOK, c.envelope(at, len(found), found[from:to]), nil
}

// matching are the records that the index holds and the query wants: those
// changed within two years, the archive has the others.
func (s *Server) matching(kind string, wanted query, archive bool, c *call) []*record {
	var found []*record
	asOf, old := c.at.Add(-time.Duration(s.knobs.Get().SearchDelay)), c.at.AddDate(-2, 0, 0)
	for _, id := range s.store.order[kind] {
		current := s.store.byID[kind][id]
		if r := current.indexed(asOf); r != nil && r.at.Before(old) == archive && wanted.matches(r) {
			found = append(found, r)
		}
	}
	wanted.sort(found)
	return found
}

// indexed is the version that a lagging index knows; nil if it knows none.
func (r *record) indexed(asOf time.Time) *record {
	for r != nil && r.at.After(asOf) {
		r = r.prev
	}
	return r
}

// query is a search as the body asks for it.
type query struct {
	and, or []condition
	order   []condition // the operator is asc or desc
}

// condition compares one attribute with a value.
type condition struct {
	attribute string
	operator  string
	value     any
}

// parseQuery reads the body's conditions and refuses operators that nobody
// knows.
func parseQuery(kind string, body map[string]any) (query, error) {
	var q query
	var err error
	if q.and, err = parseConditions(kind, "and", body["and"]); err != nil {
		return q, err
	}
	if q.or, err = parseConditions(kind, "or", body["or"]); err != nil {
		return q, err
	}
	sorts, _ := body["sort"].([]any)
	for _, item := range sorts {
		object, _ := item.(map[string]any)
		for name, way := range object {
			q.order = append(q.order, condition{attribute(kind, name), fmt.Sprint(way), nil})
		}
	}
	return q, nil
}

// parseConditions reads [{attribute:{operator:value}}].
func parseConditions(kind, parameter string, list any) ([]condition, error) {
	var all []condition
	items, _ := list.([]any)
	for _, item := range items {
		object, _ := item.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(object)) {
			operators, ok := object[name].(map[string]any)
			if !ok {
				return nil, badParam(name, "Invalid type (expected object)", "/properties/"+parameter+"/items")
			}
			for operator, value := range operators {
				if compare[operator] == nil {
					return nil, badParam(operator, "No such operator", "/properties/"+parameter+"/items")
				}
				all = append(all, condition{attribute(kind, name), operator, value})
			}
		}
	}
	return all, nil
}

// filterName is how a list's filter is written: filter[createdAt][gte].
var filterName = regexp.MustCompile(`^filter\[([A-Za-z.]+)\](?:\[([a-z_]+)\])?$`)

// filters reads the filters of a list's address.
func filters(from url.Values) (query, error) {
	var q query
	for name, values := range from {
		found := filterName.FindStringSubmatch(name)
		if found == nil {
			continue
		}
		operator := cmp.Or(found[2], "equals")
		if compare[operator] == nil {
			return q, badParam(name, "No such operator", "")
		}
		q.and = append(q.and, condition{found[1], operator, values[0]})
	}
	return q, nil
}

// attribute is the attribute's name in the record: without the prefix, in
// camel case; custom attributes keep theirs.
func attribute(kind, name string) string {
	name = strings.TrimPrefix(name, kind+"_")
	if custom, ok := strings.CutPrefix(name, "custom_"); ok {
		return "custom." + camel(custom)
	}
	return camel(name)
}

// camel turns created_at into createdAt.
func camel(name string) string {
	words := strings.Split(name, "_")
	for i, word := range words[1:] {
		if word != "" {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}

// matches tells whether a record is wanted.
func (q query) matches(r *record) bool {
	for _, condition := range q.and {
		if !condition.holds(r) {
			return false
		}
	}
	return len(q.or) == 0 || slices.ContainsFunc(q.or, func(c condition) bool { return c.holds(r) })
}

// sort orders by what was asked for; otherwise the newest come first.
func (q query) sort(found []*record) {
	order := q.order
	if len(order) == 0 {
		order = []condition{{"createdAt", "desc", nil}}
	}
	slices.SortStableFunc(found, func(a, b *record) int {
		for _, by := range order {
			way := strings.Compare(first(valuesOf(a, by.attribute)), first(valuesOf(b, by.attribute)))
			if by.operator == "desc" {
				way = -way
			}
			if way != 0 {
				return way
			}
		}
		return 0
	})
}

// first is the first text or none.
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
