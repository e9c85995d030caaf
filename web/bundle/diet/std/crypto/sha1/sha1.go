// Package sha1 stands in for the standard library's crypto/sha1 in the browser's build, where nothing
// is hashed. See package diet.
package sha1

import "hash"

// Size of a checksum in bytes.
const Size = 20

const neverRuns = "crypto/sha1 is a stand-in in this build: nothing is hashed in the browser"

// New panics: nothing is hashed in the browser.
func New() hash.Hash { panic(neverRuns) }

// Sum panics: nothing is hashed in the browser.
func Sum(data []byte) [Size]byte { panic(neverRuns) }
