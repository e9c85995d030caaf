package kustomer

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// AppsService is the chapter "Apps platform" of the API. It needs the role org.admin.apps.
type AppsService struct{ c *Client }

// App is an app definition as the org has it.
type App struct {
	ID string `json:"-"`
	// Name is the app's name; that of a private app ends in "_" and the org's id, which Kustomer
	// adds. Requests take it with or without.
	Name       string `json:"app"`
	Version    string `json:"version"` // semver
	Title      string `json:"title"`
	Visibility string `json:"visibility"` // private or public
	// ClientID is told of apps that are OAuth clients.
	ClientID string `json:"clientId"`
	// State is the word for how far it is: "registered", "installed", "install_failed", …; "" if
	// Kustomer does not say. (Only "install_failed" is documented.)
	State string `json:"-"`
}

// installFailed is the word for an installation after which the previous version is still there.
const installFailed = "install_failed"

func (a *App) fill(r resource) bool {
	var words struct {
		State  text `json:"state"`
		Status text `json:"status"`
		Name   text `json:"name"` // the older word for app
	}
	if len(r.Attributes) > 0 && json.Unmarshal(r.Attributes, &words) != nil {
		return false
	}
	a.ID, a.State = r.ID, string(words.State)
	if a.State == "" {
		a.State = string(words.Status)
	}
	if a.Name == "" {
		a.Name = string(words.Name)
	}
	return a.ID != "" || a.Name != ""
}

// Is tells whether this is the app of a name, whether or not the name carries the org's id.
func (a App) Is(name string) bool { return plainApp(a.Name) == plainApp(name) }

// plainApp is a name without the org's id behind it.
func plainApp(name string) string {
	at := strings.LastIndexByte(name, '_')
	if at < 0 || len(name)-at-1 != orgIDLength || strings.Trim(name[at+1:], "0123456789abcdef") != "" {
		return name
	}
	return name[:at]
}

// orgIDLength is the number of hex digits of an id.
const orgIDLength = 24

// Register hands in a whole app definition. A version can be registered once and stays for good:
// doing it twice is [Taken], a version that is not above the latest is [Refused], and so is a
// definition with faults, all of which stand in [Error.Faults]. Nothing is created then.
func (s AppsService) Register(ctx context.Context, definition json.RawMessage) (App, error) {
	const op = "register app"
	var object map[string]json.RawMessage
	if err := json.Unmarshal(definition, &object); err != nil {
		return App{}, refusedHere(op, "", "the definition is no JSON object: "+err.Error())
	}
	return fetch[App](ctx, s.c, call{op: op, method: http.MethodPost, path: "/v1/apps/available", body: definition})
}

// Install installs a registered version, or moves the org from another version to it. When
// Kustomer reports that it failed, that is [Refused] and the org still has the version it had.
func (s AppsService) Install(ctx context.Context, name, version string) (App, error) {
	const op = "install app"
	if name == "" || version == "" {
		return App{}, refusedHere(op, "", "needs the app's name and a version")
	}
	// The route is documented, its body is not: these are the names that the definition uses.
	body := map[string]string{"app": name, "version": version}
	app, err := fetch[App](ctx, s.c, call{op: op, method: http.MethodPost, path: "/v1/apps/install", body: body})
	if err == nil && app.State == installFailed {
		err = refusedHere(op, "", "Kustomer could not install this version; the previous one is still there")
	}
	return app, err
}

// Installed lists the apps that the org has.
func (s AppsService) Installed(ctx context.Context) ([]App, error) {
	return list[App](ctx, s.c, get("list apps", "/v1/apps"))
}
