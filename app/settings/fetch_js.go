package settings

import (
	"encoding/json"
	"syscall/js"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// page is the browser's side, by the page's own scripts and the browser's fetch.
type page struct{ document, host js.Value }

func newBrowser() browser {
	return page{js.Global().Get("document"), js.Global().Get("agentAdapterHost")}
}

// speaking is the page's language. A table that cannot be read lets the English through.
func speaking() texts.Language {
	host := js.Global().Get("agentAdapterHost")
	if !host.Truthy() {
		return texts.Language{Tag: "en"}
	}
	l := texts.Language{Tag: host.Call("language").String(), Writer: pen{host}}
	if table := host.Call("texts").String(); table != "" {
		_ = json.Unmarshal([]byte(table), &l.Table)
	}
	return l
}

// pen writes as the browser does; a moment with its year and seconds, since an audit wants them.
type pen struct{ host js.Value }

// Clock is a time of day.
func (p pen) Clock(ms int64) string { return p.host.Call("clock", ms).String() }

// Moment is a day and a time of day.
func (p pen) Moment(ms int64) string { return p.host.Call("full", ms).String() }

// Number is a whole number.
func (p pen) Number(n int) string { return p.host.Call("number", n).String() }

func (p page) data(name string) string {
	v := p.document.Get("documentElement").Get("dataset").Get(name)
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// Tenant is whom the page is for.
func (p page) Tenant() string { return p.data("tenant") }

// Bind signs in by Kustomer's own server.
func (p page) Bind(done func(nonce, fault string)) {
	if !p.host.Truthy() {
		done("", "The page's own scripts did not run; load the page again.")
		return
	}
	var answer js.Func
	answer = js.FuncOf(func(_ js.Value, args []js.Value) any {
		answer.Release()
		done(args[1].String(), args[0].String())
		return nil
	})
	p.host.Call("bind", answer)
}

// Fetch makes one request of /api/v1.
func (p page) Fetch(r state.Request, done func(status int, body []byte, fault string)) {
	headers := map[string]any{"Accept": "application/json"}
	if r.Token != "" {
		headers["Authorization"] = "Bearer " + r.Token
	}
	options := map[string]any{"method": r.Method, "headers": headers, "cache": "no-store", "credentials": "omit", "redirect": "error"}
	if len(r.Body) > 0 {
		headers["Content-Type"] = "application/json"
		options["body"] = string(r.Body)
	}
	status := 0
	asked := js.Global().Call("fetch", p.data("base")+"/api/v1"+r.Path, js.ValueOf(options))
	settle(asked, func(answer js.Value) {
		status = answer.Get("status").Int()
		settle(answer.Call("text"), func(text js.Value) { done(status, []byte(text.String()), "") },
			func(why string) { done(0, nil, why) })
	}, func(why string) { done(0, nil, why) })
}

// Copy puts a text into the clipboard: the old way first, since frames of third parties may seldom use
// the clipboard by itself and browsers complain about each attempt.
func (p page) Copy(text string, done func(ok bool)) {
	clipboard := js.Global().Get("navigator").Get("clipboard")
	if ok := p.copyOldWay(text); ok || !clipboard.Truthy() {
		done(ok)
		return
	}
	settle(clipboard.Call("writeText", text), func(js.Value) { done(true) }, func(string) { done(false) })
}

// copyOldWay copies what is selected, as a person would.
func (p page) copyOldWay(text string) bool {
	field := p.document.Call("createElement", "textarea")
	field.Set("value", text)
	field.Set("className", "unseen")
	p.document.Get("body").Call("append", field)
	defer field.Call("remove")
	before := p.document.Get("activeElement")
	field.Call("select")
	ok := p.document.Call("execCommand", "copy").Truthy()
	if before.Truthy() {
		before.Call("focus")
	}
	return ok
}

// Fill writes into fields.
func (p page) Fill(texts map[string]string) {
	for id, text := range texts {
		field := p.document.Call("getElementById", id)
		if field.Truthy() && field.Get("value").String() != text {
			field.Set("value", text)
		}
	}
}

// Focus moves the keyboard, and what has it into sight.
func (p page) Focus(id string) {
	el := p.document.Call("getElementById", id)
	if !el.Truthy() {
		return
	}
	el.Call("focus")
	el.Call("scrollIntoView", map[string]any{"block": "center"})
}

// settle waits for a promise.
func settle(promise js.Value, kept func(js.Value), broken func(why string)) {
	var then, failed js.Func
	release := func() { then.Release(); failed.Release() }
	then = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		kept(args[0])
		return nil
	})
	failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		why := ""
		if args[0].Type() == js.TypeObject && args[0].Get("message").Type() == js.TypeString {
			why = args[0].Get("message").String()
		}
		broken(why)
		return nil
	})
	promise.Call("then", then, failed)
}
