// Package netip stands in for the standard library's net/netip in the browser's build: net/url asks it
// whether a host in brackets is an IPv6 address, and the browser, which takes addresses apart itself, has
// asked before. See package diet.
package netip

import (
	"errors"
	"strings"
)

// Addr is an IPv6 address; no other is read.
type Addr struct{}

// ParseAddr takes what has the signs of an IPv6 address, with or without a zone.
func ParseAddr(s string) (Addr, error) {
	digits, _, _ := strings.Cut(s, "%")
	if strings.Count(digits, ":") < 2 || strings.Trim(digits, "0123456789abcdefABCDEF:.") != "" {
		return Addr{}, errors.New("not an IPv6 address")
	}
	return Addr{}, nil
}

// Is4 is false: nothing else is read.
func (Addr) Is4() bool { return false }
