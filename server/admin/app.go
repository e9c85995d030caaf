package admin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"agentadapter"
	"agentadapter/kustomer"
	"agentadapter/kustomer/appdef"
	"agentadapter/protocol"
)

// AppStore registers and installs app definitions; kustomer.AppsService is one.
type AppStore interface {
	Register(ctx context.Context, definition json.RawMessage) (kustomer.App, error)
	Install(ctx context.Context, name, version string) (kustomer.App, error)
	Installed(ctx context.Context) ([]kustomer.App, error)
}

// appOrder is what the addresses below app take; all of it may be left out.
type appOrder struct {
	// Host is where the adapter is served; empty: the server's public address.
	Host string `json:"host"`
	// Voice adds the keys of older documentation for voice apps, under a version of its own.
	Voice bool `json:"voice"`
	// Version is the one to install; empty: the definition's.
	Version string `json:"version"`
}

// appBody is the app as it is in Kustomer.
type appBody struct {
	App     string `json:"app"`
	Version string `json:"version"`
	// State is registered, installed or whatever Kustomer calls it; absent: the org does not have it.
	State string `json:"state"`
	// BindCommand is the name of the command that signs agents in, as the org has it.
	BindCommand string `json:"bindCommand"`
	// Definition is what would be registered.
	Definition json.RawMessage `json:"definition,omitempty"`
}

// definition is the app definition for the tenant, checked by Kustomer's rules.
func (c *call) definition(o appOrder) (json.RawMessage, appBody, error) {
	host := o.Host
	if host == "" {
		host = c.tenant.Public
	}
	text, err := appdef.Render(agentadapter.AppDefinition, host, c.tenant.ID)
	if err == nil && o.Voice {
		text, err = appdef.Voice(text)
	}
	if err != nil {
		return nil, appBody{}, bad("bad-host", "api.bad-host: No definition can be made: {words}.", "api.bad-host.fix: Give --host, or have the operator set ADAPTER_PUBLIC_URL.", "words", err.Error())
	}
	if faults := appdef.Check(text, appdef.Options{LoopbackHTTP: true, AllowLegacy: o.Voice}); len(faults) > 0 {
		return nil, appBody{}, bad("bad-definition", "api.bad-definition: The app definition is not valid: {words}.", "api.bad-definition.fix: Mend kustomer-app.json.", "words", faults[0].String())
	}
	var body appBody
	err = json.Unmarshal(text, &body)
	body.BindCommand = body.App + ".app.bind"
	return text, body, err
}

func (c *call) appOrder() (o appOrder, err error) {
	if len(c.body) == 0 || string(c.body) == "null" {
		return o, nil
	}
	return o, c.read(&o)
}

// app tells what would be registered, and what the org has.
func (a *Admin) app(c *call) (any, error) {
	text, body, err := c.definition(appOrder{Host: c.URL.Query().Get("host"), Voice: c.URL.Query().Get("voice") == "true"})
	if err != nil {
		return nil, err
	}
	all, err := c.tenant.Store.Installed(c.ctx)
	if err != nil {
		return nil, err
	}
	body.State = "absent"
	for _, has := range all {
		if has.Is(body.App) {
			body = toldApp(body.App, has, "installed")
		}
	}
	body.Definition = text
	return body, nil
}

func (a *Admin) registerApp(c *call) (any, error) {
	o, err := c.appOrder()
	if err != nil {
		return nil, err
	}
	text, body, err := c.definition(o)
	if err != nil {
		return nil, err
	}
	has, err := c.tenant.Store.Register(c.ctx, text)
	if err != nil {
		return nil, refusedApp(err)
	}
	a.log.InfoContext(c.ctx, "the app was registered", "tenant", c.tenant.ID, "version", body.Version, "author", c.who.name)
	return toldApp(body.App, has, "registered"), nil
}

func (a *Admin) installApp(c *call) (any, error) {
	o, err := c.appOrder()
	if err != nil {
		return nil, err
	}
	_, body, err := c.definition(o)
	if err != nil {
		return nil, err
	}
	if o.Version != "" {
		body.Version = o.Version
	}
	return a.install(c, body)
}

func (a *Admin) install(c *call, body appBody) (any, error) {
	has, err := c.tenant.Store.Install(c.ctx, body.App, body.Version)
	if kustomer.KindOf(err) == kustomer.NotFound {
		return nil, no(http.StatusNotFound, "app-unknown", "api.app-unknown: Version {version} of {app} is not registered.", "api.app-unknown.fix: Register it first.", "version", body.Version, "app", body.App)
	}
	if err != nil {
		return nil, refusedApp(err)
	}
	a.log.InfoContext(c.ctx, "the app was installed", "tenant", c.tenant.ID, "version", body.Version, "author", c.who.name)
	return toldApp(body.App, has, "installed"), nil
}

// updateApp registers the definition's version, unless it is, and moves the org to it.
func (a *Admin) updateApp(c *call) (any, error) {
	o, err := c.appOrder()
	if err != nil {
		return nil, err
	}
	text, body, err := c.definition(o)
	if err != nil {
		return nil, err
	}
	if _, err := c.tenant.Store.Register(c.ctx, text); err != nil && kustomer.KindOf(err) != kustomer.Taken {
		return nil, refusedApp(err)
	}
	return a.install(c, body)
}

// toldApp is an app as Kustomer told it; state where it does not say.
func toldApp(plain string, has kustomer.App, state string) appBody {
	body := appBody{App: has.Name, Version: has.Version, State: has.State, BindCommand: has.Name + ".app.bind"}
	if body.App == "" {
		body.App, body.BindCommand = plain, plain+".app.bind"
	}
	if body.State == "" {
		body.State = state
	}
	return body
}

// refusedApp tells all that Kustomer found wrong with a definition.
func refusedApp(err error) error {
	switch kustomer.KindOf(err) {
	case kustomer.Taken:
		return no(http.StatusConflict, "version-registered", "api.version-registered: This version is registered already, and a registered version never changes.",
			"api.version-registered.fix: Install it, or raise the version in kustomer-app.json.")
	case kustomer.Refused:
		no, told := fromKustomer(errorOf(err)), []string{}
		for _, f := range errorOf(err).Faults {
			told = append(told, strings.TrimSpace(f.Field+": "+f.Detail))
		}
		if len(told) > 0 {
			no.Text, no.Said = protocol.Say("api.definition: Kustomer refused the definition: {words}.", "words", strings.Join(told, "; "))
		}
		no.advise("definition-refused", "api.definition.fix: Mend what is named and try again; nothing was registered.")
		return no
	case kustomer.RoleMissing:
		no := fromKustomer(errorOf(err))
		no.advise(no.Code, "api.apps.fix: Registering and installing apps needs the role org.admin.apps or org.admin on the key.")
		return no
	}
	return err
}

// errorOf is Kustomer's error in err; the kind was asked for before, so there is one.
func errorOf(err error) *kustomer.Error {
	e, _ := errors.AsType[*kustomer.Error](err)
	return e
}
