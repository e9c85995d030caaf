package appdef_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter"
	"agentadapter/kustomer/appdef"
)

func TestRepositoryDefinitionIsValid(t *testing.T) {
	t.Parallel()
	require.Empty(t, appdef.Check(agentadapter.AppDefinition, appdef.Options{}))
}

// TestRepositoryDefinitionSaysWhatWePromise pins what the outside relies on.
func TestRepositoryDefinitionSaysWhatWePromise(t *testing.T) {
	t.Parallel()
	var def struct {
		App      string
		Klasses  []any
		Settings struct {
			Default map[string]struct{ Type string }
		}
		Widgets []struct {
			URL               string
			IframePermissions string
			BackgroundLoad    bool
		}
		Commands []struct {
			Name, URL      string
			DefaultHeaders map[string]string
		}
		I18n map[string]map[string]string
	}
	require.NoError(t, json.Unmarshal(agentadapter.AppDefinition, &def))
	require.Equal(t, "ccaip_agent_adapter", def.App)
	require.Empty(t, def.Klasses, "Kustomer would rename our fields per app")
	require.Len(t, def.Settings.Default, 3)
	require.Equal(t, "string", def.Settings.Default["adapterHost"].Type)
	require.Equal(t, "string", def.Settings.Default["tenant"].Type)
	require.Equal(t, "secret", def.Settings.Default["bindSecret"].Type)
	require.Equal(t, "https://adapter.example.com/?tenant=default", def.Widgets[0].URL)
	require.True(t, def.Widgets[0].BackgroundLoad)
	for _, right := range []string{"microphone", "autoplay", "speaker-selection", "clipboard-write"} {
		require.Contains(t, def.Widgets[0].IframePermissions, right)
	}
	require.Equal(t, "ccaip_agent_adapter.app.bind", def.Commands[0].Name)
	require.Equal(t, "https://adapter.example.com/kustomer/bind", def.Commands[0].URL)
	require.Equal(t, "{{{bindSecret}}}", def.Commands[0].DefaultHeaders["x-adapter-secret"])
	for _, locale := range []string{"en_us", "de", "es", "fr", "ja"} {
		require.Len(t, def.I18n[locale], len(def.I18n["en_us"]), "%s lacks texts", locale)
	}
}

// swap replaces text in the repository's definition; the test fails if it is not there.
func swap(t *testing.T, pairs ...string) []byte {
	t.Helper()
	text := string(agentadapter.AppDefinition)
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, text, pairs[i])
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return []byte(text)
}

