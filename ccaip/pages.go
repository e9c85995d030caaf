package ccaip

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
)

const (
	// perPage is both the platform's default and its maximum.
	perPage = 100
	// maxPages bounds a list. Large pulls time out at the platform, so windows should be small.
	maxPages = 200
)

// pages reads a list page after page and hands each member's JSON to take. A member that take
// cannot read is logged and does not hold the others up.
func (c *Client) pages(ctx context.Context, k call, take func(json.RawMessage) error) error {
	ctx, cancel := withDeadline(ctx, defaultTimeout)
	defer cancel()
	if k.query == nil {
		k.query = url.Values{}
	}
	k.query.Set("per", strconv.Itoa(perPage))
	for page := 1; page <= maxPages; page++ {
		k.query.Set("page", strconv.Itoa(page))
		a, err := c.do(ctx, k)
		if err != nil {
			return err
		}
		members, err := readList(a.body)
		if err != nil {
			return unreadable(k.op, "the answer is not a list")
		}
		for _, raw := range members {
			if err := take(raw); err != nil {
				c.log.LogAttrs(ctx, slog.LevelWarn, "a member of the platform's list cannot be read and is left out",
					slog.String("op", k.op), slog.String("why", err.Error()))
			}
		}
		if len(members) == 0 || !hasNext(a, page) {
			return nil
		}
	}
	return unreadable(k.op, "the list does not end after 200 pages")
}

// readList reads a JSON array, also one that stands alone inside an object.
func readList(body []byte) ([]json.RawMessage, error) {
	var list []json.RawMessage
	err := json.Unmarshal(body, &list)
	if err == nil {
		return list, nil
	}
	f, objErr := readFields(body)
	if objErr != nil {
		return nil, err
	}
	for _, raw := range f.exact {
		if json.Unmarshal(raw, &list) == nil && len(f.exact) == 1 {
			return list, nil
		}
	}
	return nil, err
}

// hasNext reads the headers of a page: Link with rel="next" or, without it, the total.
func hasNext(a answer, page int) bool {
	if link := a.header.Get("Link"); link != "" {
		return strings.Contains(link, `rel="next"`) || strings.Contains(link, "rel=next")
	}
	total, err := strconv.Atoi(a.header.Get("Total"))
	if err != nil {
		return false
	}
	per, err := strconv.Atoi(a.header.Get("Per-Page"))
	if err != nil || per < 1 {
		per = perPage
	}
	return page*per < total
}
