// Package kustomer talks to Kustomer's REST API (v1) on behalf of one tenant.
//
// The story of one call:
//
//  1. A [Client] belongs to one Kustomer org: a base address, a key, a budget. Its services
//     ([CustomersService], [ConversationsService], …) follow the chapters of the vendor's
//     reference, one file each; a method is one operation.
//  2. The call first takes its place in the [Budget]. Kustomer counts requests of a whole org in
//     windows of a minute; the budget learns size and rest of the window from the answers'
//     headers and lets callers wait rather than be refused. Calls made through
//     [Client.BackFill] wait behind those made directly.
//  3. The request body is a flat JSON object. Kustomer refuses unknown attributes, so bodies are
//     structs of their own (ConversationCreate, …) and never what was read before.
//  4. The answer is a JSON:API document; its attributes become plain structs (Customer,
//     Conversation, …) with the few attributes that the product's rules look at.
//  5. Everything that can go wrong comes back as one type, [*Error]. Its [Kind] says what the
//     caller has to decide: gone, taken, refused, key at fault, role missing, wait until, or try
//     again later.
//
// The other way round, Kustomer's webhooks tell us what others changed: [VerifyWebhook] makes sure
// that it was Kustomer, [ParseWebhook] reads the event. Acting on it is the caller's.
//
// Nothing is repeated in here. Whether and when to try again is the caller's decision, since only
// it knows whether the write may be made twice.
//
// The API key, the addresses of requests and telephone numbers in them never appear in an error
// or in the log.
package kustomer
