package appdef

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// standardKlasses are Kustomer's own objects.
var standardKlasses = []string{"company", "conversation", "customer", "message", "user"}

var propertyForm = regexp.MustCompile(`^[a-z][A-Za-z0-9]*(Str|Txt|Num|At|Bool|Url|Id)$`)

// checkKlasses: custom objects and attributes. (Ours has none: Kustomer would rename the
// attributes per app, and the product registers its own under plain names.)
func checkKlasses(c *checker) {
	for i, klass := range c.objects(c.def, "", "klasses") {
		where := at("klasses", i)
		name := c.required(klass, where, "name")
		metadata, _ := c.object(klass, where, "metadata")
		standard := metadata["standard"] == true
		switch known := slices.Contains(standardKlasses, name); {
		case known && !standard:
			c.fault(where, fmt.Sprintf("would make a second object named %q", name), "set metadata.standard to true")
		case !known && standard:
			c.fault(where, fmt.Sprintf("%q is not one of Kustomer's own objects", name), "remove metadata.standard")
		case !known && !strings.HasPrefix(name, c.app+"-"):
			c.fault(join(where, "name"), "does not begin with the app's name", "name it "+c.app+"-…")
		}
		if !standard {
			c.required(klass, where, "icon")
			c.required(klass, where, "color")
		}
		c.checkProperties(join(where, "metadata"), metadata)
	}
}

func (c *checker) checkProperties(where string, metadata map[string]any) {
	properties, _ := c.object(metadata, where, "properties")
	where = join(where, "properties")
	for _, name := range sorted(properties) {
		if !propertyForm.MatchString(name) {
			c.fault(join(where, name), "does not tell its type", "write it in camelCase and end it in Str, Txt, Num, At, Bool, Url or Id")
		}
		if property, ok := c.object(properties, where, name); ok {
			c.required(property, join(where, name), "displayName")
		}
	}
}

var kviewResource = regexp.MustCompile(`^(customer|conversation|company|kobject\.[A-Za-z0-9_-]+)$`)

// checkKViews: views of objects.
func checkKViews(c *checker) {
	for i, view := range c.objects(c.def, "", "kviews") {
		where := at("kviews", i)
		name := c.required(view, where, "name")
		if name != "" && !strings.HasPrefix(name, "kustomer.app."+c.app+".") {
			c.fault(join(where, "name"), "does not begin with the app's name", "name it kustomer.app."+c.app+".…")
		}
		resource := c.required(view, where, "resource")
		if resource != "" && !kviewResource.MatchString(resource) {
			c.fault(join(where, "resource"), fmt.Sprintf("%q is not known", resource), "use customer, conversation, company or kobject.<klass>")
		}
		context := c.oneOf(view, where, "context", "smartbar-card", "smartbar-details", "expanded-timeline")
		if context == "smartbar-details" && !c.ownKlass(strings.TrimPrefix(resource, "kobject.")) {
			c.fault(join(where, "context"), "smartbar-details needs an object of the app's own", "declare the klass or use smartbar-card")
		}
		c.required(view, where, "template")
		c.checkReferences(join(where, "template"), c.text(view, where, "template"))
	}
}

// ownKlass tells whether the app declares a custom object.
func (c *checker) ownKlass(name string) bool {
	klasses, _ := c.def["klasses"].([]any)
	return slices.ContainsFunc(klasses, func(each any) bool {
		klass, _ := each.(map[string]any)
		return klass["name"] == name && !slices.Contains(standardKlasses, name)
	})
}
