package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The secrets that can be replaced, as addresses name them.
var (
	inbound  = []string{"bind", "events", "webhook"}
	outbound = []string{"kustomer-key", "ccaip-token", "storage-key", "storage-secret"}
)

const (
	// usualGrace is how long an inbound secret that was replaced is still taken, longestGrace bounds it.
	usualGrace   = 24 * time.Hour
	longestGrace = 30 * 24 * time.Hour
	// leastWord is how short a secret of somebody's own making may be.
	leastWord = 16
)

// rotateBody is what rotating takes. Inbound: all of it may be left out. Outbound: the new value.
type rotateBody struct {
	Value string `json:"value"`
	Grace string `json:"grace"`
}

// rotatedBody is what it answers. Value is an inbound secret's, shown by this answer alone.
type rotatedBody struct {
	Which       string     `json:"which"`
	Value       string     `json:"value"`
	FormerUntil *time.Time `json:"formerUntil"`
	Text        string     `json:"text"`
}

// rotate replaces a secret. Of an inbound one old and new are taken for a while, so that it can be
// changed at the other end meanwhile; an outbound one must work first.
func (a *Admin) rotate(c *call) (any, error) {
	which := c.PathValue("which")
	var in rotateBody
	if len(c.body) > 0 && string(c.body) != "null" {
		if err := c.read(&in); err != nil {
			return nil, err
		}
	}
	var answer rotatedBody
	var err error
	switch {
	case slices.Contains(inbound, which):
		answer, err = a.rotateInbound(c, which, in)
	case slices.Contains(outbound, which):
		answer, err = a.rotateOutbound(c, which, in)
	default:
		err = noSecret
	}
	if err != nil {
		return nil, err
	}
	c.target = which
	a.log.InfoContext(c.ctx, "a secret was replaced", "tenant", c.tenant.ID, "which", which, "author", c.who.name)
	return answer, nil
}

var noSecret = no(http.StatusNotFound, "secret-unknown", "No such secret is kept.",
	"They are "+strings.Join(append(slices.Clone(inbound), outbound...), ", ")+".")

func (a *Admin) rotateInbound(c *call, which string, in rotateBody) (rotatedBody, error) {
	grace := usualGrace
	if in.Grace != "" {
		var err error
		if grace, err = time.ParseDuration(in.Grace); err != nil || grace < 0 || grace > longestGrace {
			return rotatedBody{}, bad("bad-grace", "grace must be a time such as 24h, at most 720h.", "Leave it out for 24 hours.")
		}
	}
	if in.Value != "" && len(in.Value) < leastWord {
		return rotatedBody{}, bad("bad-secret", fmt.Sprintf("value has fewer than %d characters.", leastWord), "Leave it out, and one is made.")
	}
	word, err := a.cfg.Tenants.Rotate(c.ctx, c.tenant.ID, which, c.asker(), in.Value, grace)
	if err != nil {
		return rotatedBody{}, connectionFault(err)
	}
	answer := rotatedBody{Which: which, Value: word, Text: "Put the new value in its place at the other end; the one before is taken until then."}
	if is, ok := a.cfg.Tenants.Show(c.tenant.ID); ok {
		for _, w := range is.Secrets {
			if w.Which == which {
				answer.FormerUntil = w.FormerUntil
			}
		}
	}
	if answer.FormerUntil == nil {
		answer.Text = "The new value alone is taken from now on."
	}
	return answer, nil
}

func (a *Admin) rotateOutbound(c *call, which string, in rotateBody) (rotatedBody, error) {
	if in.Value == "" {
		return rotatedBody{}, bad("bad-secret", "value is missing.", "Send the new "+which+" as value.")
	}
	var o ConnectionOrder
	try := func() error { return nil } // a storage's key and secret are tried together, by the test
	switch which {
	case "kustomer-key":
		o.Kustomer.Key = &in.Value
		try = func() error { return a.tryKey(c, c.tenant.ID, &o) }
	case "ccaip-token":
		o.Platform.Token = &in.Value
		try = func() error { return a.tryToken(c, c.tenant.ID, o) }
	}
	if err := try(); err != nil {
		return rotatedBody{}, err
	}
	if _, err := a.cfg.Tenants.Rotate(c.ctx, c.tenant.ID, which, c.asker(), in.Value, 0); err != nil {
		return rotatedBody{}, connectionFault(err)
	}
	return rotatedBody{Which: which, Text: "The new one is in use."}, nil
}

// retiredBody is what ending the grace answers.
type retiredBody struct {
	Which string `json:"which"`
	Text  string `json:"text"`
}

// retire has the inbound secret that was replaced taken no more.
func (a *Admin) retire(c *call) (any, error) {
	which := c.PathValue("which")
	if !slices.Contains(inbound, which) {
		return nil, noSecret
	}
	had, err := a.cfg.Tenants.Retire(c.ctx, c.tenant.ID, which, c.asker())
	if err != nil {
		return nil, connectionFault(err)
	}
	c.target = which
	text := "The one before is taken no more."
	if !had {
		text = "There was none before that was still taken."
	}
	return retiredBody{which, text}, nil
}
