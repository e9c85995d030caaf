package contract

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKustomerApps(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	on := fact{"apps 1.12", documented, "developer.kustomer.com/docs/apps/register-and-install"}
	relies(t, on, "the installed apps can be listed", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/apps", nil)
		for _, each := range list(t, r.at("data")) {
			require.NotEmpty(t, at(each, "id"))
			hasKeys(t, at(each, "attributes"), "app", "version")
		}
	})
	app := strings.ReplaceAll(run, "-", "_")
	relies(t, on, "a bad definition is refused whole", func(t *testing.T) {
		appsAllowed(t, crm)
		bad := definition(app)
		bad["notAKey"] = true
		refusal(t, crm.ask(t, http.MethodPost, "/v1/apps/available", bad), 400)
	})
	relies(t, on, "a version is registered once, then installed", func(t *testing.T) {
		appsAllowed(t, crm)
		r := crm.ask(t, http.MethodPost, "/v1/apps/available", definition(app))
		require.Contains(t, []int{200, 201}, r.status, r.words())
		refusal(t, crm.ask(t, http.MethodPost, "/v1/apps/available", definition(app)), 409)
		r = crm.ask(t, http.MethodPost, "/v1/apps/install", map[string]any{"app": app, "version": "0.0.1"})
		require.Contains(t, []int{200, 201, 202}, r.status, r.words())
		r = crm.expect(t, 200, http.MethodGet, "/v1/apps", nil)
		require.True(t, slices.ContainsFunc(list(t, r.at("data")), func(each any) bool {
			name, _ := at(each, "attributes", "app").(string)
			return strings.HasPrefix(name, app)
		}), "the installed app is listed, with or without the org's id behind its name")
	})
	relies(t, on, "an app that nobody registered cannot be installed", func(t *testing.T) {
		appsAllowed(t, crm)
		refusal(t, crm.ask(t, http.MethodPost, "/v1/apps/install", map[string]any{"app": app + "_nobody", "version": "0.0.1"}), 404, 400)
	})
}

// appsAllowed passes over registering, which lasts for good, unless asked for.
func appsAllowed(t *testing.T, crm *neighbour) {
	t.Helper()
	crm.lasting(t, os.Getenv("CONTRACT_APPS"), "a registered version stays for good; set CONTRACT_APPS=1 to have one made")
}

// definition is a small app.
func definition(name string) map[string]any {
	return map[string]any{
		"app": name, "version": "0.0.1", "title": "Contract check", "visibility": "private",
		"changelog": map[string]any{"0.0.1": "{{January 2026}} First version."},
		"i18n":      map[string]any{"en_us": map[string]any{}},
	}
}
