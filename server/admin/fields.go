package admin

import (
	"maps"
	"slices"
	"time"

	"agentadapter/kustomer"
)

// registered are the custom fields for account and record, by resource, name and what people see
// (S3, S9).
var registered = map[string]map[string]string{
	kustomer.OnCustomer: {"customUserIdStr": "Custom User ID"},
	kustomer.OnMessage: {
		"queueNameStr": "Queue Name", "sessionTypeStr": "Session Type", "sessionIdStr": "Session ID",
		"fromPhoneNumberStr": "From Phone Number", "callDurationNum": "Call Duration", "holdTimeNum": "Hold Time",
		"waitTimeNum": "Wait Time", "csatRatingNum": "CSAT Rating", "csatCommentTxt": "CSAT Comment",
		"customerMenuSelectionStr": "Customer Menu Selection", "emailUsingInWebStr": "Email Using in Web",
	},
}

// fieldsBody is what fields answer: names like message.queueNameStr.
type fieldsBody struct {
	// Created and Existing are what Create made and found. Asked by GET, Existing is what is there
	// and Missing what Create would make.
	Created  []string `json:"created"`
	Existing []string `json:"existing"`
	Missing  []string `json:"missing,omitempty"`
	// CreatedAt is when Create was first pressed: later sessions carry the fields.
	CreatedAt *time.Time `json:"createdAt"`
}

// look sorts the fields into those that Kustomer has and those that it lacks.
func (a *Admin) look(c *call) (existing, missing []string, err error) {
	for _, on := range slices.Sorted(maps.Keys(registered)) {
		has, err := c.tenant.Metadata.Get(c.ctx, on)
		if err != nil && kustomer.KindOf(err) != kustomer.NotFound {
			return nil, nil, err
		}
		for _, name := range slices.Sorted(maps.Keys(registered[on])) {
			if _, ok := has.Properties[name]; ok {
				existing = append(existing, on+"."+name)
				continue
			}
			missing = append(missing, on+"."+name)
		}
	}
	return existing, missing, nil
}

func (a *Admin) fields(c *call) (any, error) {
	existing, missing, err := a.look(c)
	if err != nil {
		return nil, err
	}
	return a.told(c, nil, existing, missing), nil
}

// createFields registers all fields; the moment is noted once all of them exist.
func (a *Admin) createFields(c *call) (any, error) {
	existing, missing, err := a.look(c)
	if err != nil {
		return nil, err
	}
	for _, on := range slices.Sorted(maps.Keys(registered)) {
		if _, err := c.tenant.Metadata.Register(c.ctx, on, registered[on]); err != nil {
			return nil, err
		}
	}
	if err := a.cfg.Fields.MarkCreated(c.ctx, c.tenant.ID); err != nil {
		return nil, err
	}
	a.log.InfoContext(c.ctx, "fields created", "tenant", c.tenant.ID, "author", c.who.name, "made", len(missing))
	return a.told(c, missing, existing, nil), nil
}

func (a *Admin) told(c *call, created, existing, missing []string) fieldsBody {
	body := fieldsBody{Created: some(created), Existing: some(existing), Missing: missing}
	if at, ok := a.cfg.Fields.Created(c.ctx, c.tenant.ID); ok {
		body.CreatedAt = moment(at)
	}
	return body
}

func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
