package app

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// el is an element with attributes, name and value in turn; one without a value is left out. The
// library's own elements read better, but each of their setters is code of its own at each place: the
// parts that agents look at less often are made by this, and the download stays small.
//
//go:noinline
func el(tag string, attributes ...string) app.HTMLElem {
	e := app.Elem(tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			e = e.Attr(attributes[i], attributes[i+1])
		}
	}
	return e
}

// said is an element with a text; none at all without one.
//
//go:noinline
func said(tag, class, text string) app.UI {
	if text == "" {
		return nil
	}
	return el(tag, "class", class).Text(text)
}

// press is a button that does something.
//
//go:noinline
func press(text string, on app.EventHandler, attributes ...string) app.HTMLElem {
	return el("button", append(attributes, "type", "button")...).Text(text).On("click", on)
}

// truth is a state of ARIA, which wants both words said.
func truth(is bool) string {
	if is {
		return "true"
	}
	return "false"
}
