package main

import (
	"fmt"
	"runtime/debug"

	"agentadapter"
	"agentadapter/kustomer/appdef"
	"agentadapter/protocol"
	"agentadapter/server/tenants"
)

type serveVerb struct{ Flags }

// Run serves until a signal.
func (v *serveVerb) Run(o outside) error {
	cfg, err := readConfig(v.Flags, o.getenv)
	if err != nil {
		return err
	}
	return serve(o, cfg)
}

type appJSONVerb struct {
	Host   string `help:"Host that serves the adapter, such as adapter.example.com." required:""`
	Tenant string `help:"Tenant's name on that server." default:"default"`
	Voice  bool   `name:"voice" help:"With the keys of older documentation for voice apps; try it in a sandbox org first."`
}

// Run prints the app definition for one host and tenant, checked by Kustomer's rules.
func (v *appJSONVerb) Run(o outside) error {
	if !tenants.ValidID(v.Tenant) {
		return FaultsError{fmt.Sprintf("--tenant is %q: it must be lower-case letters, digits and '-', at most 63", v.Tenant)}
	}
	text, err := appdef.Render(agentadapter.AppDefinition, v.Host, v.Tenant)
	if err == nil && v.Voice {
		text, err = appdef.Voice(text)
	}
	if err != nil {
		return FaultsError{err.Error()}
	}
	_, err = o.out.Write(text)
	return err
}

type versionVerb struct{}

// Run prints what this binary was built from.
func (versionVerb) Run(o outside) error {
	_, err := fmt.Fprintln(o.out, version())
	return err
}

// version tells the module's version, the commit and the Go release, as the build recorded them.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "agentadapter (unknown build)"
	}
	commit, dirty := "unknown commit", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = " with local changes"
		}
	}
	return fmt.Sprintf("agentadapter %s (%s%s, %s, protocol %d)", release(info.Main.Version), commit, dirty, info.GoVersion, protocol.Version)
}

// stamp is the version that a release build is given: -ldflags "-X main.stamp=v0.2.0".
var stamp string

// release is the stamp, or what the build knows of a tag, or the newest version in CHANGELOG.md.
func release(built string) string {
	if stamp != "" {
		return stamp
	}
	if built == "" || built == "(devel)" {
		return "v0.1.0-dev"
	}
	return built
}
