package appdef

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

var (
	cssLength = regexp.MustCompile(`^\d+(\.\d+)?(px|vw|vh|vmin|vmax|rem|em|%)$`)
	cssCalc   = regexp.MustCompile(`^calc\([0-9a-z%.+*/() -]+\)$`)
	// permission is one entry of an iframe's allow list: "microphone *".
	permission = regexp.MustCompile(`^([a-z][a-z-]*)(\s+(\*|'self'|'src'|'none'|https://[^\s;]+))*$`)
	// twoBraces is a setting in double braces, which would be escaped as HTML.
	twoBraces = regexp.MustCompile(`(^|[^{])\{\{\s*settings\.[^{}]*\}\}([^}]|$)`)
)

// needed are the rights without which a softphone in a frame stays silent.
var needed = []string{"microphone", "autoplay"}

// checkWidgets: our frame in Kustomer.
func checkWidgets(c *checker) {
	names := map[string]bool{}
	for i, widget := range c.objects(c.def, "", "widgets") {
		where := at("widgets", i)
		name := c.required(widget, where, "name")
		if name != "" && names[name] {
			c.fault(join(where, "name"), fmt.Sprintf("%q is another widget's name, too", name), "choose another one")
		}
		names[name] = true
		c.required(widget, where, "icon")
		address := c.required(widget, where, "url")
		c.checkReferences(join(where, "url"), address)
		if twoBraces.MatchString(address) {
			c.fault(join(where, "url"), "refers to a setting in double braces", "use three: {{{settings.category.name}}}")
		}
		c.checkSize(widget, where, "width")
		c.checkSize(widget, where, "height")
		c.checkPermissions(join(where, "iframePermissions"), c.required(widget, where, "iframePermissions"))
		if widget["backgroundLoad"] != true && mustBackgroundLoad {
			c.fault(join(where, "backgroundLoad"), "is not true", "set it: otherwise nothing rings until the widget is opened")
		}
	}
}

func (c *checker) checkSize(widget map[string]any, where, key string) {
	switch size := widget[key].(type) {
	case nil, json.Number:
	case string:
		if !cssLength.MatchString(size) && !cssCalc.MatchString(size) {
			c.fault(join(where, key), fmt.Sprintf("%q is not a length", size), "write a number of pixels or a CSS length such as 70vh or calc(320px + 4vw)")
		}
	default:
		c.fault(join(where, key), "is not a length", "write a number of pixels or a CSS length")
	}
}

func (c *checker) checkPermissions(where, list string) {
	granted := map[string]bool{}
	for entry := range strings.SplitSeq(list, ";") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		m := permission.FindStringSubmatch(entry)
		if m == nil {
			c.fault(where, fmt.Sprintf("%q is not a permission", entry), "write entries such as microphone *, divided by ;")
			continue
		}
		granted[m[1]] = !strings.Contains(entry, "'none'")
	}
	for _, name := range needed {
		if !granted[name] {
			c.fault(where, "does not grant "+name, "add "+name+" *")
		}
	}
}

// checkSettingsPage: our frame under Kustomer's settings.
func checkSettingsPage(c *checker) {
	page, ok := c.object(c.def, "", "settingsPageConfig")
	if !ok {
		return
	}
	for _, key := range []string{"url", "title", "description"} {
		c.required(page, "settingsPageConfig", key)
	}
	c.checkReferences("settingsPageConfig.url", c.text(page, "settingsPageConfig", "url"))
}
