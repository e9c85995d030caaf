// Package rand stands in for the standard library's crypto/rand in the browser's build. The real one
// carries a whole certified generator. This one asks the runtime's, a ChaCha8 stream whose seed the
// runtime takes from the browser's getRandomValues. Only identifiers are made of it here; secrets
// are made by the server. See package diet.
package rand

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
)

// Reader gives random bytes without end or error.
var Reader io.Reader = reader{}

type reader struct{}

func (reader) Read(b []byte) (int, error) {
	var word [8]byte
	for i := 0; i < len(b); {
		binary.LittleEndian.PutUint64(word[:], rand.Uint64())
		i += copy(b[i:], word[:])
	}
	return len(b), nil
}
