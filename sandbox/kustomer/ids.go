package kustomer

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync/atomic"
	"time"
)

// idMaker makes object ids: seconds, a random part of the process, a counter.
// They sort by their time of creation, which the API's default order uses.
type idMaker struct {
	process [5]byte
	count   atomic.Uint32
}

// newIDMaker starts with a random process part.
func newIDMaker() *idMaker {
	m := &idMaker{}
	_, _ = rand.Read(m.process[:]) // never fails
	return m
}

// next makes an id for something made at that moment.
func (m *idMaker) next(at time.Time) string {
	var raw [12]byte
	binary.BigEndian.PutUint32(raw[:4], uint32(at.Unix()))
	copy(raw[4:9], m.process[:])
	n := m.count.Add(1)
	raw[9], raw[10], raw[11] = byte(n>>16), byte(n>>8), byte(n)
	return hex.EncodeToString(raw[:])
}

// fixedID is an id that stays the same over restarts, for what the sandbox
// starts with.
func fixedID(name string) string {
	sum := sha256.Sum256([]byte("sandbox " + name))
	return hex.EncodeToString(sum[:12])
}

// isID tells whether the text has the form of an object id.
func isID(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == 12
}
