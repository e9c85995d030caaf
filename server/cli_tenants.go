package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"agentadapter/server/admin"
	"agentadapter/server/tenants"
)

// removedWithin is how long a removal is waited for, and how often it is looked.
const (
	removedWithin = 2 * time.Minute
	lookAgain     = 300 * time.Millisecond
)

// tenantsVerbs are about whom the server serves.
type tenantsVerbs struct {
	List   tenantsList   `cmd:"" help:"List all tenants."`
	Show   tenantsShow   `cmd:"" help:"Show how a tenant is connected; never its secrets."`
	Add    tenantsAdd    `cmd:"" help:"Add a tenant. The key is read from KUSTOMER_API_KEY or the file that KUSTOMER_API_KEY_FILE names, and tried at once."`
	Rotate tenantsRotate `cmd:"" help:"Replace a secret: bind, events, webhook, kustomer-key, ccaip-token, storage-key or storage-secret. Outbound ones are read from KUSTOMER_API_KEY, CCAIP_API_TOKEN, CCAIP_STORAGE_KEY or CCAIP_STORAGE_SECRET (or its _FILE) and tried first."`
	Retire tenantsRetire `cmd:"" help:"Take the bind, events or webhook secret that was replaced no more, before its time is over."`
	Audit  tenantsAudit  `cmd:"" help:"Show who changed what of a tenant."`
	Remove tenantsRemove `cmd:"" help:"Remove a tenant and everything that is kept of it."`
}

// distant are the flags of verbs that name their tenant themselves.
type distant struct {
	Server         string `help:"The running server; default: ADAPTER_LISTEN on this machine." env:"ADAPTER_PUBLIC_URL"`
	AdminTokenFile string `help:"The operator's token; default: admin.token in the data folder." env:"ADAPTER_ADMIN_TOKEN_FILE"`
	Listen         string `hidden:"" env:"ADAPTER_LISTEN" default:"127.0.0.1:8080"`
	DataDir        string `help:"The server's data folder, for its token." env:"ADAPTER_DATA_DIR" default:"./data"`
	JSON           bool   `name:"json" help:"Print the server's answer as it is."`
}

// of is what asks about a tenant.
func (d distant) of(tenant string) remote {
	return remote{Server: d.Server, Tenant: tenant, AdminTokenFile: d.AdminTokenFile, Listen: d.Listen, DataDir: d.DataDir, JSON: d.JSON}
}

// namedTenant names the tenant that a verb is about.
type namedTenant struct {
	distant
	Name string `arg:"" help:"The tenant's name."`
}

type tenantsList struct{ distant }

// Run lists them.
func (v *tenantsList) Run(o outside) error { return v.of("default").all(o, "GET", nil, tenantsListed) }

// all asks about the list of tenants.
func (r remote) all(o outside, method string, body any, show func(w io.Writer, answer []byte) error) error {
	r.every = true
	return r.report(o, method, "", body, show)
}

