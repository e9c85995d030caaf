package relay

import (
	"cmp"
	"reflect"
	"slices"
	"sync"
	"time"

	"agentadapter/protocol"
)

const (
	// shelfHolds is how many sessions of an agent are kept.
	shelfHolds = 50
	// shelfKeeps is how long a session that is over is shown.
	shelfKeeps = 24 * time.Hour
)

// shelf keeps each agent's live and recent cards.
type shelf struct {
	mu sync.Mutex
	by map[string]map[string]card // by agent and session
}

// card is what an agent was told last of a session, and when by our clock.
type card struct {
	protocol.Session
	at time.Time
}

func newShelf() *shelf { return &shelf{by: map[string]map[string]card{}} }

// set keeps an agent's card and tells whether it is news.
func (s *shelf) set(agent string, c card) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	cards := s.by[agent]
	if cards == nil {
		cards = map[string]card{}
		s.by[agent] = cards
	}
	was, known := cards[c.Session.Session]
	cards[c.Session.Session] = c
	if len(cards) > shelfHolds {
		ordered := sorted(cards)
		delete(cards, ordered[len(ordered)-1].Session.Session)
	}
	return !known || !reflect.DeepEqual(was.Session, c.Session)
}

// put keeps a stored document's cards for all agents that it names.
func (s *shelf) put(d *document, country string, now time.Time) {
	if now.Sub(time.UnixMilli(d.Changed)) > shelfKeeps {
		return
	}
	for agent, c := range cards(d, country) {
		if user := d.Users[agent]; user != "" {
			s.set(user, c)
		}
	}
}

// of answers an agent's cards, live ones first, then the latest.
func (s *shelf) of(agent string) []protocol.Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	var shown []protocol.Session
	for _, c := range sorted(s.by[agent]) {
		if c.Live() || time.Since(c.at) < shelfKeeps {
			shown = append(shown, c.Session)
		}
	}
	return shown
}

func sorted(cards map[string]card) []card {
	list := make([]card, 0, len(cards))
	for _, c := range cards {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b card) int {
		if a.Live() != b.Live() {
			if a.Live() {
				return -1
			}
			return 1
		}
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.Session.Session, a.Session.Session))
	})
	return list
}
