package kustomer

import (
	"context"
	"slices"
	"strings"
)

// AuthService is the chapter "Auth" of the API.
type AuthService struct{ c *Client }

// Token describes the key that the client uses.
type Token struct {
	ID    string   `json:"-"`
	Org   string   `json:"-"` // id of the org, as the header x-kustomer-org-id tells it
	User  string   `json:"-"` // id of the machine user
	Name  string   `json:"name"`
	Roles []string `json:"roles"`
}

func (t *Token) fill(r resource) bool {
	t.ID, t.Org, t.User = r.ID, r.one("org"), r.one("user")
	return t.Org != ""
}

// Admin tells whether the key has the role org.admin or one below it.
func (t Token) Admin() bool {
	return slices.ContainsFunc(t.Roles, func(role string) bool {
		return role == "org.admin" || strings.HasPrefix(role, "org.admin.")
	})
}

// broadAdmin are the things that the broad role org.user does not cover.
var broadAdmin = []string{"apps", "outbound_webhook", "metadata.update", "settings.update"}

// May tells whether the key's roles allow an action (create, read, update) on a thing (customer, note,
// …), by the newer names of roles, org.permission.note.create, and the older ones, org.user.note.write.
func (t Token) May(thing, action string) bool {
	older := map[string]string{"read": "read", "delete": "delete"}[action]
	if older == "" {
		older = "write"
	}
	user := !slices.Contains(broadAdmin, thing) && !slices.Contains(broadAdmin, thing+"."+action)
	return slices.ContainsFunc(t.Roles, func(role string) bool {
		switch role {
		case "org", "org.admin", "org.permission", "org.permission." + thing, "org.permission." + thing + "." + action,
			"org.admin." + thing, "org.admin." + thing + "." + older:
			return true
		case "org.user", "org.user." + thing, "org.user." + thing + "." + older:
			return user
		}
		return false
	})
}

// Current reads what the key is: the only operation that any valid key may do.
func (s AuthService) Current(ctx context.Context) (Token, error) {
	return fetch[Token](ctx, s.c, get("check key", "/v1/auth/tokens/current"))
}
