package kustomer

import (
	"bytes"
	"encoding/json"
)

// encoder is a body that writes itself. Records never change, so that what
// json made of one serves all who read it: lists of a busy customer would
// otherwise cost milliseconds.
type encoder interface{ encode() ([]byte, error) }

// json is the record as the API shows it, made once.
func (r *record) json() ([]byte, error) {
	if made := r.encoded.Load(); made != nil {
		return *made, nil
	}
	raw, err := json.Marshal(r.render())
	if err == nil {
		r.encoded.Store(&raw)
	}
	return raw, err
}

// MarshalJSON lets records stand inside other values.
func (r *record) MarshalJSON() ([]byte, error) { return r.json() }

// oneRecord is the envelope of one record.
type oneRecord struct{ of *record }

// single is the envelope of one record.
func single(r *record) oneRecord { return oneRecord{r} }

// encode writes {"data":…}.
func (o oneRecord) encode() ([]byte, error) {
	raw, err := o.of.json()
	if err != nil {
		return nil, err
	}
	return append(append([]byte(`{"data":`), raw...), "}\n"...), nil
}

// onePage is the envelope of a page of records.
type onePage struct {
	meta, links map[string]any
	data        []*record
	included    []*record // nil: not asked for
}

// encode writes {"meta":…,"links":…,"data":[…]}.
func (p *onePage) encode() ([]byte, error) {
	var all bytes.Buffer
	head, err := json.Marshal(map[string]any{"meta": p.meta, "links": p.links})
	if err != nil {
		return nil, err
	}
	all.Write(head[:len(head)-1])
	if err := writeRecords(&all, `,"data":[`, p.data); err != nil {
		return nil, err
	}
	if p.included != nil {
		if err := writeRecords(&all, `,"included":[`, p.included); err != nil {
			return nil, err
		}
	}
	all.WriteString("}\n")
	return all.Bytes(), nil
}

// writeRecords writes a list of records behind its opening words.
func writeRecords(to *bytes.Buffer, opening string, records []*record) error {
	to.WriteString(opening)
	for i, r := range records {
		if i > 0 {
			to.WriteByte(',')
		}
		raw, err := r.json()
		if err != nil {
			return err
		}
		to.Write(raw)
	}
	to.WriteByte(']')
	return nil
}
