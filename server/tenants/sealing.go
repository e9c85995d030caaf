package tenants

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Keys seal tenants' secrets: the first one seals, all of them open, so that a key can be replaced
// while what it sealed is still there.
type Keys struct{ all []sealer }

// sealer is one key, with the name that stands in front of what it sealed.
type sealer struct {
	id   string
	aead cipher.AEAD
}

// What is derived from the words of the key file, each use by a name of its own.
const (
	useSeal = "agentadapter tenant secrets"
	useName = "agentadapter key name"
)

// errNoWords says that there is nothing to derive keys from.
var errNoWords = errors.New("tenants: no key to seal with")

// NewKeys derives AES-256-GCM keys from the words of the key file, the sealing one first.
func NewKeys(words []Secret) (Keys, error) {
	if len(words) == 0 {
		return Keys{}, errNoWords
	}
	var k Keys
	for _, w := range words {
		s, err := newSealer(w.Reveal())
		if err != nil {
			return Keys{}, err
		}
		k.all = append(k.all, s)
	}
	return k, nil
}

func newSealer(word string) (sealer, error) {
	key, err := hkdf.Key(sha256.New, []byte(word), nil, useSeal, 32)
	if err != nil {
		return sealer{}, err
	}
	name, err := hkdf.Key(sha256.New, []byte(word), nil, useName, 4)
	if err != nil {
		return sealer{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return sealer{hex.EncodeToString(name), aead}, err
}

// KeyError says that no key of the file opens what was sealed.
type KeyError struct {
	// Tenant and Field are whose secret it is and which, Key names the key that sealed it.
	Tenant, Field, Key string
}

// Error names them; none of it is secret.
func (e *KeyError) Error() string {
	return fmt.Sprintf("the secret %s of tenant %s was sealed by the key %s, which is not in the key file or does not open it", e.Field, e.Tenant, e.Key)
}

// seal makes a secret unreadable. It can be opened for that tenant and field alone.
func (k Keys) seal(tenant, field string, secret Secret) string {
	first := k.all[0]
	body := first.aead.Seal(nil, nil, []byte(secret.Reveal()), place(tenant, field))
	return first.id + "." + base64.RawURLEncoding.EncodeToString(body)
}

// open undoes seal, or answers a *KeyError.
func (k Keys) open(tenant, field, sealed string) (Secret, error) {
	id, text, _ := strings.Cut(sealed, ".")
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		for _, s := range k.all {
			if s.id != id {
				continue
			}
			if word, err := s.aead.Open(nil, nil, body, place(tenant, field)); err == nil {
				return Secret(word), nil
			}
		}
	}
	return "", &KeyError{Tenant: tenant, Field: field, Key: clipped(id)}
}

// old tells whether something was sealed by another key than the first.
func (k Keys) old(sealed string) bool { return !strings.HasPrefix(sealed, k.all[0].id+".") }

// place is what a sealed secret is bound to, so that nobody who may write the store can put one
// tenant's secret, or another field's, in its place.
func place(tenant, field string) []byte { return []byte(tenant + "\x00" + field) }

// clipped keeps what stands where a key's name should be from filling a log.
func clipped(id string) string {
	if len(id) > 16 {
		return id[:16] + "…"
	}
	return id
}
