// Command admin is the settings page as an admin's browser runs it. Built for anything else it does
// nothing, so that the whole module builds everywhere.
package main

import (
	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings"
)

func main() {
	settings.Routes()
	goapp.RunWhenOnBrowser()
}
