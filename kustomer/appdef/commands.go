package appdef

import (
	"fmt"
	"slices"
	"strings"
)

// checkCommands: requests that Kustomer's servers make for us.
func checkCommands(c *checker) {
	names := map[string]bool{}
	for i, command := range c.objects(c.def, "", "commands") {
		where := at("commands", i)
		name := c.required(command, where, "name")
		if name != "" && !strings.HasPrefix(name, c.app+".app.") {
			c.fault(join(where, "name"), "does not begin with the app's name", "name it "+c.app+".app.…")
		}
		if name != "" && names[name] {
			c.fault(join(where, "name"), "is another command's name, too", "choose another one")
		}
		names[name] = true
		c.required(command, where, "displayName")
		c.required(command, where, "url")
		method := c.required(command, where, "httpMethod")
		if method != "" && !slices.Contains([]string{"get", "post", "put", "patch", "delete"}, strings.ToLower(method)) {
			c.fault(join(where, "httpMethod"), fmt.Sprintf("%q is not known", method), "use get, post, put, patch or delete")
		}
		c.checkAppSettings(where, command)
		for _, key := range []string{"inputSchema", "outputSchema"} {
			if schema, ok := c.object(command, where, key); ok {
				c.checkSchema(join(where, key), schema)
			}
		}
	}
}

// checkAppSettings: each variable leads to a declared setting, and every header's variable is one.
func (c *checker) checkAppSettings(where string, command map[string]any) {
	variables, _ := c.object(command, where, "appSettings")
	for _, name := range sorted(variables) {
		place := join(join(where, "appSettings"), name)
		variable, ok := c.object(variables, join(where, "appSettings"), name)
		if !ok {
			continue
		}
		key := c.required(variable, place, "key")
		parts := strings.Split(key, ".")
		if len(parts) == 3 && parts[0] == c.app {
			if _, declared := c.setting(parts[1], parts[2]); declared {
				continue
			}
		}
		c.fault(join(place, "key"), fmt.Sprintf("%q leads to no setting", key), "write "+c.app+".<category>.<setting> of a declared one")
	}
	headers, _ := c.object(command, where, "defaultHeaders")
	for _, name := range sorted(headers) {
		place := join(join(where, "defaultHeaders"), name)
		for _, ref := range headerTemplates.FindAllStringSubmatch(c.text(headers, join(where, "defaultHeaders"), name), -1) {
			if _, known := variables[ref[1]]; !known {
				c.fault(place, fmt.Sprintf("uses %q, which appSettings does not name", ref[1]), "add it to appSettings")
			}
		}
	}
}

var schemaTypes = []string{"object", "array", "string", "number", "integer", "boolean", "null"}

// checkSchema: the parts of JSON Schema that definitions use.
func (c *checker) checkSchema(where string, schema map[string]any) {
	c.oneOf(schema, where, "type", schemaTypes...)
	properties, _ := c.object(schema, where, "properties")
	for _, name := range sorted(properties) {
		if inner, ok := c.object(properties, join(where, "properties"), name); ok {
			c.checkSchema(join(join(where, "properties"), name), inner)
		}
	}
	if items, isObject := schema["items"].(map[string]any); isObject {
		c.checkSchema(join(where, "items"), items)
	}
	required, there := schema["required"]
	list, isList := required.([]any)
	if there && !isList {
		c.fault(join(where, "required"), "is not a list", `write ["name", …]`)
	}
	for i, each := range list {
		name, ok := each.(string)
		if _, declared := properties[name]; !ok || !declared {
			c.fault(at(join(where, "required"), i), "names no property of the schema", "declare it under properties")
		}
	}
	switch schema["additionalProperties"].(type) {
	case nil, bool, map[string]any:
	default:
		c.fault(join(where, "additionalProperties"), "is neither true, false nor a schema", "write true or false")
	}
}
