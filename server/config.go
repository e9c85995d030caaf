package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"agentadapter/rules"
	"agentadapter/server/telemetry"
	"agentadapter/server/tenants"
)

// Flags are what the command line and the environment may say to serve. Everything is text here,
// so that one reading can name every bad value at once. Secrets have no flags: process lists show
// those.
type Flags struct {
	Listen         string `help:"Address to listen on; port 0 picks one." env:"ADAPTER_LISTEN" default:"127.0.0.1:8080"`
	PublicURL      string `help:"How browsers and neighbours reach us; default: the listener's address." env:"ADAPTER_PUBLIC_URL"`
	TrustedProxies string `help:"Networks whose X-Forwarded headers are believed, comma-separated." env:"ADAPTER_TRUSTED_PROXIES"`
	DataDir        string `help:"The engine's files." env:"ADAPTER_DATA_DIR" default:"./data"`
	NatsURL        string `help:"An external NATS cluster with JetStream; default: the embedded engine." env:"ADAPTER_NATS_URL"`
	NatsCredsFile  string `help:"Credentials for that cluster." env:"ADAPTER_NATS_CREDS_FILE"`
	SecretKeyFile  string `help:"The key that encrypts secrets at rest; made on first start. Default: secret.key in the data folder." env:"ADAPTER_SECRET_KEY_FILE"`
	AdminTokenFile string `help:"The operator's bearer token for /api/v1; made on first start. Default: admin.token in the data folder." env:"ADAPTER_ADMIN_TOKEN_FILE"`
	FrameAncestors string `help:"Who may frame us, beside the tenant's Kustomer; space- or comma-separated." env:"ADAPTER_FRAME_ANCESTORS" default:"https://*.kustomerapp.com"`
	Log            string `help:"Log level: debug, info, warn or error." env:"ADAPTER_LOG" default:"info"`

	TenantID           string `help:"Name of the tenant that the environment declares." env:"TENANT_ID" default:"default"`
	TenantSettingsFile string `help:"JSON object of that tenant's settings." env:"TENANT_SETTINGS_FILE"`

	KustomerBaseURL       string `help:"https://{org}.api.kustomerapp.com" env:"KUSTOMER_BASE_URL"`
	KustomerOrg           string `help:"The org's name." env:"KUSTOMER_ORG"`
	KustomerAppURL        string `help:"Where agents see Kustomer; default https://{org}.kustomerapp.com" env:"KUSTOMER_APP_URL"`
	KustomerCardScriptURL string `help:"The script that gives window.Kustomer." env:"KUSTOMER_CARD_SCRIPT_URL" default:"https://cdn.kustomerapp.com/card-js/latest/kustomer-card.min.js"`
	KustomerBindCommand   string `help:"The app command that signs an agent in." env:"KUSTOMER_BIND_COMMAND" default:"ccaip_agent_adapter.app.bind"`

	CcaipBaseURL     string `help:"https://{sub}.{region}.ccaiplatform.com" env:"CCAIP_BASE_URL"`
	CcaipSubdomain   string `help:"Basic user of the platform's API." env:"CCAIP_SUBDOMAIN"`
	CcaipEventsUser  string `help:"Basic user of the session events sent to us." env:"CCAIP_EVENTS_USER"`
	CcaipRate        string `help:"Requests per second at CCAI Platform." env:"CCAIP_RATE" default:"10"`
	CcaipStatusPoll  string `help:"How often statuses of live agents are read." env:"CCAIP_STATUS_POLL" default:"5s"`
	CcaipStorageURL  string `help:"Where the platform exports files into: file:///… or s3://bucket?endpoint=…" env:"CCAIP_STORAGE_URL"`
	CcaipStoragePoll string `help:"How often that is listed for what is new." env:"CCAIP_STORAGE_POLL" default:"1m"`
	CcaipReconcile   string `help:"How often a session without an end is asked for again." env:"CCAIP_RECONCILE" default:"1m"`
}

