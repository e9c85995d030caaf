// Package telemetry shows an operator the way of one event through the server, as an OpenTelemetry
// trace. It is off unless the environment names a collector, and then costs nothing.
//
// # One call's tree
//
//	POST /ccaip/{tenant}/events/{kind}      the platform's request
//	└─ event                                one fact on disk; the fact keeps this span's context
//	   ├─ read object                       the platform is asked for the truth
//	   │  └─ GET /manager/api/v1/calls/{}   one request
//	   └─ turn                              one walk of relay through the session's plan
//	      ├─ GET /v1/customers/phone={}     a look-up
//	      └─ create conversation            one write, with the rule that wanted it
//	         └─ POST /v1/conversations
//
// Relay works by level: one turn answers to all facts that came since the last. It is the child of the
// first and linked to the others. A file on its way to the CRM (carry file) is linked to the turn that
// sent for it. Where another replica works for the tenant the question to it carries the context.
//
// # What a span tells
//
// Tenant and session, rule and kind of write, method, route and status. Never a number, a name, an
// address with an id in it, or a secret: routes are told as templates of words that are known
// ([Route]), everything else in them is {}. What the neighbours are sent carries no context of ours.
//
// # How rooms use it
//
// They do not import it: each declares the methods of [*Tracer] that it needs, and where it was given
// none it does nothing. A nil *Tracer is off as well.
package telemetry
