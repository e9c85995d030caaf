//go:build !js

package host

import "errors"

// New answers an error: outside a browser there is no page.
func New() (Host, error) {
	return nil, errors.New("host: there is no page outside a browser")
}
