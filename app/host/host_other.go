//go:build !js

package host

import "errors"

// Speaking answers an error: outside a browser English is spoken.
func Speaking() (Speech, error) {
	return Speech{}, errors.New("host: there is no page outside a browser")
}

// New answers an error: outside a browser there is no page.
func New() (Host, error) {
	return nil, errors.New("host: there is no page outside a browser")
}
