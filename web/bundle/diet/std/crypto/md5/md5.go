// Package md5 stands in for the standard library's crypto/md5 in the browser's build, where nothing
// is hashed. See package diet.
package md5

import "hash"

// New panics: nothing is hashed in the browser.
func New() hash.Hash {
	panic("crypto/md5 is a stand-in in this build: nothing is hashed in the browser")
}
