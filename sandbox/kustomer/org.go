package kustomer

import (
	"net/http"
	"strings"
)

// getOrg answers with the org, by its id, its name or as the current one;
// another org is nobody's business.
func (s *Server) getOrg(c *call) (int, any, error) {
	id := c.PathValue("id")
	if id != orgID && id != "current" && !strings.EqualFold(id, s.org) {
		return 0, nil, notFound("id")
	}
	made := stamp(seedTime)
	r := &record{ref: ref{"org", orgID}, attrs: map[string]any{
		"name": s.org, "displayName": s.org, "pod": thisPod, "createdAt": made, "updatedAt": made,
	}}
	return http.StatusOK, single(r), nil
}
