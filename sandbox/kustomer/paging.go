package kustomer

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// The vendor's page sizes: most routes, and the few that allow more.
const (
	pageMax     = 100
	pageMaxWide = 500
)

// page is which part of a list was asked for.
type page struct {
	number, size int
}

// pageOf reads page and pageSize; a size above the most is the most.
func pageOf(query url.Values, most int) (page, error) {
	number, err := wholeFrom(query, "page", 1)
	if err != nil {
		return page{}, err
	}
	size, err := wholeFrom(query, "pageSize", pageMax)
	if err != nil {
		return page{}, err
	}
	return page{number, min(size, most)}, nil
}

// wholeFrom reads a whole number from 1 on.
func wholeFrom(query url.Values, name string, otherwise int) (int, error) {
	text := query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < 1 {
		return 0, badParam(name, "Invalid type: must be a whole number from 1 on", "")
	}
	return value, nil
}

// listed answers with one page of the records.
func (c *call) listed(records []*record, most int) (int, any, error) {
	at, err := pageOf(c.URL.Query(), most)
	if err != nil {
		return 0, nil, err
	}
	from, to := at.bounds(len(records))
	return http.StatusOK, c.envelope(at, len(records), records[from:to]), nil
}

// listedIDs answers with one page of a kind, newest first unless sort=asc
// asks otherwise; only that page is looked up, however long the list is.
func (s *Server) listedIDs(c *call, kind string, ids []string, most int) (int, any, error) {
	at, err := pageOf(c.URL.Query(), most)
	if err != nil {
		return 0, nil, err
	}
	from, to := at.bounds(len(ids))
	if sort := c.URL.Query().Get("sort"); sort == "asc" || sort == "createdAt" {
		return http.StatusOK, c.envelope(at, len(ids), s.store.pick(kind, ids[from:to])), nil
	}
	shown := newestFirst(s.store.pick(kind, ids[len(ids)-to:len(ids)-from]))
	return http.StatusOK, c.envelope(at, len(ids), shown), nil
}

// bounds are where the page begins and ends within so many.
func (p page) bounds(total int) (from, to int) {
	if p.number-1 > total/p.size {
		return total, total
	}
	from = min((p.number-1)*p.size, total)
	return from, min(from+p.size, total)
}

// envelope is one page as the API shows it.
func (c *call) envelope(at page, total int, shown []*record) *onePage {
	last := max((total+at.size-1)/at.size, 1)
	return &onePage{
		meta:  map[string]any{"page": at.number, "pageSize": at.size, "total": total, "totalPages": last},
		links: c.pageLinks(at, last),
		data:  shown,
	}
}

// pageLinks are host-less; where there is no page the link is null.
func (c *call) pageLinks(at page, last int) map[string]any {
	link := func(number int) any {
		if number < 1 || number > last {
			return nil
		}
		query := c.URL.Query()
		query.Set("page", strconv.Itoa(number))
		query.Set("pageSize", strconv.Itoa(at.size))
		return c.URL.EscapedPath() + "?" + query.Encode()
	}
	return map[string]any{
		"self": c.URL.RequestURI(), "first": link(1), "prev": link(at.number - 1), "next": link(at.number + 1), "last": link(last),
	}
}

// newestFirst turns a list around without touching the original.
func newestFirst(records []*record) []*record {
	turned := slices.Clone(records)
	slices.Reverse(turned)
	return turned
}
