// Package ccaip talks to CCAI Platform on behalf of one tenant, and reads what the platform sends
// by itself.
//
// Two ways lead here, and a third is for files:
//
//   - We ask. A [Client] belongs to one instance of the platform: a base address, the subdomain
//     and the token. Its services ([AgentsService], [CallsService], …) follow the chapters of the
//     vendor's two APIs (Apps API: do something; Manager API: read something). The platform allows
//     ten requests a second per customer; a limiter keeps below that, so that calls wait rather
//     than be refused.
//   - The platform tells. [ParseEvents] reads the External session events, [ParseMetadata] the
//     document that the platform exports a quarter of an hour after a session's end.
//
// What weighs more than a document it exports as files: a [Storage] is the folder or bucket where
// recordings, transcripts, pictures and, again, the documents come to lie.
//
// Calls and chats are both a [Session]: the platform's objects for the two share nearly all
// fields. Ids are strings here, whether the platform writes numbers or strings.
//
// The public documentation has no full sample of most objects, so reading is tolerant (see
// fields.go): keys may be snake_case or CamelCase, numbers may come as strings, unknown keys are
// passed over, missing ones are zero. What was sent stands unchanged in Raw.
//
// Everything that can go wrong with a call comes back as one type, [*Error], whose [Kind] says what
// the caller has to decide. Nothing is repeated in here. The token, the addresses of requests and
// telephone numbers in them never appear in an error or in the log.
package ccaip
