package story

import (
	"fmt"
	"strings"
)

// Fault is one way in which a CRM does not hold what a story expects.
type Fault struct {
	// What is Lost, Besides or Differs.
	What string
	// Text says where and how.
	Text string
}

// What a fault is.
const (
	Lost    = "lost"    // a record is missing
	Besides = "besides" // there is one too many
	Differs = "differs" // it is there, and not as it should be
)

func (f Fault) String() string { return f.What + ": " + f.Text }

// Judge compares what is expected with what a CRM holds of it. No fault: it holds that and nothing
// besides. The order of records does not matter.
func Judge(want []Want, held []Record) []Fault { return judge(want, held, "") }

func judge(want []Want, held []Record, in string) []Fault {
	var faults []Fault
	for _, kind := range []string{Customer, Conversation, Message, Note} {
		faults = append(faults, pair(ofKind(want, kind), recordsOf(held, kind), in)...)
	}
	return faults
}

// pair finds for each wanted record the one that fits it best, and tells what then is wrong.
func pair(want []Want, held []Record, in string) []Fault {
	best := make([]int, 0, len(want)) // for each wanted, its record; -1 none
	cost := -1
	var try func(chosen []int, taken map[int]bool, so int)
	try = func(chosen []int, taken map[int]bool, so int) {
		if cost >= 0 && so >= cost {
			return
		}
		if len(chosen) == len(want) {
			best, cost = append([]int{}, chosen...), so
			return
		}
		w := want[len(chosen)]
		for i := range held {
			if !taken[i] {
				taken[i] = true
				try(append(chosen, i), taken, so+len(w.faults(held[i], in)))
				delete(taken, i)
			}
		}
		if len(want) > len(held) {
			try(append(chosen, -1), taken, so+missing)
		}
	}
	try(nil, map[int]bool{}, 0)
	return verdict(want, held, best, in)
}

// missing is what a record that is not there counts against differences of one that is.
const missing = 1000

func verdict(want []Want, held []Record, best []int, in string) []Fault {
	var faults []Fault
	taken := map[int]bool{}
	for n, i := range best {
		if i < 0 {
			faults = append(faults, Fault{Lost, in + want[n].String()})
			continue
		}
		taken[i] = true
		faults = append(faults, want[n].faults(held[i], in)...)
	}
	for i, r := range held {
		if !taken[i] {
			faults = append(faults, Fault{Besides, in + r.String()})
		}
	}
	return faults
}

// faults are the differences of one record and of all that belongs to it.
func (w Want) faults(r Record, in string) []Fault {
	at := in + r.String() + ": "
	var faults []Fault
	for _, f := range w.Fields {
		if got := r.Value(f.Path); !fits(f.Pattern, got) {
			faults = append(faults, Fault{Differs, fmt.Sprintf("%s%s is %q, not %s", at, f.Path, got, f.Pattern)})
		}
	}
	files := append([]string{}, r.Files...)
	for _, pattern := range w.Files {
		n := indexOf(files, pattern)
		if n < 0 {
			faults = append(faults, Fault{Lost, at + "the file " + pattern})
			continue
		}
		files = append(files[:n], files[n+1:]...)
	}
	for _, name := range files {
		faults = append(faults, Fault{Besides, at + "the file " + name})
	}
	return append(faults, judge(w.Within, r.Within, at)...)
}

func indexOf(names []string, pattern string) int {
	for i, name := range names {
		if fits(pattern, name) {
			return i
		}
	}
	return -1
}

// fits tells whether a value is as the pattern says.
func fits(pattern, value string) bool {
	if pattern == "-" {
		return value == ""
	}
	parts := strings.Split(strings.ReplaceAll(pattern, `\n`, "\n"), "*")
	if len(parts) == 1 {
		return value == parts[0]
	}
	rest, ok := strings.CutPrefix(value, parts[0])
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		rest, ok = after, ok && found
	}
	return ok && value != "" && strings.HasSuffix(rest, parts[len(parts)-1])
}

// String names a wanted record for people.
func (w Want) String() string {
	for _, f := range w.Fields {
		if f.Path == named[w.Kind] || f.Path == "phones" || f.Path == "externalId" {
			return w.Kind + " " + f.Pattern
		}
	}
	return "a " + w.Kind
}

func ofKind(all []Want, kind string) []Want {
	var some []Want
	for _, w := range all {
		if w.Kind == kind {
			some = append(some, w)
		}
	}
	return some
}

func recordsOf(all []Record, kind string) []Record {
	var some []Record
	for _, r := range all {
		if r.Kind == kind {
			some = append(some, r)
		}
	}
	return some
}
