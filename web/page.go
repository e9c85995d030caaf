package web

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
)

// Page is what the adapter's page must know of its tenant. Nothing in it is secret: everybody who
// opens the page reads it.
type Page struct {
	// Tenant names whom the page is for.
	Tenant string
	// Base is put in front of our own addresses: empty where the server answers at the root, a path
	// such as "/adapter" behind a proxy that serves it there.
	Base string
	// ParentOrigin is the only origin that parentUrl may have, such as https://acme.kustomerapp.com.
	ParentOrigin string
	// CardScript is the address of the script that gives window.Kustomer.
	CardScript string
	// BindCommand is the app command that signs the agent in.
	BindCommand string
	// AcceptLanguage is the browser's header of that name; the page begins in the first language of
	// it that there is.
	AcceptLanguage string
	// HostEvents gives Kustomer's names of the events "dial" and "status".
	HostEvents map[string]string
}

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// WritePage writes the adapter's page. It has no inline script and no inline style, so the policy
// script-src 'self' 'wasm-unsafe-eval' plus the card script's origin, and style-src 'self', holds.
// It answers ErrNoBundle if there is nothing to run on the page.
func WritePage(w io.Writer, p Page) error {
	s, err := embeddedShelf()
	if err != nil {
		return err
	}
	return s.writePage(w, p)
}

func (s *shelf) writePage(w io.Writer, p Page) error {
	events, err := json.Marshal(p.HostEvents)
	if err != nil {
		return fmt.Errorf("web: host events: %w", err)
	}
	texts, err := s.tables(p.Base, forAgents)
	if err != nil {
		return fmt.Errorf("web: languages: %w", err)
	}
	f := s.filled(p, forAgents, s.says)
	f.Events, f.Texts = string(events), texts
	return pageTemplate.Execute(w, f)
}

// filling is what the templates of pages are filled with.
type filling struct {
	Page
	Events, Build, Lang, Texts, Table string
	URL, Say                          func(string) string
}

func (s *shelf) filled(p Page, folder string, says map[string]tongue) filling {
	language := pick(p.AcceptLanguage)
	return filling{
		Page: p, Build: s.build, Lang: language, Table: s.tableAddress(p.Base, folder, language),
		URL: func(name string) string { return p.Base + s.address(name) }, Say: says[language].say,
	}
}
