package appdef

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

const (
	// exampleHost is the host that the definition in the repository stands for.
	exampleHost = "adapter.example.com"
	// exampleTenant is the tenant that it stands for.
	exampleTenant = "default"
)

// tenantForm is what may stand in an address without escaping.
var tenantForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)

// Render returns the definition with a deployer's host and tenant in place of the example's, both
// in the addresses and as defaults of the settings adapterHost and tenant. The host is a name,
// perhaps with a port ("adapter.acme.com"); for demos an origin on this computer
// ("http://127.0.0.1:8080") is taken, too. An empty tenant leaves the example's. Everything else
// keeps its order and form.
func Render(definition []byte, host, tenant string) ([]byte, error) {
	origin, err := originOf(host)
	if err != nil {
		return nil, err
	}
	if tenant == "" {
		tenant = exampleTenant
	}
	if !tenantForm.MatchString(tenant) {
		return nil, fmt.Errorf("the tenant %q cannot stand in an address; use letters, digits, dot, dash and underscore", tenant)
	}
	if def, faults := parse(definition); def == nil {
		return nil, errors.New(faults[0].String())
	}
	r := strings.NewReplacer(
		`"https://`+exampleHost+`/?tenant=`+exampleTenant+`"`, `"`+origin+`/?tenant=`+tenant+`"`,
		`"https://`+exampleHost+`/settings?tenant=`+exampleTenant+`"`, `"`+origin+`/settings?tenant=`+tenant+`"`,
		`"https://`+exampleHost, `"`+origin,
	)
	return setDefaults([]byte(r.Replace(string(definition))), strings.SplitN(origin, "://", 2)[1], tenant)
}

// originOf checks the host and returns the origin that addresses begin with.
func originOf(host string) (string, error) {
	origin := host
	if !strings.Contains(host, "://") {
		origin = "https://" + host
	}
	u, err := url.Parse(origin)
	switch {
	case err != nil, u.Host == "", u.Hostname() == "", u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "", u.User != nil, strings.ContainsAny(host, "\"\\ {}<>"):
		return "", fmt.Errorf("the host %q is not a host name; write it like adapter.acme.com", host)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "", fmt.Errorf("the host %q is not on https, which Kustomer demands", host)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("the host %q is not a web host", host)
	}
	return u.Scheme + "://" + u.Host, nil
}

// settingDefault finds the default of a setting in the file's text, so that the rest of the file
// keeps its order, which Go's maps would lose.
func settingDefault(name string) *regexp.Regexp {
	return regexp.MustCompile(`("` + name + `"\s*:\s*\{[^{}]*?"defaultValue"\s*:\s*)"[^"\\]*"`)
}

var (
	hostDefault   = settingDefault("adapterHost")
	tenantDefault = settingDefault("tenant")
)

func setDefaults(definition []byte, host, tenant string) ([]byte, error) {
	for _, set := range []struct {
		in    *regexp.Regexp
		value string
	}{{hostDefault, host}, {tenantDefault, tenant}} {
		quoted, err := json.Marshal(set.value)
		if err != nil {
			return nil, err
		}
		definition = set.in.ReplaceAllFunc(definition, func(found []byte) []byte {
			kept := set.in.FindSubmatch(found)[1]
			return append(bytes.Clone(kept), quoted...)
		})
	}
	return definition, nil
}
