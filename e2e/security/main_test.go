package security

import (
	"flag"
	"testing"

	"agentadapter/e2e/world"
)

// full asks for the stories that take time or a browser.
var full = flag.Bool("full", false, "try everything, at full size")

func TestMain(m *testing.M) { world.Main(m) }

// onlyFull leaves a story to make security.
func onlyFull(t *testing.T) {
	t.Helper()
	if !*full {
		t.Skip("make security tries it")
	}
}

// TestTheDoors tries every door of one server. The search for secrets comes last: it looks at all that
// the others were answered.
func TestTheDoors(t *testing.T) {
	s := besiege(t)
	for _, one := range []struct {
		name string
		try  func(*testing.T, *siege)
	}{
		{"silent sockets sit down", sitDown},
		{"policies", tryPolicies},
		{"headers", tryHeaders},
		{"origins", tryOrigins},
		{"hellos", tryHellos},
		{"binds", tryBinds},
		{"routes", tryRoutes},
		{"sessions of admins", tryAdminSessions},
		{"paths", tryPaths},
		{"forwarded", tryForwarded},
		{"large bodies", tryLargeBodies},
		{"odd JSON", tryOddJSON},
		{"frames", tryFrames},
		{"too many nonces", tryTooManyNonces},
		{"silent sockets are gone", tryTheSilentAreGone},
		{"secrets", trySecrets},
	} {
		t.Run(one.name, func(t *testing.T) { one.try(t, s) })
	}
}
