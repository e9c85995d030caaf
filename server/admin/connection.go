package admin

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"agentadapter/kustomer"
)

// touched tells whether an order says anything that must work before it is kept.
func (o CRMOrder) touched() bool { return o.Key != nil || o.BaseURL != nil || o.Org != nil }

func (o CCAIPOrder) touched() bool {
	return o.Token != nil || o.BaseURL != nil || o.Subdomain != nil
}

// said names what an order changes, without values.
func (o ConnectionOrder) said() string {
	var names []string
	for side, v := range map[string]reflect.Value{"kustomer.": reflect.ValueOf(o.Kustomer), "platform.": reflect.ValueOf(o.Platform)} {
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Pointer && !f.IsNil() {
				name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
				names = append(names, side+name)
			}
		}
	}
	return sorted(names)
}

// tryKey asks Kustomer whether a connection works, and learns the org's id.
func (a *Admin) tryKey(c *call, id string, in *ConnectionOrder) error {
	t, err := a.cfg.Tenants.Try(id, c.asker(), *in)
	if err != nil {
		return connectionFault(err)
	}
	if in.Kustomer.Key != nil {
		if err := rightOrg(t.Org, *in.Kustomer.Key); err != nil {
			return err
		}
	}
	token, err := t.Auth.Current(c.ctx)
	if err != nil {
		return keyTrouble(err)
	}
	if t.OrgID != "" && in.Kustomer.Org == nil && token.Org != t.OrgID {
		return bad("wrong-org", "The key works, but it belongs to another org than this tenant's.", "Make a key in the org “"+t.Org+"”.")
	}
	in.Kustomer.OrgID = token.Org
	return nil
}

// rightOrg reads the org's name in the key, where the key tells it (it is a JWT, whose claims are no
// secret), and compares.
func rightOrg(want, key string) error {
	parts := strings.Split(key, ".")
	if len(parts) != 3 {
		return nil
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var claims struct {
		OrgName string `json:"orgName"`
	}
	if err != nil || json.Unmarshal(body, &claims) != nil || claims.OrgName == "" || strings.EqualFold(claims.OrgName, want) {
		return nil
	}
	return bad("wrong-org", "The key belongs to the org “"+claims.OrgName+"”, not to “"+want+"”.", "Give the org's own name, or a key of this org.")
}

// keyTrouble says why Kustomer does not take a key.
func keyTrouble(err error) error {
	no := troubleOf(err)
	if e := errorOf(err); e != nil && e.Kind == kustomer.KeyAtFault {
		said := &refusal{status: http.StatusBadRequest, Code: "key-refused", Text: "Kustomer refuses the key: " + e.Detail + ".",
			Fix: "Make a key in Kustomer (Settings › Security › API keys) and check that it has not expired."}
		if strings.Contains(strings.ToLower(e.Detail), "pod") {
			said.Code, said.Fix = "wrong-pod", "The key belongs to another region: give the base address of the org itself, https://{org}.api.kustomerapp.com."
		}
		return said
	}
	no.FixSaid = nil
	no.Fix += " Check the base address too: https://{org}.api.kustomerapp.com, without /v1."
	return no
}

// tryToken asks both of CCAI Platform's APIs whether a connection works. One that is not complete yet
// is kept as it is.
func (a *Admin) tryToken(c *call, id string, in ConnectionOrder) error {
	t, err := a.cfg.Tenants.Try(id, c.asker(), in)
	if err != nil {
		return connectionFault(err)
	}
	if !t.Complete {
		return nil
	}
	if _, err := t.Statuses.UserStatuses(c.ctx); err != nil {
		return troubleOf(err)
	}
	if err := t.Apps.MayUseApps(c.ctx); err != nil {
		return troubleOf(err)
	}
	return nil
}

// testConnection tests both sides as they are, or as an order would have them; nothing is kept.
func (a *Admin) testConnection(c *call) (any, error) {
	var in ConnectionOrder
	if len(c.body) > 0 && string(c.body) != "null" {
		if err := c.read(&in); err != nil {
			return nil, err
		}
	}
	in.Tenant = ""
	t, err := a.cfg.Tenants.Try(c.tenant.ID, c.asker(), in)
	if err != nil {
		return nil, connectionFault(err)
	}
	tried := *c
	tried.tenant = t
	l := &look{Admin: a, call: &tried, area: areaKustomer}
	l.kustomer()
	l.area = areaPlatform
	l.platform()
	l.storage()
	return checksBody{l.found}, nil
}

// storage looks whether what the platform exports can be listed.
func (l *look) storage() {
	if l.tenant.Storage == nil {
		return
	}
	if err := l.tenant.Storage(l.ctx); err != nil {
		l.note(checkFail, "storage-refused", "check.storage-refused: The storage that CCAI Platform exports into cannot be listed: {words}.",
			"check.storage-refused.fix: Check its address, and that its credentials may list and read.", "words", err.Error())
		return
	}
	l.ok("storage", "check.storage: The storage that CCAI Platform exports into can be listed.")
}
