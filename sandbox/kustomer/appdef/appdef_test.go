package appdef

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample is a definition without a fault.
func sample(t *testing.T) Definition {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "app.json"))
	if err != nil {
		t.Fatal(err)
	}
	definition, faults := Read(raw, Options{})
	if len(faults) > 0 {
		t.Fatalf("the sample has faults: %v", faults)
	}
	return definition
}

// set puts a value at a path of names and positions; nil removes it.
func set(value any, path string, to any) {
	step, rest, deeper := strings.Cut(path, ".")
	switch in := value.(type) {
	case Definition:
		set(map[string]any(in), path, to)
	case []any:
		if deeper {
			set(in[step[0]-'0'], rest, to)
		} else {
			in[step[0]-'0'] = to
		}
	case map[string]any:
		switch {
		case deeper:
			set(in[step], rest, to)
		case to == nil:
			delete(in, step)
		default:
			in[step] = to
		}
	}
}

func TestEachRuleRefusesByNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path string
		to   any
		rule int
	}{
		{"standardKlasses", []any{}, 2},
		{"dataSubscriptions", []any{}, 2},
		{"clientSecret", "x", 2},
		{"title", nil, 3},
		{"app", "agent-adapter", 4},
		{"app", "my_first_app", 4},
		{"app", "agent_adapter_0123456789abcdef01234567", 4},
		{"version", "1.0", 5},
		{"changelog", map[string]any{"0.1.0": "first"}, 5},
		{"changelog", map[string]any{"0.1.0": "{{May 2026}} x", "0.0.9": "{{May 2026}} y"}, 5},
		{"identifier", "MuchTooLong", 6},
		{"visibility", "secret", 7},
		{"iconUrl", "http://example.com/a.png", 8},
		{"iconUrl", "/a.png", 8},
		{"iconUrl", "https://localhost/a.png", 8},
		{"iconUrl", "https://user:pass@example.com/a.png", 8},
		{"widgets.0.url", "http://{{{settings.default.host}}}/", 8},
		{"widgets.0.icon", nil, 9},
		{"widgets.0.url", "https://{{settings.default.host}}/", 9},
		{"widgets.0.url", "https://{{{settings.default.nowhere}}}/", 9},
		{"widgets.0.url", "https://x.example.com/?s={{{settings.default.bindSecret}}}", 9},
		{"widgets.0.width", "wide", 9},
		{"widgets.0.iframePermissions", "Microphone!", 9},
		{"settings.default.host.type", "text", 10},
		{"settings.default.host.defaultValue", nil, 10},
		{"settings.default.host.defaultValue", 3.0, 10},
		{"settings.default.bindSecret.defaultValue", "hunter2", 10},
		{"i18n.en_us", nil, 11},
		{"i18n.en_us.agent_adapter.extra", "x", 11},
		{"klasses.0.metadata.standard", nil, 12},
		{"klasses.0.metadata.properties.queue_name", map[string]any{"displayName": "x"}, 12},
		{"klasses.0.metadata.properties.queueNameStr", map[string]any{}, 12},
		{"kviews", []any{map[string]any{"name": "x", "resource": "planet", "context": "smartbar-details"}}, 13},
		{"commands.0.name", "bind", 14},
		{"commands.0.httpMethod", "BREW", 14},
		{"commands.0.appSettings.secret.key", "agent_adapter.default.nowhere", 14},
		{"outboundWebhooks", []any{map[string]any{"name": "x", "url": "https://example.com", "events": []any{"kustomer.customer.delete"}}}, 15},
		{"hooks", []any{map[string]any{"type": "pigeon"}}, 16},
		{"description", strings.Repeat("no end ", 30), 17},
		{"screenshots", []any{"https://example.com/a.png"}, 17},
		{"postInstallMessage", "<<HOST>>", 20},
	} {
		definition := sample(t)
		set(definition, c.path, c.to)
		if c.path == "i18n.en_us.agent_adapter.extra" { // the key itself has dots
			definition["i18n"].(map[string]any)["en_us"].(map[string]any)["agent_adapter.extra"] = c.to
		}
		raw := encoded(t, definition)
		_, faults := Read(raw, Options{})
		hit := false
		for _, fault := range faults {
			hit = hit || fault.Rule == c.rule
		}
		if !hit {
			t.Errorf("%s = %v: rule %d is not among %v", c.path, c.to, c.rule, faults)
		}
	}
}

