// Package net stands in for the standard library's net in the browser's build: the names that the
// socket library mentions, and nothing that opens a connection. See package diet.
package net

import (
	"errors"
	"time"
)

// ErrClosed is the error of a connection that was closed.
var ErrClosed = errors.New("use of closed network connection")

// Addr is a network address.
type Addr interface {
	Network() string
	String() string
}

// Conn is a stream connection.
type Conn interface {
	Read(b []byte) (n int, err error)
	Write(b []byte) (n int, err error)
	Close() error
	LocalAddr() Addr
	RemoteAddr() Addr
	SetDeadline(t time.Time) error
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}
