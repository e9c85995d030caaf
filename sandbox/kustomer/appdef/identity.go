package appdef

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// knownKeys are the top-level keys that registration lets in. Those of older
// documents (meta, dataSubscriptions, cards …), of partners' own servers
// (url, clientId …) and invented ones (standardKlasses) are not among them.
var knownKeys = strings.Fields(`app version title identifier visibility description iconUrl screenshots appDetails settings auth
	klasses kviews widgets hooks triggers actions workflows commands outboundWebhooks i18n changelog redirectUris roles
	dependencies tags settingsPageConfig postInstallMessage`)

// templates are the names of the vendor's examples; nobody can register them.
var templates = []string{"my_first_app", "my_first_widget_app", "my_first_advanced_kview_app", "my_first_outbound_webhook_app"}

var (
	appName    = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	namespaced = regexp.MustCompile(`_[0-9a-f]{24}$`)
	semver     = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.\-]+)?$`)
	identifier = regexp.MustCompile(`^[a-z][a-z0-9]{0,7}$`)
	monthYear  = regexp.MustCompile(`^\{\{(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\}\}`)
)

// identity checks names and version (rules 2 to 7).
func (c *checker) identity() {
	for _, key := range names(c.def) {
		c.need(slices.Contains(knownKeys, key), 2, key, "Additional properties not allowed")
	}
	for _, key := range []string{"app", "version", "title"} {
		c.need(c.def.Text(key) != "", 3, key, "Missing required property: %s", key)
	}
	app := c.def.Text("app")
	c.need(appName.MatchString(app), 4, "app", "%q is not lower case letters, digits and _, beginning with a letter", app)
	c.need(!slices.Contains(templates, app), 4, "app", "%q is the name of an example", app)
	c.need(!namespaced.MatchString(app), 4, "app", "%q ends in an org's id, which Kustomer adds itself", app)
	version := c.def.Text("version")
	c.need(semver.MatchString(version), 5, "version", "%q is no semantic version", version)
	changelog := object(c.def["changelog"])
	c.need(monthYear.MatchString(text(changelog[version])), 5, "changelog."+version, "must begin with {{Month Year}}")
	c.need(len(changelog) == 1, 5, "changelog", "must have exactly the version %s", version)
	if _, there := c.def["identifier"]; there {
		c.need(identifier.MatchString(c.def.Text("identifier")), 6, "identifier", "at most 8 lower case letters and digits")
	}
	visibility := c.def.Text("visibility")
	c.need(visibility == "" || visibility == "private" || visibility == "public", 7, "visibility", "No enum match for: %q", visibility)
}

// successor checks a version against the one before (rule 5).
func (c *checker) successor() {
	before := c.options.Previous
	if before == nil {
		return
	}
	was, is := before.Text("version"), c.def.Text("version")
	c.need(compareVersions(is, was) > 0, 5, "version", "%s must exceed the registered %s", is, was)
	if !reflect.DeepEqual(before["roles"], c.def["roles"]) {
		c.need(major(is) > major(was), 5, "roles", "other roles need a new major version")
	}
}

// compareVersions orders semantic versions; a pre-release comes before its
// release.
func compareVersions(a, b string) int {
	coreA, preA, _ := strings.Cut(a, "-")
	coreB, preB, _ := strings.Cut(b, "-")
	partsA, partsB := strings.Split(coreA, "."), strings.Split(coreB, ".")
	for i := range min(len(partsA), len(partsB)) {
		x, _ := strconv.Atoi(partsA[i])
		y, _ := strconv.Atoi(partsB[i])
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	if (preA == "") != (preB == "") {
		return cmp.Compare(len(preB), len(preA))
	}
	return cmp.Compare(preA, preB)
}

// major is the first number of a version.
func major(version string) int {
	first, _, _ := strings.Cut(version, ".")
	n, _ := strconv.Atoi(first)
	return n
}
