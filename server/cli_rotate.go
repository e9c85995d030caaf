package main

import (
	"fmt"
	"io"
	"net/url"
	"time"
)

type tenantsRotate struct {
	namedTenant
	Which string        `arg:"" help:"bind, events, webhook, kustomer-key, ccaip-token, storage-key or storage-secret."`
	Grace time.Duration `help:"How long the one before is still taken (inbound secrets)." default:"24h"`
}

// sources are where the new outbound secrets and, if given, the webhook's are read from.
var sources = map[string]string{"kustomer-key": "KUSTOMER_API_KEY", "ccaip-token": "CCAIP_API_TOKEN",
	"storage-key": "CCAIP_STORAGE_KEY", "storage-secret": "CCAIP_STORAGE_SECRET"}

// Run replaces one.
func (v *tenantsRotate) Run(o outside) error {
	order := map[string]string{"grace": v.Grace.String()}
	if from, outbound := sources[v.Which]; outbound {
		word, err := givenSecret(o, from)
		if err != nil {
			return err
		}
		order["value"] = word.Reveal()
	} else if v.Which == "webhook" {
		if word := (&reader{getenv: o.getenv}).secret("KUSTOMER_WEBHOOK_TOKEN"); word != "" {
			order["value"] = word.Reveal()
		}
	}
	return v.of(v.Name).report(o, "POST", "/secrets/"+url.PathEscape(v.Which)+"/rotate", order, secretTold)
}

func secretTold(w io.Writer, answer []byte) error {
	s, err := told[struct {
		Which, Value, Text string
		FormerUntil        *time.Time
	}](answer)
	if err != nil {
		return err
	}
	if s.Value != "" {
		fmt.Fprintf(w, "%s\t%s\n", plain(s.Which), plain(s.Value))
	}
	if s.FormerUntil != nil {
		fmt.Fprintf(w, "The one before is taken until %s.\n", clock(*s.FormerUntil))
	}
	_, err = fmt.Fprintln(w, plain(s.Text))
	return err
}

type tenantsRetire struct {
	namedTenant
	Which string `arg:"" help:"bind, events or webhook."`
}

// Run ends the grace.
func (v *tenantsRetire) Run(o outside) error {
	return v.of(v.Name).report(o, "POST", "/secrets/"+url.PathEscape(v.Which)+"/retire", nil, secretTold)
}
