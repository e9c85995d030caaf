package admin

import (
	"context"
	"strings"
	"time"

	"agentadapter/kustomer"
)

// Auth tells what the key of the tenant's Kustomer is; kustomer.AuthService is one.
type Auth interface {
	Current(ctx context.Context) (kustomer.Token, error)
}

// AppsAPI is the platform's API that acts; MayUseApps asks it for something that changes nothing.
// ccaip.StatusesService is one.
type AppsAPI interface {
	MayUseApps(ctx context.Context) error
}

// needed are the permissions that the product uses, by what for.
var needed = []struct{ thing, action, why string }{
	{"customer", "read", "find customers"}, {"customer", "create", "create customers"}, {"customer", "update", "update customers"},
	{"conversation", "read", "find conversations"}, {"conversation", "create", "create conversations"}, {"conversation", "update", "assign conversations"},
	{"message", "read", "find messages"}, {"message", "create", "record sessions"}, {"message", "update", "update records"},
	{"note", "create", "write notes"}, {"search", "create", "find shared phone numbers"},
	{"user", "read", "know agents by e-mail"}, {"team", "read", "check team routing"},
	{"routing_status", "read", "list statuses"}, {"work_session", "read", "read an agent's status"},
	{"metadata", "read", "see custom fields"}, {"metadata", "update", "create custom fields"},
}

// kustomer tests the connection to Kustomer and names the roles that the key lacks.
func (l *look) kustomer() {
	token, err := l.tenant.Auth.Current(l.ctx)
	if err != nil {
		l.refused("kustomer-key", "check.kustomer: Kustomer does not take the connection. {words}", err)
		return
	}
	l.ok("kustomer-key", "check.kustomer-key: Kustomer answers, and the key {name}works.", "name", quoted(token.Name))
	var missing, uses []string
	for _, n := range needed {
		if !token.May(n.thing, n.action) {
			missing = append(missing, "org.permission."+n.thing+"."+n.action)
			uses = append(uses, n.why)
		}
	}
	if len(missing) == 0 {
		l.ok("kustomer-roles", "check.roles: The key has all roles that the adapter uses.")
	} else {
		l.note(checkFail, "role-missing", "check.role-missing: The key lacks roles, so the adapter cannot {uses}.",
			"check.role-missing.fix: Roles of a key cannot be changed: make a new key with org.admin and org.user, or with {roles}, and give it to the operator.",
			"uses", strings.Join(uses, ", "), "roles", strings.Join(missing, ", "))
	}
	l.skew("Kustomer", l.tenant.KustomerClock)
}

// platform tests both APIs of CCAI Platform.
func (l *look) platform() {
	if !l.tenant.Complete {
		l.note(checkWarn, "platform-unconnected", "check.unconnected: CCAI Platform is not connected yet: events are kept, and nothing is written.",
			"check.unconnected.fix: Give its base address, subdomain and API token.")
		return
	}
	if _, err := l.tenant.Statuses.UserStatuses(l.ctx); err != nil {
		l.refused("platform-manager", "check.no-manager: CCAI Platform's Manager API does not take the connection. {words}", err)
	} else {
		l.ok("platform-manager", "check.manager: CCAI Platform's Manager API answers, and the token works.")
	}
	if err := l.tenant.Apps.MayUseApps(l.ctx); err != nil {
		l.refused("platform-apps", "check.no-apps: CCAI Platform's Apps API, which places calls and sets statuses, does not take the connection. {words}", err)
	} else {
		l.ok("platform-apps", "check.apps: CCAI Platform's Apps API, which places calls and sets statuses, answers.")
	}
	l.skew("CCAI Platform", l.tenant.PlatformClock)
}

// maxSkew is how far two clocks may differ before it is worth a word: answers tell whole seconds.
const maxSkew = 5 * time.Second

// skew compares our clock with a neighbour's, as its last answer told it.
func (l *look) skew(who string, clock func() (ahead time.Duration, known bool)) {
	if clock == nil {
		return
	}
	ahead, known := clock()
	switch {
	case !known:
	case ahead.Abs() <= maxSkew:
		l.ok("clock", "check.clock: The server's clock agrees with {who}'s.", "who", who)
	default:
		skew := "check.clock-behind: The server's clock is {long} behind {who}'s."
		if ahead < 0 {
			skew = "check.clock-ahead: The server's clock is {long} ahead of {who}'s."
		}
		l.note(checkWarn, "clock-skew", skew,
			"check.clock-skew.fix: Let the server's machine set its clock by NTP. Until then times in records are off by as much.",
			"long", ahead.Abs().Round(time.Second).String(), "who", who)
	}
}

func quoted(name string) string {
	if name == "" {
		return ""
	}
	return "“" + name + "” "
}