// encoded writes a definition without escaping < and >.
func encoded(t *testing.T, definition Definition) []byte {
	t.Helper()
	var raw strings.Builder
	encoder := json.NewEncoder(&raw)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(definition); err != nil {
		t.Fatal(err)
	}
	return []byte(raw.String())
}

func TestWellFormed(t *testing.T) {
	t.Parallel()
	for raw, words := range map[string]string{
		`{"app":"a","app":"b"}`:       "named twice",
		`{"a":{"b":[{"c":1,"c":2}]}}`: "named twice",
		`{"app":`:                     "no JSON",
		`{} {}`:                       "more than one",
		`[]`:                          "not one JSON object",
		"{\"app\":\"\xff\"}":          "not UTF-8",
	} {
		_, faults := Read([]byte(raw), Options{})
		if len(faults) == 0 || faults[0].Rule != 1 || !strings.Contains(faults[0].Title, words) {
			t.Errorf("%s: %v, want %q", raw, faults, words)
		}
	}
}

func TestLoopbackIsForDemosOnly(t *testing.T) {
	t.Parallel()
	definition := sample(t)
	set(definition, "widgets.0.url", "http://127.0.0.1:8080/")
	raw := encoded(t, definition)
	if _, faults := Read(raw, Options{LoopbackHTTP: true}); len(faults) > 0 {
		t.Errorf("with the flag: %v", faults)
	}
	if _, faults := Read(raw, Options{}); len(faults) == 0 {
		t.Error("without the flag it passes")
	}
}

func TestSuccessors(t *testing.T) {
	t.Parallel()
	next := func(version string, roles []any) []Fault {
		definition := sample(t)
		set(definition, "version", version)
		definition["changelog"] = map[string]any{version: "{{May 2026}} more"}
		definition["roles"] = roles
		_, faults := Read(encoded(t, definition), Options{Previous: sample(t)})
		return faults
	}
	same := sample(t)["roles"].([]any)
	for version, good := range map[string]bool{"0.1.1": true, "0.2.0-beta": true, "0.1.0": false, "0.1.0-beta": false, "0.0.9": false, "0.10.0": true} {
		if faults := next(version, same); (len(faults) == 0) != good {
			t.Errorf("%s: %v", version, faults)
		}
	}
	if faults := next("0.2.0", []any{"org.admin"}); len(faults) == 0 {
		t.Error("other roles pass without a major version")
	}
	if faults := next("1.0.0", []any{"org.admin"}); len(faults) > 0 {
		t.Error(faults)
	}
}

func FuzzRead(f *testing.F) {
	raw, err := os.ReadFile(filepath.Join("testdata", "app.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"widgets":[3],"settings":{"a":{"b":1}},"klasses":[{"metadata":[]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		definition, faults := Read(raw, Options{})
		if definition == nil && len(faults) == 0 {
			t.Error("neither a definition nor a fault")
		}
	})
}

func TestRule9ASoftphoneMustRing(t *testing.T) {
	t.Parallel()
	ours := func(change func(widget map[string]any)) []byte {
		raw, err := os.ReadFile("testdata/app.json")
		if err != nil {
			t.Fatal(err)
		}
		var def map[string]any
		if err := json.Unmarshal(bytes.ReplaceAll(raw, []byte("agent_adapter"), []byte(softphoneApp)), &def); err != nil {
			t.Fatal(err)
		}
		change(object(list(def["widgets"])[0]))
		raw, _ = json.Marshal(def)
		return raw
	}
	for path, change := range map[string]func(map[string]any){
		"":                            func(map[string]any) {},
		"widgets.0.iframePermissions": func(w map[string]any) { w["iframePermissions"] = "autoplay *" },
		"widgets.0.backgroundLoad":    func(w map[string]any) { delete(w, "backgroundLoad") },
	} {
		_, faults := Read(ours(change), Options{})
		got := ""
		for _, f := range faults {
			got += f.Path
		}
		if got != path {
			t.Errorf("%v, want a fault at %q", faults, path)
		}
	}
}
