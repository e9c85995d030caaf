package main

import (
	"fmt"
	"io"
)

// fieldsVerbs are about the custom fields for account and record.
type fieldsVerbs struct {
	List   fieldsList   `cmd:"" help:"Show which custom fields exist in Kustomer."`
	Create fieldsCreate `cmd:"" help:"Create the custom fields; may be repeated. Sessions that begin later carry them."`
}

type fieldsList struct{ remote }

// Run shows what exists.
func (v *fieldsList) Run(o outside) error { return v.report(o, "GET", "/fields", nil, fieldsTold) }

type fieldsCreate struct{ remote }

// Run creates what is missing.
func (v *fieldsCreate) Run(o outside) error { return v.report(o, "POST", "/fields", nil, fieldsTold) }

func fieldsTold(w io.Writer, answer []byte) error {
	f, err := told[struct{ Created, Existing, Missing []string }](answer)
	if err != nil {
		return err
	}
	t := table(w)
	for _, group := range []struct {
		state string
		names []string
	}{{"created", f.Created}, {"exists", f.Existing}, {"missing", f.Missing}} {
		for _, name := range group.names {
			fmt.Fprintf(t, "%s\t%s\n", group.state, name)
		}
	}
	return t.Flush()
}
