// Package chaos plays the golden stories of rules/testdata/stories in bad weather, kills the server
// again and again meanwhile, and then looks into the CRM: it must hold what was written by hand with
// each story, and nothing besides.
//
//	go test ./e2e/chaos -sessions 1000 -seed 7      (make chaos; the seed is printed)
//
// The weather: Kustomer and the platform answer 429, 500 and 503, connections are cut before and
// after the work was done, answers dawdle; session events come twice, in the wrong order, or never, so
// that the platform has to be asked (but where it would not answer: a disposition is told by an event
// alone). kill -9 comes every few seconds.
//
// Each time a story is played it gets people of its own (story.Cast), so that its records can be told
// from all others by the numbers and names in them. Stories are played side by side, but an agent has
// one scene at a time. Stories with the same settings are played together, in a world of their own
// (sandbox, server and data folder): a tenant has one set of settings, they hold for every session that
// is looked at again, and so a change halfway would change what the first half expects.
//
// The judge finds whose each record is, compares each cast's records with its story (story.Judge), and
// takes what belongs to nobody for a record too many.
package chaos
