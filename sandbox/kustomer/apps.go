package kustomer

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"agentadapter/sandbox/kustomer/appdef"
)

// appName is the app that the sandbox knows as installed from the start,
// without a definition: its widget and its command lead to the knob's
// adapter. Installing a definition of that name replaces them.
const appName = "ccaip_agent_adapter"

// maxDefinition bounds an app definition.
const maxDefinition = 1 << 20

// apps are the registered and installed definitions and their settings. It
// is guarded by the store's lock.
type apps struct {
	registered map[string][]appdef.Definition // by name, as they came
	installed  map[string]appdef.Definition
	settings   map[string]map[string]any // by app, then "category.name"
}

// newApps knows no definition.
func newApps() *apps {
	return &apps{map[string][]appdef.Definition{}, map[string]appdef.Definition{}, map[string]map[string]any{}}
}

// plainApp is an app's name without the org's id that Kustomer adds to those
// of private apps; both are understood everywhere.
func plainApp(name string) string { return strings.TrimSuffix(name, "_"+orgID) }

// registerApp takes a definition, or refuses it with every fault it has.
func (s *Server) registerApp(c *call) (int, any, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(c.ResponseWriter, c.Body, maxDefinition))
	if err != nil {
		return 0, nil, unreadable(err)
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	definition, faults := appdef.Read(raw, appdef.Options{LoopbackHTTP: s.loopback})
	if len(faults) > 0 {
		return 0, nil, refusedDefinition(faults)
	}
	name := definition.Text("app")
	versions := s.apps.registered[name]
	if slices.ContainsFunc(versions, func(d appdef.Definition) bool { return d.Text("version") == definition.Text("version") }) {
		return 0, nil, conflict("version", "version "+definition.Text("version")+" is registered already")
	}
	if len(versions) > 0 {
		_, faults = appdef.Read(raw, appdef.Options{LoopbackHTTP: s.loopback, Previous: versions[len(versions)-1]})
	}
	if len(faults) > 0 {
		return 0, nil, refusedDefinition(faults)
	}
	s.apps.registered[name] = append(versions, definition)
	return http.StatusCreated, map[string]any{"data": shownApp(definition, "registered")}, nil
}

// definitionError carries all faults of a definition.
type definitionError []appdef.Fault

// Error joins the faults.
func (e definitionError) Error() string {
	all := make([]error, 0, len(e))
	for _, fault := range e {
		all = append(all, fault)
	}
	return errors.Join(all...).Error()
}

// refusedDefinition turns faults into an error.
func refusedDefinition(faults []appdef.Fault) error { return definitionError(faults) }

// shown are the faults as errors of the API.
func (e definitionError) shown() []any {
	all := make([]any, 0, len(e))
	for _, fault := range e {
		all = append(all, recordedShape(&apiError{http.StatusBadRequest, "badparam", fault.Title, fault.Path, fmt.Sprintf("rule %d", fault.Rule)}))
	}
	return all
}

// shownApp is an app as a resource; its name is the private one.
func shownApp(d appdef.Definition, state string) map[string]any {
	attributes := map[string]any{"state": state, "status": state}
	maps.Copy(attributes, d)
	if d.Text("visibility") != "public" {
		attributes["app"] = d.Text("app") + "_" + orgID
	}
	if d["redirectUris"] != nil {
		attributes["clientId"] = fixedID("client of " + d.Text("app"))
	}
	return map[string]any{
		"type": "app", "id": d.Text("app") + "-" + d.Text("version"), "attributes": attributes,
		"links": map[string]any{"self": "/v1/apps/" + d.Text("app")},
	}
}

// installApp installs a registered version, the newest unless one is named.
func (s *Server) installApp(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	name := plainApp(c.text("app"))
	versions := slices.Clone(s.apps.registered[name])
	slices.Reverse(versions)
	for _, definition := range versions {
		if wanted := c.text("version"); wanted != "" && wanted != definition.Text("version") {
			continue
		}
		s.apps.installed[name] = definition
		s.live.tell(event{Type: "adapter"})
		return http.StatusOK, map[string]any{"data": shownApp(definition, "installed")}, nil
	}
	return 0, nil, notFound("app")
}