// Config is what serve runs with, checked.
type Config struct {
	Listen         string
	PublicURL      string // empty: the listener's address
	TrustedProxies []netip.Prefix
	DataDir        string
	NatsURL        string
	NatsCredsFile  string
	SecretKeyFile  string
	AdminTokenFile string
	Secrets        secretsOfOurs // read or made once the data folder is ours
	FrameAncestors []string
	LogLevel       slog.Level
	Tenant         *tenants.Tenant // nil: none declared by the environment
	Traces         telemetry.Config
	Tracer         *telemetry.Tracer // made at the start; nil: nobody looks
}

// FaultsError lists every missing or bad value of a start, so that one look mends them all.
type FaultsError []string

func (f FaultsError) Error() string {
	return "cannot run with these values:\n  - " + strings.Join(f, "\n  - ")
}

// readConfig checks the flags and reads the secrets beside them. Its error is a FaultsError.
func readConfig(f Flags, getenv func(string) string) (Config, error) {
	r := &reader{getenv: getenv}
	cfg := Config{
		Listen:         r.address("ADAPTER_LISTEN", f.Listen),
		PublicURL:      r.origin("ADAPTER_PUBLIC_URL", f.PublicURL),
		TrustedProxies: r.networks("ADAPTER_TRUSTED_PROXIES", f.TrustedProxies),
		DataDir:        r.required("ADAPTER_DATA_DIR", f.DataDir),
		NatsURL:        r.cluster("ADAPTER_NATS_URL", f.NatsURL),
		NatsCredsFile:  f.NatsCredsFile,
		SecretKeyFile:  r.kept("ADAPTER_SECRET_KEY_FILE", f.SecretKeyFile, f.DataDir, "secret.key"),
		AdminTokenFile: r.kept("ADAPTER_ADMIN_TOKEN_FILE", f.AdminTokenFile, f.DataDir, "admin.token"),
		FrameAncestors: r.ancestors("ADAPTER_FRAME_ANCESTORS", f.FrameAncestors),
		LogLevel:       r.level("ADAPTER_LOG", f.Log),
		Tenant:         r.tenant(f),
		Traces:         r.traces(),
	}
	if len(r.faults) > 0 {
		return Config{}, FaultsError(r.faults)
	}
	return cfg, nil
}

// reader reads values and gathers what is wrong with them. No fault repeats a secret's value.
type reader struct {
	getenv func(string) string
	faults []string
}

// traces reads where spans go.
func (r *reader) traces() telemetry.Config {
	cfg, faults := telemetry.Read(r.getenv, version())
	r.faults = append(r.faults, faults...)
	return cfg
}

func (r *reader) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// named is how a value is called in a fault: by its variable and, where there is one, its flag.
func named(env string) string {
	short, _ := strings.CutPrefix(env, "ADAPTER_")
	return fmt.Sprintf("%s (--%s)", env, strings.ReplaceAll(strings.ToLower(short), "_", "-"))
}

func (r *reader) required(env, v string) string {
	if strings.TrimSpace(v) == "" {
		r.fault("%s is missing", named(env))
	}
	return v
}

func (r *reader) address(env, v string) string {
	if _, port, err := net.SplitHostPort(v); err != nil {
		r.fault("%s is %q: it must be host:port, such as 127.0.0.1:8080", named(env), v)
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		r.fault("%s is %q: %q is no port", named(env), v, port)
	}
	return v
}

// origin reads an address without path, empty allowed.
func (r *reader) origin(env, v string) string {
	if v == "" {
		return ""
	}
	u := r.webAddress(env, v)
	if u != nil && (strings.Trim(u.Path, "/") != "" || u.RawQuery != "") {
		r.fault("%s is %q: it must be scheme and host alone, without a path", named(env), v)
	}
	return strings.TrimRight(v, "/")
}

// webAddress reads an absolute http or https address; nil and a fault otherwise.
func (r *reader) webAddress(env, v string) *url.URL {
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		r.fault("%s is %q: it must be an address that begins with https:// (http:// on this machine only)", named(env), clean(v))
	case tenants.Origin(v) == "":
		r.fault("%s is %q: its host must be a name or a number", named(env), clean(v))
	case u.User != nil:
		r.fault("%s holds a user name or password: addresses must not", named(env))
	default:
		return u
	}
	return nil
}

