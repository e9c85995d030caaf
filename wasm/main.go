// Command wasm is the adapter as the agent's browser runs it. Built for anything else it does
// nothing, so that the whole module builds everywhere.
package main

import (
	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app"
)

func main() {
	app.Routes()
	goapp.RunWhenOnBrowser()
}
