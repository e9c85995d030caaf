package main

import (
	"encoding/json"
	"errors"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
)

// faults are a neighbour's own words on their way from the owner to who asked: an admin reads them and
// sees whether the key, a role or the request itself was at fault.
type faults struct {
	Kustomer *kustomer.Error `json:"kustomer,omitempty"`
	Platform *ccaip.Error    `json:"platform,omitempty"`
}

// faultsOf writes down what a neighbour said, if it was one that refused.
func faultsOf(err error) []byte {
	var f faults
	f.Kustomer, _ = errors.AsType[*kustomer.Error](err)
	f.Platform, _ = errors.AsType[*ccaip.Error](err)
	if f == (faults{}) {
		return nil
	}
	body, _ := json.Marshal(f) // texts and times alone
	return body
}

// heard gives an error from another server its neighbour's words back.
func heard(err error, body []byte) error {
	var f faults
	if len(body) == 0 || json.Unmarshal(body, &f) != nil {
		return err
	}
	said := farFault{error: err}
	if f.Kustomer != nil {
		said.neighbours = append(said.neighbours, f.Kustomer)
	}
	if f.Platform != nil {
		said.neighbours = append(said.neighbours, f.Platform)
	}
	return said
}

// farFault is an error at another server, and what a neighbour said there.
type farFault struct {
	error
	neighbours []error
}

// Unwrap leads to both.
func (f farFault) Unwrap() []error { return append(f.neighbours, f.error) }
