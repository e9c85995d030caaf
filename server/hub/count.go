package hub

// Pages counts the live pages of each tenant, as far as they are let in.
func (h *Hub) Pages() map[string]int {
	h.mu.Lock()
	agents := make(map[string][]*agent, len(h.agents))
	for key, a := range h.agents {
		agents[key.tenant] = append(agents[key.tenant], a)
	}
	h.mu.Unlock()
	count := map[string]int{}
	for tenant, all := range agents {
		for _, a := range all {
			a.mu.Lock()
			count[tenant] += len(a.socks)
			a.mu.Unlock()
		}
	}
	return count
}
