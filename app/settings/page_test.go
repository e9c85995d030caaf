package settings

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"github.com/stretchr/testify/require"

	"agentadapter/app/settings/state"
)

// office is a browser in front of a server that a test speaks for.
type office struct {
	t      *testing.T
	page   *Page
	engine app.TestEngine
	ctx    app.Context

	fault   string // why Kustomer binds nobody
	answers map[string]func(state.Request) (int, any)
	asked   []state.Request
	copied  string
	filled  map[string]string
	focused string
}

func (o *office) Tenant() string { return "acme" }

func (o *office) Bind(done func(nonce, fault string)) { done("n1", o.fault) }

func (o *office) Fetch(r state.Request, done func(status int, body []byte, fault string)) {
	o.asked = append(o.asked, r)
	answer, ok := o.answers[r.Method+" "+r.Path]
	if !ok {
		done(404, []byte(`{"error":{"code":"none","text":"No answer for `+r.Method+" "+r.Path+`.","fix":""}}`), "")
		return
	}
	status, body := answer(r)
	raw, err := json.Marshal(body)
	require.NoError(o.t, err)
	done(status, raw, "")
}

func (o *office) Copy(text string, done func(bool)) { o.copied = text; done(true) }

func (o *office) Fill(texts map[string]string) { maps.Copy(o.filled, texts) }

func (o *office) Focus(id string) { o.focused = id }

// OnPreRender stands in for OnMount, which runs in a browser alone.
func (p *Page) OnPreRender(ctx app.Context) {
	o := p.browser.(*office)
	o.ctx = ctx
	p.wire(ctx, o)
}

// always answers the same.
func always(body any) func(state.Request) (int, any) {
	return func(state.Request) (int, any) { return 200, body }
}

// settingsOf is what GET settings answers.
func settingsOf(version int, set string, managed ...string) map[string]any {
	return map[string]any{"version": version, "settings": json.RawMessage(set), "managed": managed}
}

const acme = "/tenants/acme"

// open opens the page; more answers come on top of the usual ones.
func open(t *testing.T, more map[string]func(state.Request) (int, any)) *office {
	t.Helper()
	o := &office{t: t, engine: app.NewTestEngine(), filled: map[string]string{}, answers: map[string]func(state.Request) (int, any){
		"POST /session":           always(map[string]string{"token": "t1"}),
		"GET " + acme + "/fields": always(map[string]any{"existing": []string{"message.queueNameStr"}, "missing": []string{"message.csatRatingNum"}}),
		"GET " + acme + "/settings": always(settingsOf(3, `{"retainDays":30,"statusPrioritization":"latest","recordWhen":"assigned","phoneNote":true,
			"quietHours":{"from":"20:00","to":"08:00"},"customData":[{"key":"order_no","on":"message","field":"orderNoStr"}],
			"statusMapping":[{"kustomer":"k2","platform":"Break"},{"kustomer":"zz","platform":"Break"}]}`, "phoneNote", "recordWhen")),
		"GET " + acme + "/choices": always(map[string]any{
			"kustomerStatuses": []state.KustomerStatus{{ID: "k1", Name: "Available", Type: "available"}, {ID: "k2", Name: "Lunch", Type: "unavailable"}},
			"platformStatuses": []state.PlatformStatus{{Name: "Available"}, {Name: "Break"}, {Name: "In-call", System: true}},
		}),
	}}
	maps.Copy(o.answers, more)
	o.page = &Page{browser: o}
	require.NoError(t, o.engine.Load(o.page))
	o.engine.ConsumeAll()
	return o
}

func (o *office) send(msgs ...state.Msg) {
	for _, m := range msgs {
		send(o.ctx, m)
		o.engine.ConsumeAll()
	}
}

func (o *office) html() string {
	var out bytes.Buffer
	app.PrintHTML(&out, o.page)
	return out.String()
}

func (o *office) says(texts ...string) {
	o.t.Helper()
	html := o.html()
	for _, text := range texts {
		require.Contains(o.t, html, text)
	}
}

func TestMain(m *testing.M) {
	time.Local = time.UTC // times of day are compared
	m.Run()
}

func TestTheFirstTab(t *testing.T) {
	t.Parallel()
	o := open(t, nil)
	o.says("Kustomer User Status Inheritance", "Agent Status Prioritization",
		"The latest status change is applied regardless whether from CRM or CCAI Platform",
		"CRM always overrides agents&#39; next status", "Set Status Prioritization",
		"Custom fields for Account and Record", "message.queueNameStr", "Status mapping", "Version 3",
		"Locked: the operator sets it", "Kustomer has no status zz any more", `role="switch"`, `role="radiogroup"`)
	require.Equal(t, "30", o.filled["set-retainDays"])
	require.Equal(t, "order_no", o.filled["set-customData-0-key"])
	require.Equal(t, "20:00", o.filled["set-quietHours-0-from"])
	for _, r := range o.asked[1:] {
		require.Equal(t, "t1", r.Token, r.Path)
	}
}

func TestNoStyleAttributesAndNothingInline(t *testing.T) {
	t.Parallel()
	o := open(t, nil)
	for _, tab := range tabNames() {
		o.send(state.ChoseTab{Tab: tab.Value})
		require.NotContains(t, o.html(), "style=", "%s: the page's policy blocks it", tab.Label)
	}
}

func TestNobodyIsSignedIn(t *testing.T) {
	t.Parallel()
	o := open(t, map[string]func(state.Request) (int, any){"POST /session": func(state.Request) (int, any) {
		return 403, map[string]state.Problem{"error": {Code: "not-admin", Text: "This Kustomer user is no admin."}}
	}})
	o.says("Not signed in", "This Kustomer user is no admin.", "org.admin", "Sign in again")
	require.Len(t, o.asked, 1, "nothing is asked for without a session")
	o.answers["POST /session"] = always(map[string]string{"token": "t1"})
	o.send(state.PressedSignIn{})
	o.says("Signed in", "Version 3")
}

func TestSavingIsSeen(t *testing.T) {
	t.Parallel()
	o := open(t, map[string]func(state.Request) (int, any){"PUT " + acme + "/settings": func(state.Request) (int, any) {
		return 400, map[string]state.Problem{"error": {Text: "setting retainDays: must be between 1 and 3650"}}
	}})
	o.send(state.Typed{Name: "retainDays", Text: "0"})
	o.says("1 setting changed", "Undo changes")
	o.send(state.PressedSave{})
	o.says("Must be between 1 and 3650.")
	require.Equal(t, "part-retainDays", o.focused)

	o.answers["PUT "+acme+"/settings"] = func(state.Request) (int, any) {
		return 409, map[string]state.Problem{"error": {Text: "Somebody saved."}}
	}
	o.send(state.PressedSave{})
	o.says("Somebody else saved meanwhile", "Keep my changes", "Drop my changes")
}
