// Package aes stands in for the standard library's crypto/aes in the browser's build, where nothing
// is encrypted: the UI library's encrypted storage is not used. See package diet.
package aes

import "crypto/cipher"

// NewCipher panics: nothing is encrypted in the browser.
func NewCipher(key []byte) (cipher.Block, error) {
	panic("crypto/aes is a stand-in in this build: nothing is encrypted in the browser")
}
