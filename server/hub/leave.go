package hub

import "agentadapter/protocol"

// Leave closes all pages of a tenant that is served no more, and forgets its agents. They stay away.
func (h *Hub) Leave(tenant string) {
	h.mu.Lock()
	var all []*agent
	for key, a := range h.agents {
		if key.tenant == tenant {
			a.refs++
			all = append(all, a)
		}
	}
	h.mu.Unlock()
	for _, a := range all {
		a.mu.Lock()
		for _, s := range a.socks {
			s.end(protocol.CloseUnknownTenant, "nobody is served under the name "+tenant+" any more")
		}
		a.mu.Unlock()
		h.drop(a)
	}
}
