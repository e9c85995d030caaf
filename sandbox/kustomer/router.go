package kustomer

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// router finds the route of a request. The API has paths that the standard
// library's patterns cannot hold side by side (/customers/merges/{id} and
// /customers/{id}/conversations), so that it counts instead: among the routes
// with as many segments the one with the most literal ones wins.
type router map[string][]lane // by method and number of segments

// lane is a route cut into segments.
type lane struct {
	route
	segments []string // "{id}" takes anything
	literal  int
}

// newRouter cuts the table.
func newRouter(routes []route) router {
	all := router{}
	for _, r := range routes {
		method, path, _ := strings.Cut(r.pattern, " ")
		l := lane{route: r, segments: strings.Split(path, "/")}
		for _, segment := range l.segments {
			if !strings.HasPrefix(segment, "{") {
				l.literal++
			}
		}
		key := laneKey(method, len(l.segments))
		all[key] = append(all[key], l)
	}
	for _, lanes := range all {
		slices.SortStableFunc(lanes, func(a, b lane) int { return b.literal - a.literal })
	}
	return all
}

// laneKey is where lanes of that length lie.
func laneKey(method string, segments int) string { return method + strconv.Itoa(segments) }

// find returns the route and notes what its parameters stand for. Segments
// are cut before they are decoded, so that %2F stays inside one, and decoded
// as paths, so that + stays +.
func (all router) find(r *http.Request) (route, bool) {
	path := strings.TrimSuffix(r.URL.EscapedPath(), "/")
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			return route{}, false
		}
		segments[i] = decoded
	}
	for _, l := range all[laneKey(r.Method, len(segments))] {
		if l.fits(segments) {
			for i, name := range l.segments {
				if strings.HasPrefix(name, "{") {
					r.SetPathValue(strings.Trim(name, "{}"), segments[i])
				}
			}
			return l.route, true
		}
	}
	return route{}, false
}

// fits compares the literal segments.
func (l lane) fits(segments []string) bool {
	for i, segment := range l.segments {
		if !strings.HasPrefix(segment, "{") && segment != segments[i] {
			return false
		}
	}
	return true
}
