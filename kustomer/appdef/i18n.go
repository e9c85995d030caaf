package appdef

import (
	"fmt"
	"slices"
	"strings"
)

// fallback is the locale that must be complete: what is missing elsewhere is read from it.
const fallback = "en_us"

// checkI18n: every text that people see has its words, and no words are left over.
func checkI18n(c *checker) {
	wanted := c.wantedTexts()
	locales, there := c.object(c.def, "", "i18n")
	if !there {
		if len(wanted) > 0 {
			c.fault("i18n", "is missing", "add "+fallback+" with all texts")
		}
		return
	}
	if _, there := locales[fallback]; !there {
		c.fault(join("i18n", fallback), "is missing", "add it: what other languages lack is read from it")
	}
	for _, locale := range sorted(locales) {
		where := join("i18n", locale)
		if !localeForm.MatchString(locale) {
			c.fault(where, "is not a locale", "write it in small letters with an underscore, such as en_us")
		}
		texts, ok := c.object(locales, "i18n", locale)
		if !ok {
			continue
		}
		if locale == fallback {
			c.checkComplete(where, texts, wanted)
		}
		c.checkTexts(where, texts, wanted)
	}
}

func (c *checker) checkComplete(where string, texts map[string]any, wanted []string) {
	for _, key := range wanted {
		if _, there := texts[key]; !there {
			c.fault(where, fmt.Sprintf("has no text for %q", key), "add it: people would see the key")
		}
	}
}

func (c *checker) checkTexts(where string, texts map[string]any, wanted []string) {
	for _, key := range sorted(texts) {
		switch text, ok := texts[key].(string); {
		case !ok || strings.TrimSpace(text) == "":
			c.fault(where, fmt.Sprintf("the text for %q is empty", key), "write it or remove the key")
		case !strings.HasPrefix(key, c.app+"."):
			c.fault(where, fmt.Sprintf("%q does not begin with %q", key, c.app+"."), "begin it with the app's name as written under app")
		case !slices.Contains(wanted, key):
			c.fault(where, fmt.Sprintf("%q belongs to nothing", key), "remove it or correct its spelling")
		}
	}
}

// wantedTexts lists the keys that the definition's parts need.
func (c *checker) wantedTexts() []string {
	var keys []string
	settings, _ := c.def["settings"].(map[string]any)
	if _, page := c.def["settingsPageConfig"]; page || len(settings) > 0 {
		keys = append(keys, c.app+".settings.page.title", c.app+".settings.page.description")
	}
	for _, category := range sorted(settings) {
		group, _ := settings[category].(map[string]any)
		for _, name := range sorted(group) {
			setting, _ := group[name].(map[string]any)
			if setting["hidden"] != true {
				path := c.app + ".settings.path." + category + "." + name
				keys = append(keys, path+".displayName", path+".description")
			}
		}
	}
	widgets, _ := c.def["widgets"].([]any)
	for _, each := range widgets {
		widget, _ := each.(map[string]any)
		if name, _ := widget["name"].(string); name != "" {
			keys = append(keys, c.app+".widgets."+name+".title")
		}
	}
	return keys
}
