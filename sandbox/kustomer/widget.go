package kustomer

import (
	"fmt"
	"net/url"
)

// widget is what the page needs to frame the product: as an installed
// definition says, else from the knob's adapter with the usual measures.
func (s *Server) widget() map[string]any {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	about := map[string]any{
		"url": "", "settingsUrl": "", "app": appName, "id": "agent-adapter", "title": "CCAI Platform", "width": 360, "height": 560,
		"iframePermissions": "microphone *; autoplay *; speaker-selection *; clipboard-write *", "generated": false,
	}
	if adapter := s.knobs.Get().Adapter; adapter != "" {
		about["url"], about["settingsUrl"] = adapter+"/"+s.tenantQuery(), adapter+"/settings"+s.tenantQuery()
	}
	definition, ok := s.apps.installed[appName]
	if !ok {
		return about
	}
	about["title"], about["generated"] = definition.Text("title"), true
	widgets, _ := definition["widgets"].([]any)
	if len(widgets) > 0 {
		first, _ := widgets[0].(map[string]any)
		for _, name := range []string{"width", "height", "iframePermissions"} {
			if value, there := first[name]; there {
				about[name] = value
			}
		}
		about["id"], about["url"] = first["name"], s.filled(appName, fmt.Sprint(first["url"]), nil)
	}
	if page, ok := definition["settingsPageConfig"].(map[string]any); ok {
		about["settingsUrl"], about["generated"] = s.filled(appName, fmt.Sprint(page["url"]), nil), false
	}
	return about
}

// WidgetURL is where the page frames the product's widget from; empty while
// nobody knows.
func (s *Server) WidgetURL() string {
	address, _ := s.widget()["url"].(string)
	return address
}

// tenantQuery names the tenant unless it is the default one.
func (s *Server) tenantQuery() string {
	if s.tenant == "" || s.tenant == "default" {
		return ""
	}
	return "?tenant=" + url.QueryEscape(s.tenant)
}
