package admin

import (
	_ "embed"
	"encoding/json"
)

// route is one address. do answers what becomes the body, or an error.
type route struct {
	method, path string
	// who may ask; deed is what the audit trail calls it, empty: it changes nothing.
	who  access
	deed string
	do   func(*Admin, *call) (any, error)
}

// access says who may ask.
type access int

const (
	admins    access = iota // of the tenant, and the operator
	operators               // alone; the tenant need not be served
	anybody
)

const ofTenant = "/api/v1/tenants/{tenant}"

// routes are all addresses; openapi.json tells the same.
var routes = []route{
	{"GET", "/api/v1/openapi.json", anybody, "", (*Admin).describe},
	{"POST", "/api/v1/session", anybody, "", (*Admin).signIn},
	{"GET", "/api/v1/tenants", operators, "", (*Admin).listTenants},
	{"POST", "/api/v1/tenants", operators, "tenant added", (*Admin).addTenant},
	{"GET", ofTenant, admins, "", (*Admin).connection},
	{"PATCH", ofTenant, admins, "connection changed", (*Admin).changeTenant},
	{"DELETE", ofTenant, operators, "", (*Admin).removeTenant},
	{"POST", ofTenant + "/connection/test", admins, "", (*Admin).testConnection},
	{"POST", ofTenant + "/secrets/{which}/rotate", admins, "secret replaced", (*Admin).rotate},
	{"POST", ofTenant + "/secrets/{which}/retire", admins, "former secret retired", (*Admin).retire},
	{"GET", ofTenant + "/audit", admins, "", (*Admin).trail},
	{"GET", ofTenant + "/fields", admins, "", (*Admin).fields},
	{"POST", ofTenant + "/fields", admins, "fields created", (*Admin).createFields},
	{"GET", ofTenant + "/choices", admins, "", (*Admin).choices},
	{"GET", ofTenant + "/people", admins, "", (*Admin).people},
	{"GET", ofTenant + "/checks", admins, "", (*Admin).checks},
	{"GET", ofTenant + "/values", admins, "", (*Admin).values},
	{"POST", ofTenant + "/values/reveal", admins, "secret shown", (*Admin).reveal},
	{"GET", ofTenant + "/settings", admins, "", (*Admin).settings},
	{"PUT", ofTenant + "/settings", admins, "settings saved", (*Admin).saveSettings},
	{"GET", ofTenant + "/settings/history", admins, "", (*Admin).history},
	{"GET", ofTenant + "/app", admins, "", (*Admin).app},
	{"POST", ofTenant + "/app/register", admins, "app registered", (*Admin).registerApp},
	{"POST", ofTenant + "/app/install", admins, "app installed", (*Admin).installApp},
	{"POST", ofTenant + "/app/update", admins, "app updated", (*Admin).updateApp},
	{"POST", ofTenant + "/simulate", admins, "", (*Admin).simulate},
	{"GET", ofTenant + "/figures", admins, "", (*Admin).figures},
	{"GET", ofTenant + "/status", admins, "", (*Admin).status},
	{"GET", ofTenant + "/sessions", admins, "", (*Admin).list},
	{"GET", ofTenant + "/sessions/{session}", admins, "", (*Admin).show},
	{"POST", ofTenant + "/sessions/{session}/replay", admins, "session replayed", (*Admin).replay},
	{"POST", ofTenant + "/sessions/{session}/discard", admins, "session discarded", (*Admin).discard},
	{"POST", ofTenant + "/sessions/{session}/link", admins, "session linked", (*Admin).link},
	{"POST", ofTenant + "/erase", admins, "person erased", (*Admin).erase},
	{"GET", ofTenant + "/agents", admins, "", (*Admin).agents},
	{"POST", ofTenant + "/agents/{agent}/release", admins, "agent released", (*Admin).release},
}

// nonceBody is what POST session takes, tokenBody what it answers.
type nonceBody struct {
	Nonce string `json:"nonce"`
}

type tokenBody struct {
	Token string `json:"token"`
}

//go:embed openapi.json
var openapi []byte

func (a *Admin) describe(*call) (any, error) { return json.RawMessage(openapi), nil }
