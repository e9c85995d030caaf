package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// backupVerb saves everything that a running server keeps.
type backupVerb struct {
	remote
	File string `arg:"" optional:"" help:"Where to write the archive; without: standard output."`
}

// Run writes the archive. A file is there whole or not at all.
func (v *backupVerb) Run(o outside) error {
	c, err := v.client()
	if err != nil {
		return err
	}
	body, err := c.stream(o.ctx, http.MethodGet, "/backup", nil)
	if err != nil {
		return err
	}
	defer body.Close()
	if v.File == "" {
		_, err = io.Copy(o.out, body)
		return brokenOff(err)
	}
	return writeWhole(v.File, body)
}

func writeWhole(file string, body io.Reader) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), ".backup-*") // mode 0600: it holds customers' data
	if err != nil {
		return fmt.Errorf("the archive cannot be written: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = io.Copy(tmp, body)
	if err := errors.Join(brokenOff(err), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}

func brokenOff(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the backup broke off and is not whole: %w", err)
}

// restoreVerb loads an archive into an empty running server.
type restoreVerb struct {
	remote
	File string `arg:"" optional:"" help:"The archive; without: standard input."`
}

// Run sends the archive.
func (v *restoreVerb) Run(o outside) error {
	c, err := v.client()
	if err != nil {
		return err
	}
	in := io.Reader(os.Stdin)
	if v.File != "" {
		f, err := os.Open(filepath.Clean(v.File))
		if err != nil {
			return FaultsError{fmt.Sprintf("the archive cannot be read: %v", err)}
		}
		defer f.Close()
		in = f
	}
	body, err := c.stream(o.ctx, http.MethodPost, "/restore", in)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.out, "Restored. The servers go on from there.")
	return errors.Join(err, body.Close())
}

// stream makes a request of the whole server, not of a tenant, that may take long.
func (c client) stream(ctx context.Context, method, path string, body io.Reader) (io.ReadCloser, error) {
	base, _, _ := strings.Cut(c.base, "/tenants/")
	r, err := http.NewRequestWithContext(ctx, method, base+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	h := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	said, err := h.Do(r)
	if err != nil {
		return nil, fmt.Errorf("the server does not answer: is it running there? %w", err)
	}
	if said.StatusCode == http.StatusOK {
		return said.Body, nil
	}
	text, err := io.ReadAll(io.LimitReader(said.Body, maxAnswer))
	return nil, cmp.Or(errors.Join(err, said.Body.Close()), refusedBy(said.StatusCode, text))
}
