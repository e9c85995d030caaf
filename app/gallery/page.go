package main

import (
	"bytes"
	_ "embed"
	"html"
	"html/template"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app"
	"agentadapter/app/state"
	"agentadapter/app/texts"
	"agentadapter/web"
)

//go:embed page.html
var pageText string

//go:embed index.html
var indexText string

var (
	pageTemplate  = template.Must(template.New("page").Parse(pageText))
	indexTemplate = template.Must(template.New("index").Parse(indexText))
)

// Pages are all files of the gallery by their names.
func Pages() (map[string][]byte, error) {
	pages := map[string][]byte{}
	var err error
	for _, style := range web.Styles {
		if pages[style], err = fs.ReadFile(web.Static(), style); err != nil {
			return nil, err
		}
	}
	if err := put(pages, "index.html", indexTemplate, Scenes()); err != nil {
		return nil, err
	}
	for _, scene := range Scenes() {
		err := put(pages, scene.Name+".html", pageTemplate, struct {
			Scene
			Lang   string
			Styles []string
			Widget template.HTML
		}{scene, texts.Tag(), web.Styles, template.HTML(widget(scene.State()))})
		if err != nil {
			return nil, err
		}
	}
	return pages, nil
}

func put(pages map[string][]byte, name string, t *template.Template, data any) error {
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return err
	}
	pages[name] = out.Bytes()
	return nil
}

// widget is the widget's HTML. The number field's text belongs to the browser and is never rendered,
// so that it is put there.
func widget(s state.State) string {
	return strings.Replace(Markup(app.Preview(s)), ` id="number"`, ` id="number" value="`+html.EscapeString(s.Dial.Number)+`"`, 1)
}

// State is the state that the scene's messages lead to.
func (s Scene) State() state.State {
	now := state.Start(build)
	for _, m := range s.Msgs {
		now, _ = state.Update(now, m)
	}
	return now
}

var (
	tag       = regexp.MustCompile(`<([a-z0-9]+)((?: [a-zA-Z0-9-]+(?:="(?:[^"\\]|\\.)*")?)*)>`)
	attribute = regexp.MustCompile(` ([a-zA-Z0-9-]+)(?:=("(?:[^"\\]|\\.)*"))?`)
)

// Markup is an element as HTML with its attributes in order. The UI library prints them as they
// come, quotes them as Go does, and leaves the word true out, which aria-… attributes need.
func Markup(ui goapp.UI) string {
	return tag.ReplaceAllStringFunc(goapp.HTMLString(ui), func(t string) string {
		parts := tag.FindStringSubmatch(t)
		var attributes []string
		for _, a := range attribute.FindAllStringSubmatch(parts[2], -1) {
			attributes = append(attributes, attributeText(a[1], a[2]))
		}
		slices.Sort(attributes)
		return "<" + parts[1] + strings.Join(attributes, "") + ">"
	})
}

func attributeText(name, quoted string) string {
	switch value, err := strconv.Unquote(quoted); {
	case err == nil:
		return " " + name + `="` + html.EscapeString(value) + `"`
	case strings.HasPrefix(name, "aria-"):
		return " " + name + `="true"`
	}
	return " " + name
}
