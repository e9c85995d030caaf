package appdef

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// voiceTag marks the version of a definition with the keys for voice apps.
const voiceTag = "-voip"

// voiceKeys are two keys that only older documentation of voice apps names: a queue for calls that the
// app routes itself, and the events of Kustomer that its widget hears. Whether today's Kustomer still
// takes them, and their exact form, is not documented: try them in a sandbox org.
const voiceKeys = `
  "meta": {
    "externalQueue": "ccaip-platform"
  },
  "dataSubscriptions": ["kustomer.user.status.update"],`

var versionLine = regexp.MustCompile(`"version"\s*:\s*"([^"]+)",`)

// Voice adds the keys for voice apps, under a version of its own: a registered version never changes,
// and an org that refuses these keys still has the plain one.
func Voice(definition []byte) ([]byte, error) {
	found := versionLine.FindSubmatch(definition)
	if found == nil {
		return nil, fmt.Errorf("the definition has no version")
	}
	version := string(found[1])
	if strings.Contains(version, "-") {
		return nil, fmt.Errorf("version %s has a tag already", version)
	}
	voiced := bytes.Replace(definition, found[0], []byte(`"version": "`+version+voiceTag+`",`+voiceKeys), 1)
	return bytes.Replace(voiced, []byte(`"`+version+`": "{{`), []byte(`"`+version+voiceTag+`": "{{`), 1), nil
}
