package admin

import (
	_ "embed"
	"encoding/json"
)

// route is one address. do answers what becomes the body, or an error.
type route struct {
	method, path string
	// open: nobody needs to be signed in.
	open bool
	do   func(*Admin, *call) (any, error)
}

const ofTenant = "/api/v1/tenants/{tenant}"

// routes are all addresses; openapi.json tells the same.
var routes = []route{
	{"GET", "/api/v1/openapi.json", true, (*Admin).describe},
	{"POST", "/api/v1/session", true, (*Admin).signIn},
	{"GET", ofTenant + "/fields", false, (*Admin).fields},
	{"POST", ofTenant + "/fields", false, (*Admin).createFields},
	{"GET", ofTenant + "/choices", false, (*Admin).choices},
	{"GET", ofTenant + "/people", false, (*Admin).people},
	{"GET", ofTenant + "/checks", false, (*Admin).checks},
	{"GET", ofTenant + "/values", false, (*Admin).values},
	{"POST", ofTenant + "/values/reveal", false, (*Admin).reveal},
	{"GET", ofTenant + "/settings", false, (*Admin).settings},
	{"PUT", ofTenant + "/settings", false, (*Admin).saveSettings},
	{"GET", ofTenant + "/settings/history", false, (*Admin).history},
	{"GET", ofTenant + "/app", false, (*Admin).app},
	{"POST", ofTenant + "/app/register", false, (*Admin).registerApp},
	{"POST", ofTenant + "/app/install", false, (*Admin).installApp},
	{"POST", ofTenant + "/app/update", false, (*Admin).updateApp},
	{"POST", ofTenant + "/simulate", false, (*Admin).simulate},
	{"GET", ofTenant + "/figures", false, (*Admin).figures},
	{"GET", ofTenant + "/status", false, (*Admin).status},
	{"GET", ofTenant + "/sessions", false, (*Admin).list},
	{"GET", ofTenant + "/sessions/{session}", false, (*Admin).show},
	{"POST", ofTenant + "/sessions/{session}/replay", false, (*Admin).replay},
	{"POST", ofTenant + "/sessions/{session}/discard", false, (*Admin).discard},
	{"POST", ofTenant + "/sessions/{session}/link", false, (*Admin).link},
	{"POST", ofTenant + "/erase", false, (*Admin).erase},
	{"GET", ofTenant + "/agents", false, (*Admin).agents},
	{"POST", ofTenant + "/agents/{agent}/release", false, (*Admin).release},
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
