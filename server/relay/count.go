package relay

// Counts tells how many sessions of a tenant are in each state.
func (r *Relay) Counts(tenant string) map[string]int {
	count := map[string]int{}
	l, ok := r.line(tenant)
	if !ok {
		return count
	}
	l.index.mu.Lock()
	defer l.index.mu.Unlock()
	for _, line := range l.index.by {
		count[line.State]++
	}
	return count
}
