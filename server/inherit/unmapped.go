package inherit

import (
	"slices"
	"sync"
)

// maxUnmapped bounds how many statuses without a mapping are remembered of a tenant.
const maxUnmapped = 50

// unmapped remembers which Kustomer statuses came and had no mapping (T7), so that an admin can add
// one. The zero value is ready.
type unmapped struct {
	mu    sync.Mutex // guards lists
	lists map[string][]string
}

func (u *unmapped) add(tenant, status string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	list := u.lists[tenant]
	if len(list) >= maxUnmapped || slices.Contains(list, status) {
		return
	}
	if u.lists == nil {
		u.lists = map[string][]string{}
	}
	u.lists[tenant] = append(list, status)
}

// Unmapped lists the Kustomer statuses that came since the start and had no mapping.
func (i *Inherit) Unmapped(tenant string) []string {
	i.unmapped.mu.Lock()
	defer i.unmapped.mu.Unlock()
	return slices.Sorted(slices.Values(i.unmapped.lists[tenant]))
}
