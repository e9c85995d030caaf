package state

import (
	"slices"
	"strings"

	"agentadapter/app/texts"
)

// Types are those of Kustomer statuses, in the order in which they are shown.
func Types() []Option {
	return []Option{
		{"available", texts.Say("type.available: Available")}, {"busy", texts.Say("type.busy: Busy (Kustomer sets these by itself)")},
		{"unavailable", texts.Say("type.unavailable: Unavailable")}, {"offline", texts.Say("type.offline: Offline")}, {"", texts.Say("type.other: Other")},
	}
}

// OfType are the Kustomer statuses of a type; "" those of none that is known.
func (s Statuses) OfType(kind string) []KustomerStatus {
	known := func(k string) bool {
		return slices.ContainsFunc(Types(), func(o Option) bool { return o.Value == k })
	}
	var list []KustomerStatus
	for _, k := range s.Kustomer {
		if k.Type == kind || kind == "" && !known(k.Type) {
			list = append(list, k)
		}
	}
	return list
}

// Settable are the platform statuses that may be mapped to.
func (s Statuses) Settable() []string {
	var names []string
	for _, p := range s.Platform {
		if !p.System {
			names = append(names, p.Name)
		}
	}
	return names
}

func (c *change) status(id string) KustomerStatus {
	for _, k := range c.Statuses.Kustomer {
		if k.ID == id {
			return k
		}
	}
	return KustomerStatus{ID: id}
}

// names tells whether a row of the mapping names a status: by its id, or by its name.
func (k KustomerStatus) namedBy(word string) bool {
	return k.ID != "" && same(word, k.ID) || k.Name != "" && same(word, k.Name)
}

func same(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// MappedTo is the platform status that a Kustomer status leads to, "" if to none.
func MappedTo(rows []Row, k KustomerStatus) string {
	for _, word := range []string{k.ID, k.Name} {
		for _, row := range rows {
			if word != "" && same(row["kustomer"], word) {
				return row["platform"]
			}
		}
	}
	return ""
}

// mapped maps one status anew: all rows that name it are replaced by one under its id, which stays
// when the status is renamed.
func mapped(rows []Row, k KustomerStatus, platform string) []Row {
	at := slices.IndexFunc(rows, func(row Row) bool { return k.namedBy(row["kustomer"]) })
	rows = slices.DeleteFunc(rows, func(row Row) bool { return k.namedBy(row["kustomer"]) })
	if platform == "" {
		return rows
	}
	if at < 0 || at > len(rows) {
		at = len(rows)
	}
	return slices.Insert(rows, at, Row{"kustomer": k.ID, "platform": platform})
}

// Stale are the rows, by their place, that name no status of Kustomer.
func (s Statuses) Stale(rows []Row) []int {
	var stale []int
	if len(s.Kustomer) == 0 {
		return nil
	}
	for i, row := range rows {
		if !slices.ContainsFunc(s.Kustomer, func(k KustomerStatus) bool { return k.namedBy(row["kustomer"]) }) {
			stale = append(stale, i)
		}
	}
	return stale
}

// Lint finds what is wrong with the mapping, in sentences.
func (s Statuses) Lint(rows []Row) []string {
	if !s.Read || len(s.Kustomer) == 0 {
		return nil
	}
	var found []string
	if names := s.unmapped(rows); len(names) > 0 {
		found = append(found, texts.Say("lint.unmapped: Not mapped: {names}. Agents who choose these keep their CCAI Platform status.", "names", strings.Join(names, ", ")))
	}
	for _, k := range s.Kustomer {
		if count := times(rows, k); count > 1 {
			found = append(found, texts.Say("lint.twice: {status} is mapped {n} times. The first one counts; choose its status here to make it one.", "status", k.Name, "n", digits(count)))
		}
	}
	for _, i := range s.Stale(rows) {
		found = append(found, texts.Say("lint.stale: Kustomer has no status {status} any more. Remove it.", "status", rows[i]["kustomer"]))
	}
	return append(found, s.unsettable(rows)...)
}

func (s Statuses) unmapped(rows []Row) []string {
	var names []string
	for _, k := range s.Kustomer {
		if MappedTo(rows, k) == "" {
			names = append(names, k.Name)
		}
	}
	return names
}

func times(rows []Row, k KustomerStatus) (count int) {
	for _, row := range rows {
		if k.namedBy(row["kustomer"]) {
			count++
		}
	}
	return count
}

// unsettable are the targets that nobody can be set to.
func (s Statuses) unsettable(rows []Row) []string {
	if len(s.Platform) == 0 {
		return nil
	}
	var found []string
	for _, row := range rows {
		target := row["platform"]
		at := slices.IndexFunc(s.Platform, func(p PlatformStatus) bool { return same(p.Name, target) })
		switch {
		case at < 0:
			found = append(found, texts.Say("lint.no-target: CCAI Platform has no status {status}. Choose another one.", "status", target))
		case s.Platform[at].System:
			found = append(found, texts.Say("lint.system: {status} is a system status, which CCAI Platform alone sets. Choose another one.", "status", target))
		}
	}
	return found
}
