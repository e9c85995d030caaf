package ccaip

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxPer is the default and largest number of entries of a page.
const maxPer = 100

// paged cuts one page out of all and sets the headers total, per-page and
// Link (first, prev, next, last where they exist).
func paged[T any](w http.ResponseWriter, r *http.Request, all []T) ([]T, error) {
	from, to, err := pageBounds(w, r, len(all))
	if err != nil {
		return nil, err
	}
	return all[from:to], nil
}

// pageBounds tells which of total entries the page asked for holds, and sets
// the headers. A page beyond the last holds none.
func pageBounds(w http.ResponseWriter, r *http.Request, total int) (from, to int, err error) {
	page, err := positive(r, "page", 1)
	if err != nil {
		return 0, 0, err
	}
	per, err := positive(r, "per", maxPer)
	if err != nil {
		return 0, 0, err
	}
	per = min(per, maxPer)
	last := max(1, (total+per-1)/per)
	w.Header().Set("total", itoa(total))
	w.Header().Set("per-page", itoa(per))
	if links := pageLinks(r, page, per, last); links != "" {
		w.Header().Set("Link", links)
	}
	if page > last {
		return total, total, nil
	}
	from = (page - 1) * per
	return from, min(from+per, total), nil
}

// positive reads a number above zero from the query.
func positive(r *http.Request, name string, fallback int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, refusal{400, fmt.Sprintf("%s must be a number above 0, not %q.", name, text)}
	}
	return n, nil
}

// pageLinks writes the Link header.
func pageLinks(r *http.Request, page, per, last int) string {
	var links []string
	link := func(rel string, n int) {
		q := r.URL.Query()
		q.Set("page", itoa(n))
		q.Set("per", itoa(per))
		u := url.URL{Scheme: scheme(r), Host: r.Host, Path: r.URL.Path, RawQuery: q.Encode()}
		links = append(links, fmt.Sprintf("<%s>; rel=%q", u.String(), rel))
	}
	if page > 1 {
		link("first", 1)
		link("prev", min(page-1, last))
	}
	if page < last {
		link("next", page+1)
		link("last", last)
	}
	return strings.Join(links, ", ")
}

// scheme is how this request came.
func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// between reads name[from] and name[to], ISO 8601, both inclusive.
func between(r *http.Request, name string) (func(time.Time) bool, error) {
	from, err := moment(r, name+"[from]")
	if err != nil {
		return nil, err
	}
	to, err := moment(r, name+"[to]")
	if err != nil {
		return nil, err
	}
	return func(t time.Time) bool {
		return !t.Before(from) && (to.IsZero() || !t.After(to))
	}, nil
}

// moment reads a time from the query; zero when it is not asked for.
func moment(r *http.Request, name string) (time.Time, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, refusal{400, fmt.Sprintf("%s must be an ISO 8601 time, not %q.", name, text)}
}
