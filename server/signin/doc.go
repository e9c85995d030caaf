// Package signin knows who sits at the other end of a socket, and never believes the page itself.
//
// # The talk
//
//	page    POST /nonce?tenant=acme            a nonce: random, of one tenant, 60 s, works once
//	page    Kustomer.command.run(bind, nonce)  Kustomer's own servers know who presses
//	Kustomer POST /kustomer/bind {nonce}       with the org's id, the user's id and the tenant's
//	                                           bind secret: the nonce now belongs to that user
//	page    hello {nonce}                      redeemed: tenant and agent are known
//	server  welcome {session}                  a token for reconnects of this very page
//	page    hello {session}                    checked against the instance, costs Kustomer nothing
//
// A nonce lives in a bucket in memory: a restart of ours forgets it and the page asks for another.
// A token lives on disk under its SHA-256, so that whoever reads the disk cannot use it. It is
// tied to tenant, agent and instance, lasts 12 h, and is replaced at each welcome: the earlier one
// is deleted by its revision first, so that of two pages with one token only one is let in.
//
// # What is refused
//
// Everything that does not lead to a person is an error that wraps engine.ErrNotFound: the page
// binds anew. Any other error is a fault of the store, and the page comes back later.
package signin
