package admin

import (
	"net/http"

	"agentadapter/protocol"
)

// Value is something to paste into a page of Kustomer or CCAI Platform.
type Value struct {
	// Name names it in addresses, Where is the place it goes to, Label what it is called there.
	Name  string `json:"name"`
	Where string `json:"where"`
	Label string `json:"label"`
	// Value is the text; a secret's is left out until it is asked for.
	Value  string `json:"value"`
	Secret bool   `json:"secret"`
	// WhereSaid and LabelSaid are by what both are translated.
	WhereSaid protocol.Said `json:"whereSaid,omitempty"`
	LabelSaid protocol.Said `json:"labelSaid,omitempty"`
}

type valuesBody struct {
	Values []Value `json:"values"`
}

// values are what the admin pastes elsewhere, secrets left out.
func (a *Admin) values(c *call) (any, error) {
	body := valuesBody{Values: []Value{}}
	for _, v := range c.tenant.Values {
		if v.Secret {
			v.Value = ""
		}
		body.Values = append(body.Values, v)
	}
	return body, nil
}

// nameBody is what POST values/reveal takes, valueBody what it answers.
type nameBody struct {
	Name string `json:"name"`
}

type valueBody struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// reveal shows one secret. Who did is in the log.
func (a *Admin) reveal(c *call) (any, error) {
	var in nameBody
	if err := c.read(&in); err != nil {
		return nil, err
	}
	for _, v := range c.tenant.Values {
		if v.Secret && v.Name == in.Name {
			a.log.InfoContext(c.ctx, "a secret was shown to an admin", "tenant", c.tenant.ID, "name", v.Name, "author", c.who.name)
			c.target = v.Name
			return valueBody{v.Name, v.Value}, nil
		}
	}
	return nil, no(http.StatusNotFound, "value-unknown", "api.value-unknown: No such secret is kept.", "api.value-unknown.fix: List the values first.")
}
