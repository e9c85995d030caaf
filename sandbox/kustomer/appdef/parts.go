package appdef

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	template   = regexp.MustCompile(`\{\{\{?\s*([A-Za-z0-9_.]+)\s*\}?\}\}`)
	tripled    = regexp.MustCompile(`\{\{\{\s*settings\.([A-Za-z0-9]+\.[A-Za-z0-9]+)\s*\}\}\}`)
	doubled    = regexp.MustCompile(`(^|[^{])\{\{\s*settings\.`)
	anySetting = regexp.MustCompile(`\{\{\{?\s*settings\.([A-Za-z0-9]+\.[A-Za-z0-9]+)`)
	cssLength  = regexp.MustCompile(`^(\d+(\.\d+)?(px|vw|vh|%|em|rem)|calc\([^;{}]+\))$`)
	permission = regexp.MustCompile(`^\s*([a-z][a-z\-]*)(\s+[^;]+)?\s*$`)
	plainName  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	attribute  = regexp.MustCompile(`^[a-z][A-Za-z0-9]*(Str|Txt|Num|At|Bool|Url|Id)$`)
)

// addresses checks every address (rule 8).
func (c *checker) addresses() {
	check := func(path string, value any) {
		if value != nil {
			c.address(path, text(value))
		}
	}
	check("iconUrl", c.def["iconUrl"])
	check("settingsPageConfig.url", object(c.def["settingsPageConfig"])["url"])
	for _, name := range []string{"screenshots", "redirectUris"} {
		for i, value := range list(c.def[name]) {
			check(fmt.Sprintf("%s.%d", name, i), value)
		}
	}
	for _, name := range []string{"widgets", "commands", "outboundWebhooks"} {
		c.each(name, func(path string, item map[string]any) {
			check(path+".url", item["url"])
			check(path+".icon", item["icon"])
		})
	}
}

// address wants https, a host of its own and no credentials.
func (c *checker) address(path, value string) {
	at, err := url.Parse(template.ReplaceAllString(value, "filled.example.com"))
	if err != nil || at.Host == "" {
		c.fail(8, path, "%q is no absolute address", value)
		return
	}
	host := at.Hostname()
	loopback := host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
	c.need(at.User == nil, 8, path, "%q holds credentials", value)
	if loopback && c.options.LoopbackHTTP {
		return
	}
	c.need(!loopback, 8, path, "%q leads to the own machine", value)
	c.need(at.Scheme == "https", 8, path, "%q must be https", value)
}

// widgets checks what is framed (rule 9).
func (c *checker) widgets() {
	seen := map[string]bool{}
	c.each("widgets", func(path string, item map[string]any) {
		for _, name := range []string{"url", "icon", "name"} {
			c.need(text(item[name]) != "", 9, path+"."+name, "Missing required property: %s", name)
		}
		c.need(!seen[text(item["name"])], 9, path+".name", "%q is the name of two widgets", item["name"])
		seen[text(item["name"])] = true
		address := text(item["url"])
		c.need(!doubled.MatchString(address), 9, path+".url", "settings need triple braces in widget addresses")
		for _, found := range tripled.FindAllStringSubmatch(address, -1) {
			_, declared := c.def.setting(found[1])
			c.need(declared, 9, path+".url", "no such setting: %s", found[1])
		}
		c.noSecrets(path+".url", address)
		for _, side := range []string{"width", "height"} {
			c.length(path+"."+side, item[side])
		}
		c.permissions(path+".iframePermissions", item)
		if c.def.Text("app") == softphoneApp {
			c.softphone(path, item)
		}
	})
	c.each("kviews", func(path string, item map[string]any) { c.noSecrets(path+".template", text(item["template"])) })
	c.noSecrets("settingsPageConfig.url", text(object(c.def["settingsPageConfig"])["url"]))
}

// noSecrets keeps secret settings out of browsers.
func (c *checker) noSecrets(path, value string) {
	for _, found := range anySetting.FindAllStringSubmatch(value, -1) {
		of, _ := c.def.setting(found[1])
		c.need(of.Type != "secret", 9, path, "the secret %s would reach every browser", found[1])
	}
}

