package appdef

import (
	"encoding/json"
	"fmt"
)

// checkSettings: types, defaults and names.
func checkSettings(c *checker) {
	settings, _ := c.object(c.def, "", "settings")
	for _, category := range sorted(settings) {
		where := join("settings", category)
		if !settingForm.MatchString(category) {
			c.fault(where, "is not a name for a category", "use letters and digits, a letter first")
		}
		group, _ := c.object(settings, "settings", category)
		for _, name := range sorted(group) {
			if !settingForm.MatchString(name) {
				c.fault(join(where, name), "is not a name for a setting", "use letters and digits, a letter first")
			}
			if setting, ok := c.object(group, where, name); ok {
				c.checkSetting(join(where, name), setting)
			}
		}
	}
}

func (c *checker) checkSetting(where string, setting map[string]any) {
	c.required(setting, where, "type")
	kind := c.oneOf(setting, where, "type", "string", "number", "boolean", "secret")
	value, there := setting["defaultValue"]
	switch {
	case !there:
		c.fault(join(where, "defaultValue"), "is missing", `add one; "" or null stands for none`)
	case kind == "secret" && value != "" && value != nil:
		c.fault(join(where, "defaultValue"), "is a secret that everybody who has the file can read", `leave it ""`)
	case value != nil && value != "" && !fits(kind, value):
		c.fault(join(where, "defaultValue"), "is not a "+kind, "write a value of the setting's type")
	}
	for _, key := range []string{"required", "hidden"} {
		if flag, there := setting[key]; there {
			if _, ok := flag.(bool); !ok {
				c.fault(join(where, key), "is not true or false", "write true or false")
			}
		}
	}
}

// fits tells whether a default is of its setting's type.
func fits(kind string, value any) bool {
	switch value.(type) {
	case string:
		return kind == "string" || kind == "secret"
	case json.Number:
		return kind == "number"
	case bool:
		return kind == "boolean"
	}
	return false
}

// setting finds a declared setting.
func (c *checker) setting(category, name string) (map[string]any, bool) {
	settings, _ := c.def["settings"].(map[string]any)
	group, _ := settings[category].(map[string]any)
	setting, ok := group[name].(map[string]any)
	return setting, ok
}

// checkReferences: settings in an address that a browser opens exist and are no secrets.
func (c *checker) checkReferences(where, text string) {
	for _, ref := range settingTemplate.FindAllStringSubmatch(text, -1) {
		setting, ok := c.setting(ref[1], ref[2])
		switch {
		case !ok:
			c.fault(where, fmt.Sprintf("refers to the setting %s.%s, which does not exist", ref[1], ref[2]), "declare it under settings")
		case setting["type"] == "secret":
			c.fault(where, fmt.Sprintf("puts the secret %s.%s into every agent's browser", ref[1], ref[2]), "use it in a command instead")
		}
	}
}