// cluster reads the addresses of NATS servers, comma-separated. They may hold a password, so a bad one is
// not repeated: the NATS client's own words would.
func (r *reader) cluster(env, v string) string {
	for _, part := range split(v) {
		if !strings.Contains(part, "://") {
			part = "nats://" + part
		}
		if u, err := url.Parse(part); err != nil || u.Host == "" {
			r.fault("%s must be addresses such as nats://host:4222, separated by commas", named(env))
		}
	}
	return v
}

// clean keeps what a person needs of a bad address and drops what may be a password in it.
func clean(v string) string {
	if i := strings.LastIndex(v, "@"); i >= 0 {
		v = "…" + v[i:]
	}
	return v
}

func (r *reader) base(env, v string) string {
	if u := r.webAddress(env, v); u != nil && strings.Trim(u.Path, "/") != "" {
		r.fault("%s is %q: it must be scheme and host alone; the API's own path is added by us", named(env), v)
	}
	return strings.TrimRight(v, "/")
}

func (r *reader) networks(env, v string) []netip.Prefix {
	var nets []netip.Prefix
	for _, part := range split(v) {
		if addr, err := netip.ParseAddr(part); err == nil {
			nets = append(nets, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			r.fault("%s: %q is no network, such as 10.0.0.0/8", named(env), part)
			continue
		}
		nets = append(nets, p)
	}
	return nets
}

// ancestors reads who may frame us. What could end the policy's directive is refused.
func (r *reader) ancestors(env, v string) []string {
	list := split(v)
	for _, a := range list {
		if strings.ContainsAny(a, ";'\"\\") || !strings.Contains(a, "://") {
			r.fault("%s: %q must be like https://*.kustomerapp.com", named(env), a)
		}
	}
	return list
}

func split(v string) []string {
	return strings.FieldsFunc(v, func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\t' })
}

func (r *reader) level(env, v string) slog.Level {
	var l slog.Level
	if err := l.UnmarshalText([]byte(v)); err != nil {
		r.fault("%s is %q: it must be debug, info, warn or error", named(env), v)
	}
	return l
}

func (r *reader) duration(env, v string, least time.Duration) time.Duration {
	d, err := time.ParseDuration(v)
	if err != nil || d < least {
		r.fault("%s is %q: it must be a time such as 5s or 1m, at least %s", named(env), v, least)
	}
	return d
}

func (r *reader) rate(env, v string) float64 {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || n <= 0 || n > 1000 {
		r.fault("%s is %q: it must be a number of requests per second, above 0", named(env), v)
	}
	return n
}

// secret reads NAME, or the file named by NAME_FILE without its last line break.
func (r *reader) secret(name string) tenants.Secret {
	v, file := r.getenv(name), r.getenv(name+"_FILE")
	switch {
	case file == "":
		return tenants.Secret(v)
	case v != "":
		r.fault("%s and %s_FILE are both set: keep one", name, name)
		return ""
	}
	data, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		r.fault("%s_FILE cannot be read: %v", name, err)
		return ""
	}
	return tenants.Secret(strings.TrimRight(string(data), "\r\n"))
}

// settings reads the file of settings: as they are in force, and by name, since those are managed.
func (r *reader) settings(file string) (rules.Settings, map[string]json.RawMessage) {
	if file == "" {
		return rules.DefaultSettings(), nil
	}
	data, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		r.fault("TENANT_SETTINGS_FILE cannot be read: %v", err)
		return rules.Settings{}, nil
	}
	settings, faults := rules.ParseSettings(data)
	for _, f := range append(faults, rules.LintStatus(settings)...) {
		r.fault("TENANT_SETTINGS_FILE %s: %v", file, f)
	}
	var managed map[string]json.RawMessage
	_ = json.Unmarshal(data, &managed) // what is wrong with it has been named
	return settings, managed
}
