// Package desk does what an agent asks of the platform: dial, and have a status. It also knows the
// platform status of every agent who has a page open, and what is wrong with the platform just now.
//
// # Dial
//
// The number becomes E.164 (number.go), the agent's e-mail in the platform is found, the term is
// checked against the lease at the moment of acting, and the platform is asked once. Its answer is
// one of three: placed, act (the softphone asks the agent something first) or refused with the
// platform's own words and what to do. A number pressed twice within two seconds is one call with
// one answer. A request that got no answer is never repeated: the call may have been placed.
//
// # Status
//
// One request tells the statuses of all agents of a tenant. It is made when an agent comes, every
// Poll while anybody is here, and at once after a Nudge (an event of the platform's, a status that
// was set); several nudges within half a second are one. Agents are told when something changed.
//
// # Problems
//
// A platform that does not answer twice in a row, or refuses the key, is told to all agents of the
// tenant, and taken back once it answers again. An agent whom the platform does not know is told
// which e-mail is missing where.
package desk
