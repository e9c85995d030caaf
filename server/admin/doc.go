// Package admin answers /api/v1: what admins and operators read and change of a tenant.
//
// # Who may
//
// The operator's token opens every tenant. An admin signs in as agents do (a nonce, bound by
// Kustomer's own servers) and must have the role org.admin or one below it; the session is a bearer
// token of one tenant, for an hour, which the page keeps in memory. It is signed rather than stored
// (seal.go), so that every replica knows it. No cookies: frames of third parties lose them. Without
// either the answer is 401, at another tenant's address 403.
//
// # What it is for
//
//	settings.go choices.go people.go   what a tenant's admin chooses, and among what
//	fields.go app.go                   what is made in Kustomer: custom fields, the app
//	checks*.go setup.go                is it set up, and what is pasted elsewhere
//	simulate.go play.go                what would be written or set; nothing is touched
//	sessions.go agents.go figures.go   the board
//
// # What is answered
//
// JSON, always. A refusal is {"error":{"code","text","fix"}}: what happened and what to do. Times are
// RFC 3339. routes.go lists all addresses; openapi.json describes the same ones, which a test checks.
//
// The room knows nothing of the others: each is an interface here, filled in by the parts list.
package admin