// length is a number of pixels or a CSS length.
func (c *checker) length(path string, value any) {
	if value == nil {
		return
	}
	_, pixels := value.(float64)
	c.need(pixels || cssLength.MatchString(text(value)), 9, path, "%v is neither a number nor a CSS length", value)
}

// permissions reads the frame's allow list.
func (c *checker) permissions(path string, item map[string]any) {
	value, there := item["iframePermissions"]
	if !there {
		return
	}
	for _, part := range strings.Split(strings.TrimRight(text(value), "; "), ";") {
		c.need(permission.MatchString(part), 9, path, "%q is no permission", part)
	}
}

// softphoneApp is the app whose widget holds a softphone.
const softphoneApp = "ccaip_agent_adapter"

// softphone checks what a widget needs to ring and be heard: the microphone,
// sound, and being loaded before an agent opens it.
func (c *checker) softphone(path string, item map[string]any) {
	allowed := text(item["iframePermissions"])
	for _, name := range []string{"microphone", "autoplay"} {
		c.need(strings.Contains(allowed, name), 9, path+".iframePermissions", "must contain %s", name)
	}
	c.need(item["backgroundLoad"] == true, 9, path+".backgroundLoad", "must be true, or nothing rings until the widget is opened")
}

// settings checks the declared settings (rule 10).
func (c *checker) settings() {
	for _, of := range c.def.Settings() {
		path := "settings." + of.Key()
		c.need(plainName.MatchString(of.Category) && plainName.MatchString(of.Name), 10, path, "names are letters and digits")
		c.need(slices.Contains([]string{"string", "number", "boolean", "secret"}, of.Type), 10, path+".type", "No enum match for: %q", of.Type)
		about := object(object(object(c.def["settings"])[of.Category])[of.Name])
		value, there := about["defaultValue"]
		c.need(there, 10, path+".defaultValue", "Missing required property: defaultValue")
		c.need(value == nil || ofType(value, of.Type), 10, path+".defaultValue", "not of type %s", of.Type)
		c.need(of.Type != "secret" || value == nil || value == "", 10, path+".defaultValue", "a secret has no default")
	}
}

// ofType tells whether a default value fits the setting.
func ofType(value any, kind string) bool {
	switch value.(type) {
	case string:
		return kind == "string" || kind == "secret"
	case float64:
		return kind == "number"
	case bool:
		return kind == "boolean"
	}
	return false
}

// translations checks the texts of the settings page and widgets (rule 11).
func (c *checker) translations() {
	locales := object(c.def["i18n"])
	english := object(locales["en_us"])
	wanted := c.wantedTexts()
	if len(wanted) > 0 || len(locales) > 0 {
		c.need(english != nil, 11, "i18n.en_us", "Missing required property: en_us")
	}
	for _, key := range wanted {
		c.need(text(english[key]) != "", 11, "i18n.en_us", "no text for %s", key)
	}
	for _, locale := range names(locales) {
		for _, key := range names(object(locales[locale])) {
			c.need(strings.HasPrefix(key, c.def.Text("app")+"."), 11, "i18n."+locale+"."+key, "keys begin with %s.", c.def.Text("app"))
			c.need(slices.Contains(wanted, key), 11, "i18n."+locale+"."+key, "nothing has this text")
		}
	}
}

// wantedTexts are the keys that settings page and widgets show.
func (c *checker) wantedTexts() []string {
	app := c.def.Text("app")
	var keys []string
	if c.def["settings"] != nil || c.def["settingsPageConfig"] != nil {
		keys = append(keys, app+".settings.page.title", app+".settings.page.description")
	}
	for _, of := range c.def.Settings() {
		if !of.Hidden {
			keys = append(keys, app+".settings.path."+of.Key()+".displayName", app+".settings.path."+of.Key()+".description")
		}
	}
	c.each("widgets", func(_ string, item map[string]any) { keys = append(keys, app+".widgets."+text(item["name"])+".title") })
	return keys
}
