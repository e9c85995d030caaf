package ccaip

import (
	"net/url"
	"slices"
	"strings"
)

// domains is the domain list of the agent page as it stands now. The browser
// looks at every window around the page, so that the CRM's and the product's
// address must both be in it; the product's follows the knob.
func (s *Server) domains() []string {
	if len(s.cfg.FrameAncestors) == 0 {
		return nil
	}
	list := slices.Clone(s.cfg.FrameAncestors)
	list = append(list, origin(s.knobs.Get().Adapter))
	if s.cfg.Neighbours != nil {
		for _, host := range s.cfg.Neighbours() {
			list = append(list, origin(host))
		}
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(host string) bool { return host == "" })
}

// origin is the scheme and host of an address; empty where it has none.
func origin(address string) string {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" {
		return ""
	}
	return at.Scheme + "://" + at.Host
}

// frameAncestors writes the domain list as a Content-Security-Policy; an
// empty list lets anybody frame the page.
func frameAncestors(domains []string) string {
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'"
	if len(domains) == 0 {
		return policy
	}
	return policy + "; frame-ancestors 'self' " + strings.Join(domains, " ")
}
