package main

import (
	"fmt"
	"io"
)

// appVerbs are about the app in Kustomer.
type appVerbs struct {
	Register appRegister `cmd:"" help:"Register the app's version in Kustomer; that is for good."`
	Install  appInstall  `cmd:"" help:"Install a registered version in the org."`
	Update   appUpdate   `cmd:"" help:"Register the app's version, if it is not, and move the org to it."`
}

// appFlags say what is registered.
type appFlags struct {
	remote
	Host  string `help:"Host that serves the adapter; default: the server's public address."`
	Voice bool   `name:"voice" help:"With the keys of older documentation for voice apps; try it in a sandbox org first."`
}

func (v appFlags) order() map[string]any { return map[string]any{"host": v.Host, "voice": v.Voice} }

type appRegister struct{ appFlags }

// Run registers the version.
func (v *appRegister) Run(o outside) error {
	return v.report(o, "POST", "/app/register", v.order(), appTold)
}

type appInstall struct {
	appFlags
	Version string `help:"The version; default: the one that register registers."`
}

// Run installs it.
func (v *appInstall) Run(o outside) error {
	order := v.order()
	order["version"] = v.Version
	return v.report(o, "POST", "/app/install", order, appTold)
}

type appUpdate struct{ appFlags }

// Run does both.
func (v *appUpdate) Run(o outside) error {
	return v.report(o, "POST", "/app/update", v.order(), appTold)
}

func appTold(w io.Writer, answer []byte) error {
	a, err := told[struct{ App, Version, State, BindCommand string }](answer)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %s is %s.\nKUSTOMER_BIND_COMMAND is %s.\n", plain(a.App), plain(a.Version), plain(a.State), plain(a.BindCommand))
	return err
}
