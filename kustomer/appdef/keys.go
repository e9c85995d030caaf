package appdef

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// knownKeys are the top-level keys that Kustomer accepts.
var knownKeys = []string{
	"app", "version", "title", "identifier", "visibility", "description", "iconUrl", "screenshots",
	"appDetails", "settings", "auth", "klasses", "kviews", "widgets", "hooks", "triggers", "actions",
	"workflows", "commands", "outboundWebhooks", "i18n", "changelog", "redirectUris", "roles",
	"dependencies", "tags", "settingsPageConfig", "postInstallMessage",
}

// hostedKeys belong to apps that a partner's own server publishes through a gateway.
var hostedKeys = []string{
	"url", "clientId", "clientSecret", "setupUrl", "releaseNotesUrl", "default", "system", "inboundHookUris",
}

// checkKeys: one unknown key at the top makes the registration fail.
func checkKeys(c *checker) {
	for _, key := range sorted(c.def) {
		switch {
		case slices.Contains(knownKeys, key):
		case key == "standardKlasses":
			c.fault(key, "does not exist", `list the standard object under "klasses" with metadata.standard true`)
		case slices.Contains(hostedKeys, key):
			c.fault(key, "belongs to apps that a partner's server publishes", "remove it")
		case slices.Contains(legacyKeys, key):
			if !c.opts.AllowLegacy {
				c.fault(key, "is known to older documentation only", "remove it, or allow legacy keys")
			}
		default:
			c.fault(key, "is not a key of an app definition", "remove it or correct its spelling")
		}
	}
}

// templateNames are the vendor's own samples, whose names are taken.
var templateNames = []string{"my_first_app", "my_first_widget_app", "my_first_advanced_kview_app", "my_first_outbound_webhook_app"}

var appForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// checkNames: app, title, identifier, visibility.
func checkNames(c *checker) {
	c.required(c.def, "", "title")
	app := c.required(c.def, "", "app")
	switch {
	case app == "":
	case !appForm.MatchString(app):
		c.fault("app", fmt.Sprintf("%q is not a name", app), "use small letters, digits and _, a letter first, no dash and no space")
	case slices.Contains(templateNames, app):
		c.fault("app", "is the name of a sample", "choose a name of your own")
	case namespaced.MatchString(app):
		c.fault("app", "ends in an org's id", "leave it out, Kustomer adds it by itself")
	}
	if id := c.text(c.def, "", "identifier"); id != "" && !identifierForm.MatchString(id) {
		c.fault("identifier", fmt.Sprintf("%q is not an identifier", id), "use up to 8 small letters and digits, a letter first")
	}
	c.oneOf(c.def, "", "visibility", "private", "public")
}

var (
	semver  = regexp.MustCompile(`^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]+)?$`)
	dateTag = regexp.MustCompile(`^\{\{(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\}\}`)
)

// checkVersion: a version is registered once and for ever.
func checkVersion(c *checker) {
	version := c.required(c.def, "", "version")
	if version != "" && !semver.MatchString(version) {
		c.fault("version", fmt.Sprintf("%q is not a version", version), "write MAJOR.MINOR.PATCH, such as 1.2.0")
	}
	if changelog, ok := c.object(c.def, "", "changelog"); ok {
		if _, there := changelog[version]; !there {
			c.fault("changelog", "has no entry for version "+version, "add what is new in it")
		}
		for _, v := range sorted(changelog) {
			if text := c.text(changelog, "changelog", v); text != "" && !dateTag.MatchString(text) {
				c.fault(join("changelog", v), "does not begin with its date", "begin with {{Month Year}}, such as {{March 2026}}")
			}
		}
	}
	c.checkProgress(version)
}

// checkProgress compares with the definition that was registered last.
func (c *checker) checkProgress(version string) {
	if c.opts.Previous == nil || !semver.MatchString(version) {
		return
	}
	old, _ := parse(c.opts.Previous)
	before, _ := old["version"].(string)
	if !semver.MatchString(before) {
		return // nothing that could have been registered
	}
	if compareVersions(version, before) <= 0 {
		c.fault("version", version+" does not come after "+before, "raise it: a registered version never changes")
	}
	if fmt.Sprint(c.def["roles"]) != fmt.Sprint(old["roles"]) && major(version) <= major(before) {
		c.fault("roles", "differ from those of "+before, "raise the major version")
	}
}

func major(version string) int {
	n, err := strconv.Atoi(strings.SplitN(version, ".", 2)[0])
	if err != nil {
		return 0
	}
	return n
}

// compareVersions orders two versions; one with a pre-release tag comes before the plain one.
func compareVersions(a, b string) int {
	coreA, preA, _ := strings.Cut(a, "-")
	coreB, preB, _ := strings.Cut(b, "-")
	if order := slices.Compare(numbers(coreA), numbers(coreB)); order != 0 {
		return order
	}
	switch {
	case preA == preB:
		return 0
	case preA == "":
		return 1
	case preB == "":
		return -1
	}
	return strings.Compare(preA, preB)
}

func numbers(core string) []int {
	var parts []int
	for part := range strings.SplitSeq(core, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			n = 0
		}
		parts = append(parts, n)
	}
	return parts
}
