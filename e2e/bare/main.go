// Command bare is the yardstick of the speed measurements: the smallest go-app program, as the UI
// library's own documentation has it, with its own loader, worker and page.
//
// Built for the browser it shows one heading, and the last thing that was posted to its window.
// Built natively it serves itself: the page by the library's handler, the WebAssembly as brotli,
// compressed beforehand, since that is how anybody would serve it who cares.
package main

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// hello is the whole program.
type hello struct {
	app.Compo
	said string
}

// OnMount says that it runs (the heading alone is in the served page, too) and listens to what is
// posted.
func (h *hello) OnMount(ctx app.Context) {
	app.Window().Get("document").Get("documentElement").Call("setAttribute", "data-mounted", "true")
	app.Window().Call("addEventListener", "message", app.FuncOf(func(_ app.Value, args []app.Value) any {
		said := args[0].Get("data").Get("name").String()
		ctx.Dispatch(func(app.Context) { h.said = said })
		return nil
	}))
}

// Render shows it.
func (h *hello) Render() app.UI {
	return app.Main().Body(app.H1().Text("Hello"), app.P().Text(h.said))
}

func main() {
	app.Route("/", func() app.Composer { return &hello{} })
	app.RunWhenOnBrowser()
	serve()
}
