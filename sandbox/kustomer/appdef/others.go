package appdef

import (
	"slices"
	"strings"
)

// standardKlasses are Kustomer's own objects.
var standardKlasses = []string{"company", "conversation", "customer", "message", "user"}

// klasses checks attributes and custom objects (rule 12).
func (c *checker) klasses() {
	c.each("klasses", func(path string, item map[string]any) {
		name, metadata := text(item["name"]), object(item["metadata"])
		standard := slices.Contains(standardKlasses, name)
		c.need(standard == (metadata["standard"] == true), 12, path+".metadata.standard", "must be true for Kustomer's own objects and for no others")
		c.need(standard || strings.HasPrefix(name, c.def.Text("app")+"-"), 12, path+".name", "must begin with %s-", c.def.Text("app"))
		c.need(standard || text(item["icon"]) != "" && text(item["color"]) != "", 12, path, "needs an icon and a colour")
		properties := object(metadata["properties"])
		for _, property := range names(properties) {
			at := path + ".metadata.properties." + property
			c.need(attribute.MatchString(property), 12, at, "Additional properties not allowed: the suffix tells the type")
			c.need(text(object(properties[property])["displayName"]) != "", 12, at+".displayName", "Missing required property: displayName")
		}
	})
}

// kviews checks the views (rule 13).
func (c *checker) kviews() {
	contexts := []string{"smartbar-card", "smartbar-details", "expanded-timeline"}
	c.each("kviews", func(path string, item map[string]any) {
		resource, context := text(item["resource"]), text(item["context"])
		own := strings.HasPrefix(resource, "kobject.")
		c.need(own || slices.Contains([]string{"customer", "conversation", "company"}, resource), 13, path+".resource", "No enum match for: %q", resource)
		c.need(slices.Contains(contexts, context), 13, path+".context", "No enum match for: %q", context)
		c.need(context != "smartbar-details" || own, 13, path+".context", "smartbar-details is for the app's own objects")
		c.need(strings.HasPrefix(text(item["name"]), "kustomer.app."+c.def.Text("app")+"."), 13, path+".name", "must begin with kustomer.app.%s.", c.def.Text("app"))
	})
}

// commands checks the requests that Kustomer's servers make (rule 14).
func (c *checker) commands() {
	methods := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	c.each("commands", func(path string, item map[string]any) {
		c.need(strings.HasPrefix(text(item["name"]), c.def.Text("app")+".app."), 14, path+".name", "must begin with %s.app.", c.def.Text("app"))
		c.need(slices.Contains(methods, strings.ToUpper(text(item["httpMethod"]))), 14, path+".httpMethod", "No enum match for: %q", item["httpMethod"])
		c.need(text(item["url"]) != "", 14, path+".url", "Missing required property: url")
		variables := object(item["appSettings"])
		for _, name := range names(variables) {
			key := text(object(variables[name])["key"])
			_, declared := c.def.setting(strings.TrimPrefix(key, c.def.Text("app")+"."))
			c.need(declared && strings.HasPrefix(key, c.def.Text("app")+"."), 14, path+".appSettings."+name+".key", "no such setting: %s", key)
		}
		for _, name := range []string{"inputSchema", "outputSchema"} {
			_, there := item[name]
			c.need(!there || object(item[name]) != nil, 14, path+"."+name, "Invalid type (expected object)")
		}
	})
}

// webhookEvents are what webhooks can subscribe to.
func webhookEvents() []string {
	var all []string
	for _, kind := range []string{"customer", "conversation", "message", "user", "team", "tag"} {
		all = append(all, "kustomer."+kind+".create", "kustomer."+kind+".update")
	}
	return all
}

// webhooksAndHooks checks outbound and inbound hooks (rules 15 and 16).
func (c *checker) webhooksAndHooks() {
	c.each("outboundWebhooks", func(path string, item map[string]any) {
		events := list(item["events"])
		c.need(len(events) <= 12, 15, path+".events", "Array is too long (%d), maximum 12", len(events))
		for _, event := range events {
			c.need(slices.Contains(webhookEvents(), text(event)), 15, path+".events", "No enum match for: %q", event)
		}
		for _, name := range []string{"name", "url"} {
			length := len([]rune(text(item[name])))
			c.need(length > 0 && length <= 255, 15, path+"."+name, "must have 1 to 255 characters")
		}
	})
	c.each("hooks", func(path string, item map[string]any) {
		c.need(slices.Contains([]string{"form", "web", "email"}, text(item["type"])), 16, path+".type", "No enum match for: %q", item["type"])
	})
}

// cardLength is how much of the description the directory's card shows.
const cardLength = 110

// listing checks what the directory shows (rule 17).
func (c *checker) listing() {
	if description := []rune(c.def.Text("description")); len(description) > 0 {
		card := string(description[:min(len(description), cardLength)])
		c.need(strings.ContainsAny(card, ".!"), 17, "description", "its first %d characters must hold a whole sentence", cardLength)
	}
	for _, shot := range list(c.def["screenshots"]) {
		c.need(strings.HasSuffix(text(shot), ".jpg"), 17, "screenshots", "%q must end in .jpg", shot)
	}
}
