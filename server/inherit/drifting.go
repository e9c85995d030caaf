package inherit

// Drifting tells how many of a tenant's agents are shown a drift just now (T15).
func (i *Inherit) Drifting(tenant string) int {
	i.mu.Lock()
	all := make([]*agent, 0, len(i.agents))
	for _, a := range i.agents {
		all = append(all, a)
	}
	i.mu.Unlock()
	n := 0
	for _, a := range all {
		a.mu.Lock()
		if a.tenant == tenant && a.here && a.drift != "" {
			n++
		}
		a.mu.Unlock()
	}
	return n
}
