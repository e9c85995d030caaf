// Package people joins the two halves of an agent: the Kustomer user and the platform agent.
//
// They are one person if their e-mails are the same, letter case aside, or if the tenant's setting
// agentLinks says so. Two answers must never be mixed up:
//
//	*MissingError      the neighbour was asked and has nobody of that name. It says which e-mail
//	                   is missing where, so that an admin can put it right. It is
//	                   engine.ErrNotFound to rooms that only want to decide.
//	*UnreachableError  the neighbour could not be asked. Nothing is known; ask again later.
//
// Both can be told to an agent: they have a method Problem.
//
// What was found is kept for an hour, in memory and (for Kustomer users) in the engine, so that
// ten thousand pages coming back after a restart cost Kustomer nothing. That somebody is missing is
// kept for half a minute only: the admin who has just added the e-mail wants to see it work. Many
// who ask for the same person at once cost one request.
package people