// listApps tells which apps are installed.
func (s *Server) listApps(*call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	data := []any{}
	if _, replaced := s.apps.installed[appName]; !replaced {
		data = append(data, shownApp(appdef.Definition{"app": appName, "title": "CCAI Platform", "version": "0.0.1"}, "installed"))
	}
	for _, name := range slices.Sorted(maps.Keys(s.apps.installed)) {
		data = append(data, shownApp(s.apps.installed[name], "installed"))
	}
	return http.StatusOK, map[string]any{"data": data, "meta": map[string]any{"total": len(data)}}, nil
}

// secretShown is what anybody reads of a secret setting.
const secretShown = "********"

// appNamed is the app that the path names; where it names none it is the one
// whose token asks, and the sandbox has but one.
func (s *Server) appNamed(c *call) string {
	if name := plainApp(c.PathValue("app")); name != "" {
		return name
	}
	return appName
}

// getSettings reads an installed app's settings; secrets stay hidden.
func (s *Server) getSettings(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	name := s.appNamed(c)
	definition, ok := s.apps.installed[name]
	if !ok {
		return 0, nil, notFound("app")
	}
	return http.StatusOK, map[string]any{"data": s.shownSettings(name, definition)}, nil
}

// shownSettings are the settings by category, in the form that cards read.
func (s *Server) shownSettings(name string, definition appdef.Definition) map[string]any {
	data := map[string]any{}
	for _, of := range definition.Settings() {
		value := s.setting(name, of)
		if of.Type == "secret" && value != nil && value != "" {
			value = secretShown
		}
		entries, _ := data[of.Category].([]any)
		data[of.Category] = append(entries, map[string]any{"type": "setting", "id": name + "." + of.Key(), "attributes": map[string]any{
			"name": of.Name, "value": value, "type": of.Type, "required": of.Required, "hidden": of.Hidden,
			"displayName": definition.Translated(name + ".settings.path." + of.Key() + ".displayName"),
			"description": definition.Translated(name + ".settings.path." + of.Key() + ".description"),
		}})
	}
	return data
}

// setting is a setting's value, or its default.
func (s *Server) setting(app string, of appdef.Setting) any {
	if value, ok := s.apps.settings[app][of.Key()]; ok {
		return value
	}
	return of.Default
}

// putSettings writes settings: {"default":{"adapterHost":"…"}}.
func (s *Server) putSettings(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	name := s.appNamed(c)
	definition, ok := s.apps.installed[name]
	if !ok {
		return 0, nil, notFound("app")
	}
	written := maps.Clone(s.apps.settings[name])
	if written == nil {
		written = map[string]any{}
	}
	known := definition.Settings()
	for category, entries := range c.body {
		values, _ := entries.(map[string]any)
		for key, value := range values {
			if !slices.ContainsFunc(known, func(of appdef.Setting) bool { return of.Key() == category+"."+key }) {
				return 0, nil, badParam(category+"."+key, "no such setting", "")
			}
			written[category+"."+key] = value
		}
	}
	s.apps.settings[name] = written
	s.live.tell(event{Type: "adapter"})
	return http.StatusOK, map[string]any{"data": s.shownSettings(name, definition)}, nil
}

// placeholder is a setting or variable in an address or header.
var placeholder = regexp.MustCompile(`\{\{\{?\s*([A-Za-z0-9_.]+)\s*\}?\}\}`)

// filled puts values into a template; variables lead to settings by the
// command's own list.
func (s *Server) filled(app, template string, variables map[string]any) string {
	return placeholder.ReplaceAllStringFunc(template, func(found string) string {
		key := strings.Trim(found, "{} ")
		key = strings.TrimPrefix(key, "appSettings.")
		if of, ok := variables[key].(map[string]any); ok {
			key = strings.TrimPrefix(fmt.Sprint(of["key"]), app+".")
		}
		key = strings.TrimPrefix(key, "settings.")
		for _, of := range s.apps.installed[app].Settings() {
			if of.Key() == key {
				return fmt.Sprint(s.setting(app, of))
			}
		}
		return ""
	})
}
