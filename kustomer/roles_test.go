package kustomer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatAKeyMay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		roles         []string
		thing, action string
		want          bool
	}{
		"the broad admin":           {[]string{"org.admin"}, "metadata", "update", true},
		"the broad user":            {[]string{"org.user"}, "note", "create", true},
		"the user is no admin":      {[]string{"org.user"}, "metadata", "update", false},
		"the user reads metadata":   {[]string{"org.user"}, "metadata", "read", true},
		"one permission":            {[]string{"org.permission.note.create"}, "note", "create", true},
		"another permission":        {[]string{"org.permission.note.read"}, "note", "create", false},
		"all of a thing":            {[]string{"org.permission.note"}, "note", "create", true},
		"an older name":             {[]string{"org.user.customer.write"}, "customer", "update", true},
		"an older admin's name":     {[]string{"org.admin.metadata.write"}, "metadata", "update", true},
		"reading is not writing":    {[]string{"org.user.customer.read"}, "customer", "update", false},
		"a part of admin is not it": {[]string{"org.admin.users"}, "customer", "read", false},
		"none":                      {nil, "customer", "read", false},
	} {
		require.Equal(t, c.want, Token{Roles: c.roles}.May(c.thing, c.action), name)
	}
}
