package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"agentadapter/server/tenants"
)

// leastSecret is how short a secret of a file may be: 128 bits in hex.
const leastSecret = 32

// secretsOfOurs are made by us, on the first start.
type secretsOfOurs struct {
	// keys encrypt tenants' secrets at rest: the first seals, all open. tokens are the operator's for
	// /api/v1: all are taken.
	keys, tokens []tenants.Secret
}

// ownSecrets reads them from their files, or makes them. The data folder must be ours by then.
func ownSecrets(cfg Config) (secretsOfOurs, error) {
	key, err := keep("ADAPTER_SECRET_KEY_FILE", cfg.SecretKeyFile)
	if err != nil {
		return secretsOfOurs{}, err
	}
	token, err := keep("ADAPTER_ADMIN_TOKEN_FILE", cfg.AdminTokenFile)
	return secretsOfOurs{words(key), words(token)}, err
}

// words are the lines of a file of ours: the first one is in use, the others are still good while it
// is being replaced.
func words(text string) []tenants.Secret {
	var all []tenants.Secret
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, tenants.Secret(line))
		}
	}
	return all
}

func revealed(all []tenants.Secret) []string {
	var texts []string
	for _, w := range all {
		texts = append(texts, w.Reveal())
	}
	return texts
}

// checkWords names a line that is too short to be a key.
func checkWords(text string) error {
	for i, w := range words(text) {
		if len(w) < leastSecret {
			return fmt.Errorf("its line %d holds fewer than %d characters", i+1, leastSecret)
		}
	}
	return nil
}

// kept answers where a secret of ours lies, and names what is wrong with a file that is there.
func (r *reader) kept(env, file, dir, name string) string {
	if file == "" {
		file = filepath.Join(dir, name)
	}
	if _, err := readKept(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.fault("%s %s cannot be used: %v", named(env), file, err)
	}
	return file
}

// readKept reads a secret of ours from its file.
func readKept(file string) (string, error) {
	body, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(body))
	if len(secret) < leastSecret {
		return "", fmt.Errorf("it holds fewer than %d characters; delete it and a new one is made at the start", leastSecret)
	}
	return secret, checkWords(secret)
}

// keep reads a secret of ours, or makes it with a file that only this user may read. Whoever else
// starts at the same moment finds either no file or a whole one.
func keep(env, file string) (string, error) {
	secret, err := readKept(file)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return secret, keptFault(env, file, err)
	}
	word := make([]byte, 32)
	rand.Read(word) // never fails: the runtime stops the program instead
	secret = hex.EncodeToString(word)
	err = writeKept(file, secret)
	if errors.Is(err, fs.ErrExist) {
		secret, err = readKept(file)
	}
	return secret, keptFault(env, file, err)
}

// writeKept writes beside the file and links it into place, which fails if it is there by then.
func writeKept(file, secret string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(secret + "\n")
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	return os.Link(tmp.Name(), file)
}

func keptFault(env, file string, err error) error {
	if err == nil {
		return nil
	}
	return FaultsError{fmt.Sprintf("%s %s cannot be used: %v", named(env), file, err)}
}
