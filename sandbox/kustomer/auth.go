package kustomer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// Keys are the secrets that the sandbox hands out. They are the same at each
// start, so that a restarted sandbox still knows those who use it.
type Keys struct {
	// Normal has the two broad roles that the vendor's guide asks for.
	Normal string
	// Weak may only read.
	Weak string
	// Expired is past its date.
	Expired string
	// OtherPod belongs to another region.
	OtherPod string
	// BindSecret is the app's setting that its command bind sends along.
	BindSecret string
}

// thisPod and otherPod are names of regions.
const thisPod, otherPod = "prod1", "prod2"

// principal is who asks: an API key's machine user or an agent at the page.
type principal struct {
	id    string // of the key
	name  string
	user  string
	roles []string
	token string
	// agent is set for requests that the page makes for a person; they have
	// a budget of their own.
	agent bool
	// free is set for the page's own view, which costs nothing.
	free bool
}

// readingRoles is what the weak key may do.
var readingRoles = []string{
	"org.permission.customer.read", "org.permission.conversation.read", "org.permission.message.read",
	"org.permission.note.read", "org.permission.attachment.read", "org.permission.user.read",
	"org.permission.team.read", "org.permission.metadata.read", "org.permission.tag.read",
	"org.permission.routing_status.read", "org.permission.work_session.read",
}

// makeKeys registers the keys that work and names the others.
func (s *Server) makeKeys() {
	s.keys = Keys{
		Normal: s.token("normal", "", ""), Weak: s.token("weak", "", ""),
		Expired: s.token("expired", "2025-01-01T00:00:00.000Z", ""), OtherPod: s.token("elsewhere", "", otherPod),
		BindSecret: base64.RawURLEncoding.EncodeToString(sign("bind secret", s.org)),
	}
	s.principals = map[string]*principal{
		s.keys.Normal: {id: fixedID("key normal"), name: "Agent adapter", user: machineUser,
			roles: []string{"org.admin", "org.user"}, token: s.keys.Normal},
		s.keys.Weak: {id: fixedID("key weak"), name: "Reader", user: machineUser,
			roles: readingRoles, token: s.keys.Weak},
	}
}

// token makes something that looks like the real keys do: a JWT.
func (s *Server) token(name, expires, pod string) string {
	claims, _ := json.Marshal(map[string]string{
		"id": fixedID("key " + name), "user": machineUser, "org": orgID, "orgName": s.org, "exp": expires, "pod": pod,
	})
	body := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		base64.RawURLEncoding.EncodeToString(claims)
	return body + "." + base64.RawURLEncoding.EncodeToString(sign(body, s.org))
}

// sign keeps the tokens of different orgs apart; nothing depends on its
// strength.
func sign(text, org string) []byte {
	mac := hmac.New(sha256.New, []byte("sandbox of "+org))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// authenticate finds out who asks.
func (s *Server) authenticate(r *http.Request) (*principal, error) {
	if who, ok := r.Context().Value(agentKey{}).(*principal); ok {
		return who, nil
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return nil, unauthorized("Unauthorized")
	}
	token = strings.TrimSpace(token)
	if who, ok := s.principals[token]; ok {
		return who, nil
	}
	switch token {
	case s.keys.Expired:
		return nil, unauthorized("Expired token")
	case s.keys.OtherPod:
		return nil, unauthorized("Auth token associated with pod " + otherPod + " but request is being handled by " + thisPod)
	}
	return nil, unauthorized("Invalid token")
}

// unauthorized is a 401 with its text.
func unauthorized(title string) error {
	return &apiError{status: http.StatusUnauthorized, code: "unauthorized", title: title}
}

// adminThings are what the broad role org.user does not cover.
var adminThings = []string{"apps", "outbound_webhook", "metadata.update", "settings.update"}

// may tells whether any role allows the action on the thing, by the newer
// names (org.permission.note.create) or the legacy ones (org.user.note.write).
func (p *principal) may(thing, action string) bool {
	if thing == "" {
		return true
	}
	admin := slices.Contains(adminThings, thing) || slices.Contains(adminThings, thing+"."+action)
	legacy := map[string]string{"read": "read", "delete": "delete"}[action]
	if legacy == "" {
		legacy = "write"
	}
	for _, role := range p.roles {
		switch role {
		case "org", "org.admin", "org.permission", "org.permission." + thing, "org.permission." + thing + "." + action,
			"org.admin." + thing, "org.admin." + thing + "." + legacy:
			return true
		case "org.user", "org.user." + thing, "org.user." + thing + "." + legacy:
			if !admin {
				return true
			}
		}
	}
	return false
}

// isAdmin tells whether the principal may say who wrote something and when.
func (p *principal) isAdmin() bool {
	return slices.Contains(p.roles, "org.admin") || slices.Contains(p.roles, "org")
}

// forbidden is a 403 that names what would be needed.
func forbidden(thing, action string) error {
	return &apiError{http.StatusForbidden, "forbidden", "Forbidden", "",
		"requires one of the roles org.permission." + thing + "." + action + ", org.admin"}
}
