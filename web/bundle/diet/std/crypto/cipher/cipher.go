// Package cipher stands in for the standard library's crypto/cipher in the browser's build, where
// nothing is encrypted. See package diet.
package cipher

// Block is a block cipher.
type Block interface {
	BlockSize() int
	Encrypt(dst, src []byte)
	Decrypt(dst, src []byte)
}

// AEAD is an authenticated cipher.
type AEAD interface {
	NonceSize() int
	Overhead() int
	Seal(dst, nonce, plaintext, additionalData []byte) []byte
	Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error)
}

// NewGCM panics: nothing is encrypted in the browser.
func NewGCM(cipher Block) (AEAD, error) {
	panic("crypto/cipher is a stand-in in this build: nothing is encrypted in the browser")
}
