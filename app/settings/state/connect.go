package state

import (
	"maps"
	"strings"

	"agentadapter/app/texts"
)

// Connect is the part that connects both sides.
type Connect struct {
	Is Connected
	// Typed is what was typed and not saved, by the field's name. Secrets among it are never read back.
	Typed map[string]string
	// Busy: an answer is awaited. Said is what came of the last press, Problem why nothing did.
	Busy    bool
	Said    string
	Problem Problem
	// Found is what a test of what was typed found.
	Found []Check
	// Made are new secrets, by which; shown until the tab is left.
	Made map[string]string
}

// Connected is how the tenant is connected.
type Connected struct {
	Environment bool         `json:"environment"`
	Complete    bool         `json:"complete"`
	Kustomer    KustomerSide `json:"kustomer"`
	Platform    PlatformSide `json:"platform"`
	Secrets     []Word       `json:"secrets"`
}

// KustomerSide is the side of Kustomer.
type KustomerSide struct {
	BaseURL string `json:"baseURL"`
	Org     string `json:"org"`
}

// PlatformSide is the side of CCAI Platform.
type PlatformSide struct {
	BaseURL    string `json:"baseURL"`
	Subdomain  string `json:"subdomain"`
	StorageURL string `json:"storageURL"`
}

// Word is a secret of the tenant, without its text.
type Word struct {
	Which       string `json:"which"`
	Set         bool   `json:"set"`
	Inbound     bool   `json:"inbound"`
	FormerUntil string `json:"formerUntil"`
}

// ConnectField is a field of the connection. Secret ones are empty until typed.
type ConnectField struct {
	Name, Label, Hint string
	Secret            bool
}

// ID is the field's on the page.
func (f ConnectField) ID() string { return "connect-" + strings.ReplaceAll(f.Name, ".", "-") }

// ConnectFields are those that an admin may change, side by side with where they go.
func ConnectFields() []ConnectField {
	keep := texts.Say("connect.keep: leave empty to keep the present one")
	return []ConnectField{
		{"kustomer.key", texts.Say("connect.field.key: Kustomer API key"), keep, true},
		{"platform.baseURL", texts.Say("connect.field.address: CCAI Platform address"), "https://acme.uc1.ccaiplatform.com", false},
		{"platform.subdomain", texts.Say("connect.field.subdomain: Subdomain"), "acme", false},
		{"platform.token", texts.Say("connect.field.token: CCAI Platform API token"), keep, true},
		{"platform.storageURL", texts.Say("connect.field.storage: Storage of exported files"), "s3://bucket?endpoint=…", false},
		{"platform.storageKey", texts.Say("connect.field.storage-key: Storage key"), keep, true},
		{"platform.storageSecret", texts.Say("connect.field.storage-secret: Storage secret"), keep, true},
	}
}

// Text is what stands in a field: what was typed, or what is so.
func (c Connect) Text(name string) string {
	if text, typed := c.Typed[name]; typed {
		return text
	}
	switch name {
	case "platform.baseURL":
		return c.Is.Platform.BaseURL
	case "platform.subdomain":
		return c.Is.Platform.Subdomain
	case "platform.storageURL":
		return c.Is.Platform.StorageURL
	}
	return ""
}

type (
	// TypedConnect changes a field.
	TypedConnect struct{ Name, Text string }
	// PressedTry tests what was typed, PressedConnect saves it.
	PressedTry     struct{}
	PressedConnect struct{}
	// PressedRotate makes a new inbound secret, PressedRetire ends the time of the one before.
	PressedRotate struct{ Which string }
	PressedRetire struct{ Which string }
)

func (TypedConnect) msg()   {}
func (PressedTry) msg()     {}
func (PressedConnect) msg() {}
func (PressedRotate) msg()  {}
func (PressedRetire) msg()  {}

// order is what was typed, as the server takes it; an empty secret stays as it is.
func (c Connect) order() map[string]map[string]string {
	order := map[string]map[string]string{}
	for _, f := range ConnectFields() {
		text, typed := c.Typed[f.Name]
		if text = strings.TrimSpace(text); !typed || f.Secret && text == "" {
			continue
		}
		side, name, _ := strings.Cut(f.Name, ".")
		order[side] = with(order[side], name, text)
	}
	return order
}

func (c *change) connect(m Msg) bool {
	switch m := m.(type) {
	case TypedConnect:
		c.Connect.Typed = with(maps.Clone(c.Connect.Typed), m.Name, m.Text)
		c.Connect.Said = ""
	case PressedTry:
		c.connecting("connection test", post, "/connection/test", c.Connect.order())
	case PressedConnect:
		c.connecting("connection save", patch, "", c.Connect.order())
	case PressedRotate:
		c.connecting("connection rotate "+m.Which, post, "/secrets/"+m.Which+"/rotate", nil)
	case PressedRetire:
		c.connecting("connection retire "+m.Which, post, "/secrets/"+m.Which+"/retire", nil)
	default:
		return false
	}
	return true
}

// connecting asks once at a time.
func (c *change) connecting(what, method, path string, body any) {
	if c.Connect.Busy {
		return
	}
	c.Connect.Busy, c.Connect.Said, c.Connect.Problem, c.Connect.Found = true, "", Problem{}, nil
	c.ask(what, method, path, body)
}

func (c *change) connectCame(what string, a Answered) bool {
	if what != "connection" {
		return false
	}
	_, about, _ := strings.Cut(a.Request.What, " ")
	doing, which, _ := strings.Cut(about, " ")
	c.Connect.Busy = c.Connect.Busy && doing == "read"
	if a.Status != statusOK {
		c.Connect.Problem = refusal(a)
		return true
	}
	switch doing {
	case "read", "save":
		is, _ := object[Connected](a.Body)
		c.Connect.Is = is
		c.do(Refill{})
		if doing == "save" {
			c.Connect.Typed, c.Connect.Said, c.Setup.Values = nil, texts.Say("connect.saved: Saved, and in use"), nil
			c.openSetup()
		}
	case "test":
		got, _ := object[struct{ Checks []Check }](a.Body)
		c.Connect.Found, c.Connect.Said = got.Checks, texts.Say("connect.tested: Tested; nothing was changed")
	case "rotate", "retire":
		got, _ := object[struct{ Value string }](a.Body)
		if got.Value != "" {
			c.Connect.Made = with(maps.Clone(c.Connect.Made), which, got.Value)
		}
		c.Connect.Said = texts.Say("connect.replaced: Put the new one in its place at the other end")
		if doing == "retire" {
			c.Connect.Said = texts.Say("connect.retired: The one before is taken no more")
		}
		c.ask("connection read", get, "", nil)
	}
	return true
}
