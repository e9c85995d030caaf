package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Trail keeps who changed what of a tenant.
type Trail interface {
	Note(ctx context.Context, tenant string, d Deed) error
	// Deeds are the newest, the latest first, those before a moment (zero: all).
	Deeds(ctx context.Context, tenant string, before time.Time, limit int) ([]Deed, error)
}

// Deed is one change. It holds no secret and no person's data.
type Deed struct {
	At     time.Time `json:"at"`
	Author string    `json:"author"`
	// What was done ("settings saved"), to which session, agent or secret, and what of it.
	What   string `json:"what"`
	Target string `json:"target"`
	Detail string `json:"detail"`
}

const (
	// usualDeeds and mostDeeds bound one answer.
	usualDeeds = 100
	mostDeeds  = 1000
	// noting bounds the wait for a deed to be on disk, whoever asked for it.
	noting = 5 * time.Second
)

type trailBody struct {
	Deeds []Deed `json:"deeds"`
	// Next is what before goes on with; null: that is all.
	Next *time.Time `json:"next"`
}

// note keeps what a route did. That it cannot be kept undoes nothing, and is said loudly.
func (a *Admin) note(r route, c *call) {
	tenant := c.subject
	if tenant == "" {
		tenant = c.tenant.ID
	}
	if r.deed == "" || tenant == "" || a.cfg.Trail == nil {
		return
	}
	if c.target == "" {
		c.target = c.PathValue("session") + c.PathValue("agent")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), noting)
	defer cancel()
	d := Deed{At: time.Now().UTC().Truncate(time.Millisecond), Author: c.who.name, What: r.deed, Target: c.target, Detail: c.detail}
	if err := a.cfg.Trail.Note(ctx, tenant, d); err != nil {
		a.log.ErrorContext(c.ctx, "who changed what is not on disk", "tenant", tenant, "what", d.What, "target", d.Target, "author", d.Author, "err", err)
	}
}

// trail answers GET audit.
func (a *Admin) trail(c *call) (any, error) {
	body := trailBody{Deeds: []Deed{}}
	if a.cfg.Trail == nil {
		return body, nil
	}
	limit, before := usualDeeds, time.Time{}
	if text := c.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostDeeds {
			return nil, bad("bad-limit", "limit must be a number from 1 to 1000.", "Leave it out for 100.")
		}
		limit = n
	}
	if text := c.URL.Query().Get("before"); text != "" {
		var err error
		if before, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return nil, bad("bad-time", "before is no time.", "Send what an answer called next.")
		}
	}
	deeds, err := a.cfg.Trail.Deeds(c.ctx, c.tenant.ID, before, limit)
	if err != nil {
		return nil, err
	}
	body.Deeds = append(body.Deeds, deeds...)
	if len(deeds) == limit {
		body.Next = &deeds[limit-1].At
	}
	return body, nil
}

func sorted(names []string) string {
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// operatorsOnly refuses a tenant's admin what is the operator's.
var operatorsOnly = no(http.StatusForbidden, "operator-only", "This is the operator's.", "Ask the operator of this server.")
