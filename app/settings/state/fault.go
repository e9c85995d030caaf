package state

import (
	"strings"

	"agentadapter/app/texts"
)

// faultTexts are what the server finds wrong with a setting. It names all of them in one text, so that
// each is known by its English.
var faultTexts = []texts.Text{
	"fault.unknown: no such setting",
	"fault.null: must not be null",
	"fault.empty: must not be empty",
	"fault.between: must be between {least} and {most}",
	"fault.one-of: must be one of {words}",
	"fault.on: on must be one of {words}",
	"fault.prefix: must be at most 32 letters, digits, - or _",
	"fault.country: must be two capital letters, like US",
	"fault.email: must be an e-mail address",
	"fault.number-like: must be a number like +14155550123",
	"fault.own: field {field} is the adapter's own on the {record}: map the key to another one",
	"fault.gone: needs status, set and afterSeconds above 0",
	`fault.hours: needs from and to like "20:00"`,
	"fault.author: must be the e-mail address or the id (24 hex digits) of a Kustomer user",
	"fault.no-key: key must not be empty",
	"fault.field: field must begin with a small letter and end in its type: Str, Txt, Num, At, Bool, Url, Id or Tree, like orderNoStr",
	"fault.fields: a {record} takes at most {n} mapped fields",
	"fault.link: needs kustomer (24 hex digits) and platform (a number above 0)",
	"fault.map: needs kustomer and platform",
	"fault.events: needs dial and status",
	"fault.map-system: {status} is a system status, which CCAI Platform alone sets; map to another one",
	"fault.mapped: {status} is mapped by item {n} already",
	"fault.set-system: {status} is a system status, which CCAI Platform alone sets; set another one",
	"fault.out-of-system: agents cannot be moved out of the system status {status}; name another one",
	"fault.set: {status} is set already",
	"fault.managed: it is managed by the operator (TENANT_SETTINGS_FILE) and cannot be changed here",
}

const faultOfItem = texts.Text("fault.item: item {n}: {fault}")

// faultText says in the admin's language what is wrong; what is not known stays as it came.
func faultText(english string) string {
	if pairs, ok := faultOfItem.Match(english); ok {
		return faultOfItem.With("n", pairs[1], "fault", faultText(pairs[3]))
	}
	for _, known := range faultTexts {
		if pairs, ok := known.Match(english); ok {
			return known.With(pairs...)
		}
	}
	return strings.TrimSpace(english)
}
