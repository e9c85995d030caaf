package admin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// sessionLife is how long an admin stays signed in.
const sessionLife = time.Hour

// seal signs the words of admins' sessions, so that every replica that shares the key knows them and
// none has to keep them. A word says nothing secret; without the key nobody can make one. While the key
// is replaced there are several: the first signs, all are believed.
type seal struct{ keys [][]byte }

// newSeal derives the keys for sessions from secrets that replicas share. Without one it makes its own,
// which nobody shares.
func newSeal(secrets ...string) seal {
	if len(secrets) == 0 {
		secrets = []string{rand.Text()}
	}
	var s seal
	for _, secret := range secrets {
		s.keys = append(s.keys, sum([]byte(secret), []byte("admin session")))
	}
	return s
}

// signed tells whether one of the keys made a mark.
func (s seal) signed(body, mark []byte) bool {
	return slices.ContainsFunc(s.keys, func(key []byte) bool { return hmac.Equal(mark, sum(key, body)) })
}

func sum(key, text []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(text) // never fails
	return mac.Sum(nil)
}

// sealed is what a word holds.
type sealed struct {
	Tenant string `json:"t"`
	Name   string `json:"n"`
	// Until is in seconds since 1970.
	Until int64 `json:"u"`
	// Salt makes each word another one.
	Salt string `json:"s"`
}

// session makes a word for a signed-in admin.
func (s seal) session(who bearer, now time.Time) string {
	body, err := json.Marshal(sealed{who.tenant, who.name, now.Add(sessionLife).Unix(), rand.Text()})
	if err != nil { // cannot be: texts and a number
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(body) + "." + base64.RawURLEncoding.EncodeToString(sum(s.keys[0], body))
}

// open tells whose word it is; false: nobody's, or no longer.
func (s seal) open(word string, now time.Time) (bearer, bool) {
	text, mark, _ := strings.Cut(word, ".")
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return bearer{}, false
	}
	given, err := base64.RawURLEncoding.DecodeString(mark)
	if err != nil || !s.signed(body, given) {
		return bearer{}, false
	}
	var of sealed
	if json.Unmarshal(body, &of) != nil || of.Tenant == "" || now.Unix() >= of.Until {
		return bearer{}, false
	}
	return bearer{tenant: of.Tenant, name: of.Name}, true
}
