package knobs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// SpareHeader on a request keeps every fault off it, so that whoever made the
// weather can look on in peace.
const SpareHeader = "X-Knobs-Spare"

// maxBody bounds what PATCH /_knobs reads.
const maxBody = 256 << 10

// Knobs holds the set of a running stand-in. It is safe for concurrent use.
type Knobs struct {
	initial Set
	now     atomic.Pointer[Set]

	mu      sync.Mutex // orders changes, counts faults down, guards struck
	struck  map[string]int
	changed []func(Set)
	refuse  func(http.ResponseWriter, *http.Request, int)
}

// New makes knobs that stand as initial says. A bad initial set is reported
// by panicking: it is a mistake in the program, not in its input.
func New(initial Set) *Knobs {
	set, err := initial.prepared()
	if err != nil {
		panic("knobs: the initial set: " + err.Error())
	}
	k := &Knobs{initial: set, refuse: refusePlainly, struck: map[string]int{}}
	k.now.Store(&set)
	return k
}

// Get returns the set as it is now. Callers must not change its slices.
func (k *Knobs) Get() Set { return *k.now.Load() }

// OnChange has f called after each PATCH and DELETE, with the new set.
func (k *Knobs) OnChange(f func(Set)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.changed = append(k.changed, f)
}

// OnRefuse has f write the answer of a fault with a status, so that it looks
// like the neighbour's own. Call it before serving.
func (k *Knobs) OnRefuse(f func(w http.ResponseWriter, r *http.Request, status int)) {
	k.refuse = f
}

// Patch merges a JSON object into the set: named knobs change, nested
// objects likewise, lists are replaced. Unknown names are an error and then
// nothing changes.
func (k *Knobs) Patch(body []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	set, err := merged(k.Get(), body)
	if err != nil {
		return err
	}
	k.store(set)
	return nil
}

// Reset restores what the start set.
func (k *Knobs) Reset() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.store(k.initial)
}

// store publishes a set and tells those who asked; the caller holds mu.
func (k *Knobs) store(set Set) {
	k.now.Store(&set)
	for _, f := range k.changed {
		f(set)
	}
}

// merged decodes body over set.
func merged(set Set, body []byte) (Set, error) {
	var named map[string]json.RawMessage
	if err := json.Unmarshal(body, &named); err != nil {
		return set, fmt.Errorf("the body is no JSON object: %w", err)
	}
	if _, ok := named["faults"]; ok {
		set.Faults = nil // a list is replaced, never merged by position
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&set); err != nil {
		return set, err
	}
	return set.prepared()
}

// serve answers /_knobs.
func (k *Knobs) serve(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
	case http.MethodDelete:
		k.Reset()
	case http.MethodPatch:
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err == nil {
			err = k.Patch(body)
		}
		if err != nil {
			writeJSON(w, http.StatusBadRequest, map[string]string{"error": strings.TrimPrefix(err.Error(), "json: ")})
			return
		}
	default:
		w.Header().Set("Allow", "GET, PATCH, DELETE")
		writeJSON(w, http.StatusMethodNotAllowed, map[string]string{"error": "knobs know GET, PATCH and DELETE"})
		return
	}
	writeJSON(w, http.StatusOK, k.shown())
}

// shown is the set as GET tells it: a list is [] rather than null. Struck
// counts the faults that came down so far, by what they do; no PATCH changes
// it.
type shown struct {
	Set
	Struck map[string]int `json:"struck"`
}

func (k *Knobs) shown() shown {
	k.mu.Lock()
	struck := maps.Clone(k.struck)
	k.mu.Unlock()
	set := k.Get()
	if set.Faults == nil {
		set.Faults = []Fault{}
	}
	return shown{set, struck}
}

// take returns the fault that applies to the request and counts it down; a
// spent fault leaves the list.
func (k *Knobs) take(r *http.Request) (Fault, bool) {
	if len(k.Get().Faults) == 0 || r.Header.Get(SpareHeader) != "" {
		return Fault{}, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	set := k.Get()
	for i := range set.Faults {
		fault := set.Faults[i]
		if !fault.matches(r) || !fault.strikes() {
			continue
		}
		k.struck[fault.kind()]++
		if fault.Times > 0 {
			set.Faults = countedDown(set.Faults, i)
			k.now.Store(&set)
		}
		return fault, true
	}
	return Fault{}, false
}

// countedDown copies the list with one use less of its i-th fault.
func countedDown(faults []Fault, i int) []Fault {
	left := slices.Clone(faults)
	if left[i].Times--; left[i].Times == 0 {
		left = slices.Delete(left, i, i+1)
	}
	return left
}

// writeJSON answers with a JSON body.
func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