func TestCheckFindsEachFault(t *testing.T) {
	t.Parallel()
	const version = `"version": "0.1.0",`
	cases := map[string]struct {
		old, new string
		where    string
	}{
		"unknown key":        {version, version + `"frobnicate": 1,`, "frobnicate"},
		"legacy key":         {version, version + `"meta": {},`, "meta"},
		"key of hosted apps": {version, version + `"clientSecret": "",`, "clientSecret"},
		"standardKlasses":    {version, version + `"standardKlasses": [],`, "standardKlasses"},
		"doubled key":        {version, version + `"title": "Twice",`, "title"},
		"no version":         {version, "", "version"},
		"no semver":          {`"version": "0.1.0"`, `"version": "1.0"`, "version"},
		"dash in app":        {`"app": "ccaip_agent_adapter"`, `"app": "ccaip-agent-adapter"`, "app"},
		"namespaced app":     {`"app": "ccaip_agent_adapter"`, `"app": "x_0123456789abcdef01234567"`, "app"},
		"sample's name":      {`"app": "ccaip_agent_adapter"`, `"app": "my_first_app"`, "app"},
		"identifier":         {`"ccaipad"`, `"CCAIP"`, "identifier"},
		"visibility":         {`"private"`, `"secret"`, "visibility"},
		"no changelog entry": {`"changelog": {
    "0.1.0"`, `"changelog": {
    "0.0.9"`, "changelog"},
		"changelog without a date": {"{{November 2026}} First", "First", "changelog.0.1.0"},
		"long first sentence":      {"calls in Kustomer; each call and chat is kept on the customer's timeline.", strings.Repeat("and ", 40), "description"},
		"http":                     {`"url": "https://adapter.example.com/?tenant`, `"url": "http://adapter.example.com/?tenant`, "widgets[0].url"},
		"localhost":                {`"url": "https://adapter.example.com/?tenant`, `"url": "https://localhost/?tenant`, "widgets[0].url"},
		"relative":                 {`"iconUrl": "https://adapter.example.com/icon.png"`, `"iconUrl": "/icon.png"`, "iconUrl"},
		"credentials in address":   {`"url": "https://adapter.example.com/settings`, `"url": "https://me:pw@adapter.example.com/settings`, "settingsPageConfig.url"},
		"template on the page":     {`"url": "https://adapter.example.com/settings`, `"url": "https://{{{settings.default.adapterHost}}}/settings`, "settingsPageConfig.url"},
		"unknown setting":          {"/?tenant=default", "/?tenant={{{settings.default.nothing}}}", "widgets[0].url"},
		"secret in the browser":    {"/?tenant=default", "/?tenant={{{settings.default.bindSecret}}}", "widgets[0].url"},
		"double braces":            {"/?tenant=default", "/?tenant={{settings.default.tenant}}", "widgets[0].url"},
		"no microphone":            {"microphone *; ", "", "widgets[0].iframePermissions"},
		"bad permission":           {"microphone *;", "microphone *; Camera=1;", "widgets[0].iframePermissions"},
		"width":                    {"calc(320px + 4vw)", "wide", "widgets[0].width"},
		"no background load":       {`"backgroundLoad": true`, `"backgroundLoad": false`, "widgets[0].backgroundLoad"},
		"widget without name":      {`"name": "agent-adapter",`, "", "widgets[0].name"},
		"setting's type":           {`"type": "secret"`, `"type": "password"`, "settings.default.bindSecret.type"},
		"secret with a value": {`"type": "secret",
        "defaultValue": ""`, `"type": "secret",
        "defaultValue": "hunter2"`, "settings.default.bindSecret.defaultValue"},
		"default of another type": {`"defaultValue": "default"`, `"defaultValue": 7`, "settings.default.tenant.defaultValue"},
		"no default":              {`"defaultValue": "default",`, "", "settings.default.tenant.defaultValue"},
		"command's name":          {`"name": "ccaip_agent_adapter.app.bind"`, `"name": "bind"`, "commands[0].name"},
		"command's method":        {`"httpMethod": "post"`, `"httpMethod": "fetch"`, "commands[0].httpMethod"},
		"command's setting":       {`"key": "ccaip_agent_adapter.default.bindSecret"`, `"key": "ccaip_agent_adapter.default.nothing"`, "commands[0].appSettings.bindSecret.key"},
		"command's header":        {"{{{bindSecret}}}", "{{{other}}}", "commands[0].defaultHeaders.x-adapter-secret"},
		"schema's type": {`"inputSchema": {
        "type": "object"`, `"inputSchema": {
        "type": "thing"`, "commands[0].inputSchema.type"},
		"schema's required":  {`"required": ["nonce"]`, `"required": ["other"]`, "commands[0].inputSchema.required[0]"},
		"missing text":       {`"ccaip_agent_adapter.settings.path.default.tenant.description": "The name under which the adapter's operator added your organization.",`, "", "i18n.en_us"},
		"orphan text":        {`"de": {`, `"de": {"ccaip_agent_adapter.orphan": "x",`, "i18n.de"},
		"foreign text":       {`"de": {`, `"de": {"ccaipAgentAdapter.settings.page.title": "x",`, "i18n.de"},
		"locale":             {`"de": {`, `"de-DE": {`, "i18n.de-DE"},
		"no en_us":           {`"en_us": {`, `"en_gb": {`, "i18n.en_us"},
		"placeholder":        {"support@example.com", "<<your e-mail>>", "appDetails.appDeveloper.supportEmail"},
		"klass not standard": {version, version + `"klasses":[{"name":"message","icon":"chat","color":"red","metadata":{"properties":{"queueNameStr":{"displayName":"Queue"}}}}],`, "klasses[0]"},
		"property's suffix":  {version, version + `"klasses":[{"name":"message","metadata":{"standard":true,"properties":{"queueName":{"displayName":"Queue"}}}}],`, "klasses[0].metadata.properties.queueName"},
		"klass's name":       {version, version + `"klasses":[{"name":"call","icon":"phone","color":"red"}],`, "klasses[0].name"},
		"kview's context":    {version, version + `"kviews":[{"name":"kustomer.app.ccaip_agent_adapter.card","resource":"customer","context":"sidebar","template":"<div/>"}],`, "kviews[0].context"},
		"kview of no object": {version, version + `"kviews":[{"name":"kustomer.app.ccaip_agent_adapter.card","resource":"customer","context":"smartbar-details","template":"<div/>"}],`, "kviews[0].context"},
		"webhook's event":    {version, version + `"outboundWebhooks":[{"name":"x","url":"https://adapter.example.com/x","events":["kustomer.user.delete"]}],`, "outboundWebhooks[0].events[0]"},
		"hook's type":        {version, version + `"hooks":[{"eventName":"x","type":"fax"}],`, "hooks[0].type"},
		"widgets no list":    {`"widgets": [`, `"hooks": {}, "widgets": [`, "hooks"},
		"screenshot":         {`/screenshots/agent.jpg"`, `/screenshots/agent.png"`, "screenshots[0]"},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults := appdef.Check(swap(t, each.old, each.new), appdef.Options{})
			var places []string
			for _, f := range faults {
				places = append(places, f.Where)
				require.NotEmpty(t, f.What)
				require.NotEmpty(t, f.Fix)
			}
			require.Contains(t, places, each.where, "%v", faults)
		})
	}
}

func TestCheckReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	faults := appdef.Check(swap(t, `"private"`, `"hidden"`, `"ccaipad"`, `"9"`, `"post"`, `"x"`), appdef.Options{})
	require.Len(t, faults, 3)
	require.Equal(t, `identifier: "9" is not an identifier; use up to 8 small letters and digits, a letter first`, faults[1].String())
}

func TestCheckAcceptsSettingsInWidgetAddresses(t *testing.T) {
	t.Parallel()
	def := swap(t, "https://adapter.example.com/?tenant=default", "https://{{{settings.default.adapterHost}}}/?tenant={{{settings.default.tenant}}}")
	require.Empty(t, appdef.Check(def, appdef.Options{}))
}

func TestCheckComparesWithThePreviousVersion(t *testing.T) {
	t.Parallel()
	const old = `"version": "0.1.0"`
	cases := map[string]struct {
		now   []byte
		fault string
	}{
		"same":                    {agentadapter.AppDefinition, "version"},
		"older":                   {swap(t, old, `"version": "0.0.9"`, `"0.1.0": "{{`, `"0.0.9": "{{`), "version"},
		"pre-release of the same": {swap(t, old, `"version": "0.1.0-beta"`, `"0.1.0": "{{`, `"0.1.0-beta": "{{`), "version"},
		"newer":                   {swap(t, old, `"version": "0.1.10"`, `"0.1.0": "{{`, `"0.1.10": "{{`), ""},
		"roles in a minor one":    {swap(t, old, `"version": "0.2.0", "roles": ["org.permission.customer.read"]`, `"0.1.0": "{{`, `"0.2.0": "{{`), "roles"},
		"roles in a major one":    {swap(t, old, `"version": "1.0.0", "roles": ["org.permission.customer.read"]`, `"0.1.0": "{{`, `"1.0.0": "{{`), ""},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults := appdef.Check(each.now, appdef.Options{Previous: agentadapter.AppDefinition})
			if each.fault == "" {
				require.Empty(t, faults)
				return
			}
			require.Len(t, faults, 1)
			require.Equal(t, each.fault, faults[0].Where)
		})
	}
}

func TestCheckOfWhatIsNoDefinition(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "[]", "{", "7", `{"app":"x"} {}`, "\xff", "\xef\xbb\xbf{}", strings.Repeat("[", 1000)} {
		faults := appdef.Check([]byte(raw), appdef.Options{})
		require.Len(t, faults, 1, raw)
		require.Equal(t, "file", faults[0].Where)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(agentadapter.AppDefinition)
	f.Add([]byte(`{"app":1,"widgets":[1,{"width":[]}],"settings":{"a":{"b":1}},"i18n":{"en_us":[]}}`))
	f.Add([]byte(`{"klasses":[{"metadata":{"properties":1}}],"commands":[{"inputSchema":{"properties":{"a":{"required":[1]}}}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		appdef.Check(raw, appdef.Options{Previous: raw})
	})
}
