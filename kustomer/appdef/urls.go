package appdef

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// addressKeys are the names under which addresses stand, wherever they are.
var addressKeys = map[string]bool{"url": true, "iconUrl": true, "icon": true, "website": true}

// settingTemplate is a reference to a setting, filled in by Kustomer.
var settingTemplate = regexp.MustCompile(`\{\{\{\s*settings\.([A-Za-z0-9]+)\.([A-Za-z0-9]+)\s*\}\}\}`)

// checkURLs: every address is https, absolute, without credentials, and not on this computer.
func checkURLs(c *checker) {
	c.eachAddress(c.def, "", func(part, where, address string) {
		if part == "commands" {
			address = headerTemplates.ReplaceAllString(address, "x") // a command's own arguments
		}
		c.checkAddress(part, where, address)
	})
}

// eachAddress visits every address, with the top-level key it stands under.
func (c *checker) eachAddress(value any, where string, visit func(part, where, address string)) {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range sorted(v) {
			if text, ok := v[key].(string); ok && addressKeys[key] && isAddress(where, key) {
				visit(partOf(join(where, key)), join(where, key), text)
				continue
			}
			c.eachAddress(v[key], join(where, key), visit)
		}
	case []any:
		for i, member := range v {
			if text, ok := member.(string); ok && (where == "screenshots" || where == "redirectUris") {
				visit(where, at(where, i), text)
				continue
			}
			c.eachAddress(member, at(where, i), visit)
		}
	}
}

// isAddress tells real addresses from other things of that name: an icon of a klass or KView is
// the name of a symbol, and schemas, settings and texts have names of their own choosing.
func isAddress(where, key string) bool {
	switch part := partOf(where); part {
	case "settings", "i18n", "changelog", "triggers", "actions", "workflows":
		return false
	case "klasses", "kviews":
		return key != "icon"
	case "commands":
		return !strings.Contains(where, "Schema")
	}
	return true
}

func partOf(where string) string {
	if i := strings.IndexAny(where, ".["); i >= 0 {
		return where[:i]
	}
	return where
}

// checkAddress looks at one address after filling in settings.
func (c *checker) checkAddress(part, where, address string) {
	if templatedURLs[part] {
		address = settingTemplate.ReplaceAllStringFunc(address, func(ref string) string {
			return "filled-in"
		})
	}
	switch u, err := url.Parse(address); {
	case strings.ContainsAny(address, "{}"):
		c.fault(where, "refers to a setting in a way that is not filled in here", "write the value itself")
	case err != nil || u.Host == "":
		c.fault(where, fmt.Sprintf("%q is not an absolute address", address), "write https://host/…")
	case u.User != nil:
		c.fault(where, "holds a user name or password", "remove it: agents' browsers see the address")
	case loopback(u.Hostname()):
		if !c.opts.LoopbackHTTP {
			c.fault(where, "leads to this computer", "use the public host of your adapter")
		}
	case u.Scheme != "https":
		c.fault(where, "is not https", "serve it with TLS and write https://")
	}
}

// loopback tells whether a host is this very computer.
func loopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}