func tenantsListed(w io.Writer, answer []byte) error {
	got, err := told[struct{ Tenants []admin.Connection }](answer)
	if err != nil {
		return err
	}
	if len(got.Tenants) == 0 {
		_, err = fmt.Fprintln(w, "No tenants.")
		return err
	}
	t := table(w)
	fmt.Fprintln(t, "TENANT\tSTATE\tKUSTOMER\tCCAI PLATFORM\tSINCE")
	for _, c := range got.Tenants {
		since := "environment"
		if c.Since != nil {
			since = clock(*c.Since)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", c.Tenant, stateOf(c), plain(c.Kustomer.BaseURL), orNone(plain(c.Platform.BaseURL)), since)
	}
	return t.Flush()
}

func stateOf(c admin.Connection) string {
	switch {
	case c.Leaving:
		return "leaving"
	case !c.Complete:
		return "incomplete"
	}
	return "connected"
}

func orNone(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

type tenantsShow struct{ namedTenant }

// Run shows one.
func (v *tenantsShow) Run(o outside) error {
	return v.of(v.Name).report(o, "GET", "", nil, tenantShown)
}

func tenantShown(w io.Writer, answer []byte) error {
	c, err := told[admin.Connection](answer)
	if err != nil {
		return err
	}
	t := table(w)
	for _, line := range [][2]string{
		{"tenant", c.Tenant}, {"state", stateOf(c)}, {"kustomer", c.Kustomer.BaseURL}, {"org", c.Kustomer.Org}, {"app", c.Kustomer.AppURL},
		{"bind command", c.Kustomer.BindCommand}, {"ccai platform", orNone(c.Platform.BaseURL)}, {"subdomain", orNone(c.Platform.Subdomain)},
		{"events user", c.Platform.EventsUser}, {"storage", orNone(c.Platform.StorageURL)},
	} {
		fmt.Fprintf(t, "%s\t%s\n", line[0], plain(line[1]))
	}
	for _, s := range c.Secrets {
		is := "missing"
		if s.Set {
			is = "set"
		}
		if s.FormerUntil != nil {
			is += ", the one before is taken until " + clock(*s.FormerUntil)
		}
		fmt.Fprintf(t, "%s\t%s\n", s.Which, is)
	}
	return t.Flush()
}

type tenantsAdd struct {
	namedTenant
	KustomerBaseURL     string `help:"https://{org}.api.kustomerapp.com, without /v1." env:"KUSTOMER_BASE_URL" required:""`
	KustomerOrg         string `help:"The org's name." env:"KUSTOMER_ORG" required:""`
	KustomerAppURL      string `help:"Where agents see Kustomer; default: https://{org}.kustomerapp.com" env:"KUSTOMER_APP_URL"`
	KustomerCardScript  string `name:"kustomer-card-script-url" help:"The script that gives window.Kustomer." env:"KUSTOMER_CARD_SCRIPT_URL"`
	KustomerBindCommand string `help:"The app command that signs agents in." env:"KUSTOMER_BIND_COMMAND"`
}

// Run sends the key along and prints what was made.
func (v *tenantsAdd) Run(o outside) error {
	key, err := givenSecret(o, "KUSTOMER_API_KEY")
	if err != nil {
		return err
	}
	given := func(text string) *string {
		if text == "" {
			return nil
		}
		return &text
	}
	word := key.Reveal()
	order := admin.ConnectionOrder{Tenant: v.Name, Kustomer: admin.CRMOrder{
		BaseURL: &v.KustomerBaseURL, Org: &v.KustomerOrg, Key: &word,
		AppURL: given(v.KustomerAppURL), CardScript: given(v.KustomerCardScript), BindCommand: given(v.KustomerBindCommand)}}
	return v.of(v.Name).all(o, "POST", order, tenantAdded)
}

// givenSecret reads a secret from NAME or the file that NAME_FILE names.
func givenSecret(o outside, name string) (tenants.Secret, error) {
	r := &reader{getenv: o.getenv}
	word := r.secret(name)
	if word == "" && len(r.faults) == 0 {
		r.fault("%s is missing: secrets have no flags, since those show in process lists; set it, or %s_FILE", name, name)
	}
	if len(r.faults) > 0 {
		return "", FaultsError(r.faults)
	}
	return word, nil
}

func tenantAdded(w io.Writer, answer []byte) error {
	made, err := told[struct {
		admin.Connection
		Values []admin.Value
	}](answer)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Tenant %s is served. Its secrets are shown here once; its admins find them on the settings page.\n\n", plain(made.Tenant))
	t := table(w)
	for _, v := range made.Values {
		fmt.Fprintf(t, "%s\t%s\n", v.Name, plain(v.Value))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, "\nNow an admin installs the app in Kustomer with adapterHost, tenant and bindSecret, and completes CCAI Platform on the settings page.")
	return err
}

type tenantsAudit struct{ namedTenant }

// Run shows the newest deeds.
func (v *tenantsAudit) Run(o outside) error {
	return v.of(v.Name).report(o, "GET", "/audit", nil, deedsTold)
}

func deedsTold(w io.Writer, answer []byte) error {
	got, err := told[struct{ Deeds []admin.Deed }](answer)
	if err != nil {
		return err
	}
	t := table(w)
	fmt.Fprintln(t, "AT\tAUTHOR\tWHAT\tOF\tDETAIL")
	for _, d := range got.Deeds {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", clock(d.At), plain(d.Author), plain(d.What), orNone(plain(d.Target)), plain(d.Detail))
	}
	return t.Flush()
}

type tenantsRemove struct {
	namedTenant
	Yes bool `help:"Yes, everything of this tenant: there is no way back."`
}

// Run removes one and waits until it is gone.
func (v *tenantsRemove) Run(o outside) error {
	if !v.Yes {
		return FaultsError{fmt.Sprintf("--yes is missing: everything that is kept of tenant %s would be removed for good (sessions, ledger, audit, settings, secrets); records in Kustomer stay", v.Name)}
	}
	to := v.of(v.Name)
	if err := to.report(o, "DELETE", "", nil, func(w io.Writer, _ []byte) error {
		_, err := fmt.Fprintf(w, "Tenant %s is served no more; what is kept of it is being removed.\n", v.Name)
		return err
	}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(o.ctx, removedWithin)
	defer cancel()
	c, err := to.client()
	if err != nil {
		return err
	}
	for {
		_, err := c.ask(ctx, "GET", "", nil)
		if gone, ok := errors.AsType[*answerError](err); ok && gone.status == http.StatusNotFound {
			_, err = fmt.Fprintln(o.out, "All of it is gone.")
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the removal goes on at the server, and takes longer than %s: look with tenants show %s", removedWithin, v.Name)
		case <-time.After(lookAgain):
		}
	}
}
