package relay

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// maxStripped bounds how many attributes one write loses.
const maxStripped = 30

// applyWithout makes a write. Custom attributes that Kustomer refuses are left out of it, here and in
// the session's later writes, and told to the admin (W4).
func (p *pass) applyWithout(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	for range maxStripped {
		body := stripped(w.Body, p.seat.doc.Without[w.Target])
		sent := w
		sent.Body = body
		out, err := p.crm().Apply(ctx, sent)
		if err == nil {
			p.matched(w.Target, body)
		}
		field := refusedAttribute(err)
		if field == "" || !carries(body, field) {
			return out, err
		}
		p.mismatch(w, field, err)
	}
	return rules.Outcome{}, &kustomer.Error{Kind: kustomer.Refused, Op: kindOf(w), Detail: "too many custom attributes are refused"}
}

// refusedAttribute is the custom attribute that a 400 names, "" for none.
func refusedAttribute(err error) string {
	e, ok := errors.AsType[*kustomer.Error](err)
	if !ok || e.Kind != kustomer.Refused || !e.Custom {
		return ""
	}
	return e.Field
}

// mismatch notes an attribute that is not to be written any more.
func (p *pass) mismatch(w rules.Write, field string, err error) {
	p.change(func(d *document) {
		if d.Without == nil {
			d.Without = map[string][]string{}
		}
		d.Without[w.Target] = append(slices.Clone(d.Without[w.Target]), field)
	})
	p.log.WarnContext(p.hard, "a custom attribute is refused and left out", "session", p.seat.name, "on", w.Target, "field", field, "err", err)
	p.warnings.set(w.Target+"."+field, Warn(codeFieldMismatch, "warning.field: Kustomer refuses the {target}'s field {field}: {words}. Records are written without it.",
		"warning.field.fix: Compare the field's type in Kustomer (Settings, Klasses) with what is written, or press Create again.",
		"target", w.Target, "field", field, "words", err.Error()))
}

// matched takes back that Kustomer refuses fields which it has taken now.
func (p *pass) matched(target string, body json.RawMessage) {
	for _, about := range p.warnings.of(codeFieldMismatch) {
		if field, ok := strings.CutPrefix(about, target+"."); ok && carries(body, field) {
			p.warnings.clear(codeFieldMismatch, about)
		}
	}
}

// custom reads the custom attributes of a body; nil: it has none.
func custom(body json.RawMessage) (whole map[string]json.RawMessage, fields map[string]json.RawMessage) {
	if json.Unmarshal(body, &whole) != nil || json.Unmarshal(whole["custom"], &fields) != nil {
		return whole, nil
	}
	return whole, fields
}

func carries(body json.RawMessage, field string) bool {
	_, fields := custom(body)
	_, there := fields[field]
	return there
}

// stripped is a body without some custom attributes.
func stripped(body json.RawMessage, without []string) json.RawMessage {
	if len(without) == 0 {
		return body
	}
	whole, fields := custom(body)
	if len(fields) == 0 {
		return body
	}
	for _, name := range without {
		delete(fields, name)
	}
	if len(fields) == 0 {
		delete(whole, "custom")
	} else {
		raw, err := json.Marshal(fields)
		if err != nil {
			return body
		}
		whole["custom"] = raw
	}
	raw, err := json.Marshal(whole)
	if err != nil {
		return body
	}
	return raw
}
