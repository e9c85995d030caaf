// Package security is the stage for whoever means ill: the shipped server, with both stand-ins, is asked
// what it must not answer, told what it must not believe, and sent what it must not keep.
//
// Without a flag it is the smoke that every change passes: one server, one after the other, in less than
// half a minute. With -full (make security) come the stories that take time or a browser: slow lines,
// ten thousand sockets that say nothing, the widget on another site than the page around it.
//
// The last look of each story is a search for secrets in all that was answered and logged meanwhile.
// docs/security.md says which threat is tried where.
package security
