package rules

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
	"time"
)

// Session is everything told about one call or chat so far. It is a value: Fold copies what it
// changes.
type Session struct {
	// Name is "call-418" or "chat-77".
	Name string `json:"name"`
	// Told holds the winning value for each name.
	Told map[Name]Said `json:"told,omitempty"`
	// Agents holds each agent's part, by the agent's id in the platform.
	Agents map[string]Part `json:"agents,omitempty"`
	// First and Last are the earliest and latest moment told of, in milliseconds since 1970.
	First int64 `json:"first,omitempty"`
	Last  int64 `json:"last,omitempty"`
	// Read is when the newest object was read, by our clock; zero while none was.
	Read int64 `json:"read,omitempty"`
	// Gone is when an event first told the end.
	Gone int64 `json:"gone,omitempty"`
	// Custom is the app's own data as told last.
	Custom Custom `json:"custom,omitzero"`
	// Actions are the SmartActions by id; Files what lies in the bucket, by name; Media the
	// addresses of photos and videos, by "photo-3".
	Actions map[string]ActionTold `json:"actions,omitempty"`
	Files   map[string]StoredFile `json:"files,omitempty"`
	Media   map[string]Said       `json:"media,omitempty"`
	// Transfers are the hand-overs by id; Heard what was done with a voicemail: read, dismissed, ….
	Transfers map[string]TransferTold `json:"transfers,omitempty"`
	Heard     map[string]Heard        `json:"heard,omitempty"`
}

// Said is a value and who told it: of two, the better source wins, then the later time, then the
// later reading, then the greater text. That order is total, which makes Fold commutative.
type Said struct {
	Value  string `json:"value"`
	Source Source `json:"source"`
	At     int64  `json:"at"`
	Read   int64  `json:"read,omitempty"`
}

// Part is one agent's part in a session. Offered, Taken and Connected are the earliest moments
// told; State and Name are what was told last.
type Part struct {
	Name      Said  `json:"name,omitzero"`
	State     Said  `json:"state,omitzero"`
	Offered   int64 `json:"offered,omitempty"`
	Taken     int64 `json:"taken,omitempty"`
	Connected int64 `json:"connected,omitempty"`
	// Queue is the queue's path at the earliest moment when the agent had the session.
	Queue Said `json:"queue,omitzero"`
}

// Fold joins a fact to what is known. Order and repetition of facts make no difference.
func Fold(s Session, f Fact) Session {
	if s.Name == "" {
		s.Name = f.Session
	}
	s.First = earliest(s.First, f.At)
	s.Last = max(s.Last, f.At)
	if f.Source == FromObject || f.Source == FromMetadata {
		s.Read = max(s.Read, f.Read, 1)
	}
	s.Told = maps.Clone(s.Told)
	if s.Told == nil {
		s.Told = map[Name]Said{}
	}
	for name, value := range f.Values {
		if value != "" {
			s.Told[name] = winner(name, s.Told[name], f.said(value))
		}
	}
	if over(f.Values[State]) {
		s.Gone = earliest(s.Gone, f.At)
	}
	s.Agents = foldAgents(s.Agents, f)
	return s.foldExtras(f).foldTransfers(f).foldHeard(f)
}

func foldAgents(known map[string]Part, f Fact) map[string]Part {
	if len(f.Agents) == 0 {
		return known
	}
	agents := maps.Clone(known)
	if agents == nil {
		agents = map[string]Part{}
	}
	for _, a := range f.Agents {
		if a.ID != "" {
			agents[a.ID] = agents[a.ID].fold(a, f)
		}
	}
	return agents
}

func (p Part) fold(a Agent, f Fact) Part {
	if a.Name != "" {
		p.Name = better(p.Name, f.said(a.Name))
	}
	if a.State != "" {
		// An event tells a participant's state at once, the object some time later: the time decides.
		said := f.said(strings.ToLower(a.State))
		said.Source = 0
		p.State = better(p.State, said)
	}
	p.Queue = foldQueue(p.Queue, a, f)
	switch strings.ToLower(a.State) {
	case "ringing", "assigned", "connecting":
		p.Offered = earliest(p.Offered, f.At)
	case "accepted", "dispositionsubmitted":
		p.Taken = earliest(p.Taken, f.At)
	case "connected", "hold", "held", "mute", "muted", "ongoing":
		at := cmp.Or(a.Connected, f.At)
		p.Taken = earliest(p.Taken, at)
		p.Connected = earliest(p.Connected, at)
	}
	if a.Connected != 0 {
		p.Taken = earliest(p.Taken, a.Connected)
		p.Connected = earliest(p.Connected, a.Connected)
	}
	return p
}

// foldQueue keeps the queue of the earliest moment at which the agent had the session.
func foldQueue(known Said, a Agent, f Fact) Said {
	switch strings.ToLower(a.State) {
	case "accepted", "connected", "ongoing":
	default:
		return known
	}
	path := JoinPath(f.Values[QueueNames], f.Values[QueueIDs])
	if path == "" || known.Value != "" && cmp.Or(cmp.Compare(known.At, f.At), cmp.Compare(known.Value, path)) <= 0 {
		return known
	}
	return Said{Value: path, At: f.At}
}

func (f Fact) said(value string) Said {
	return Said{Value: value, Source: f.Source, At: f.At, Read: f.Read}
}

// winner is the better of two, but for the caller's number: the first one told stays, since an
// outside line that joins later is an external participant too.
func winner(name Name, a, b Said) Said {
	if name == ExternalPhone && a.Value != "" && a.Source.rank() == b.Source.rank() {
		if a.compare(b) <= 0 {
			return a
		}
		return b
	}
	return better(a, b)
}

// better is the one of two that is believed.
func better(a, b Said) Said {
	if a.compare(b) < 0 {
		return b
	}
	return a
}

// compare orders what was told: by its source, then by when, by the later reading, by the text.
func (v Said) compare(o Said) int {
	return cmp.Or(cmp.Compare(v.Source.rank(), o.Source.rank()), cmp.Compare(v.At, o.At),
		cmp.Compare(v.Read, o.Read), cmp.Compare(v.Value, o.Value), cmp.Compare(v.Source, o.Source))
}

// earliest is the smaller of two moments; zero means that it has not come.
func earliest(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// Get is the value told under name, "" if none was.
func (s Session) Get(name Name) string { return s.Told[name].Value }

// Time is the time told under name, zero if none was or it cannot be read.
func (s Session) Time(name Name) time.Time {
	t, err := time.Parse(time.RFC3339, s.Get(name))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Int is the number told under name.
func (s Session) Int(name Name) (n int64, ok bool) {
	n, err := strconv.ParseInt(s.Get(name), 10, 64)
	return n, err == nil
}

// Kind is "call" or "chat", ID the bare id in the platform.
func (s Session) Kind() string { kind, _, _ := strings.Cut(s.Name, "-"); return kind }

// ID is the bare id in the platform: "418".
func (s Session) ID() string { _, id, _ := strings.Cut(s.Name, "-"); return id }

// Known tells whether the object was read at least once.
func (s Session) Known() bool { return s.Read != 0 }

// AgentNow is the agent who took the session last, by the platform's id; "" while none has.
func (s Session) AgentNow() string {
	now := s.stintNow()
	agent, since := now.agent, now.at
	told := s.Get(AgentID)
	if told == "" || !s.answered() {
		return agent
	}
	if agent == "" || s.Time(AssignedAt).UnixMilli() > since {
		return told
	}
	return agent
}

// HandedTo tells whether a session that another agent has taken is offered to this one now: the platform
// assigned it anew, asks them by a hand-over that nobody has taken yet, or offered it after that.
func (s Session) HandedTo(agent string) bool {
	if s.Get(Status) == "assigned" && s.Get(AgentID) == agent {
		return true
	}
	for _, told := range s.Transfers {
		if told.Transfer.To == agent && told.Transfer.At == 0 {
			return true
		}
	}
	return s.Agents[agent].Offered > s.stintNow().at
}

// stintNow is the last agent's time with the session, empty while nobody has taken it.
func (s Session) stintNow() stint {
	all := s.stints()
	if len(all) == 0 {
		return stint{}
	}
	return all[len(all)-1]
}

// answered: the object says that an agent has had the session, whatever events told.
func (s Session) answered() bool {
	switch s.Get(Status) {
	case "connected", "ongoing", "switching":
		return true
	}
	return s.Get(ConnectedAt) != "" || s.Outbound() && s.Get(Status) != ""
}

// AgentName is an agent's name as told, "" if never.
func (s Session) AgentName(id string) string { return s.Agents[id].Name.Value }

// Cite lists what was told under names and by whom, for the audit trail.
func (s Session) Cite(names ...Name) []string {
	var cited []string
	for _, name := range names {
		said, ok := s.Told[name]
		if !ok {
			continue
		}
		cited = append(cited, string(name)+"="+short(said.Value, 256)+" ("+said.cite()+")")
	}
	return cited
}

// cite is who told a value, and when.
func (v Said) cite() string {
	by := "event"
	switch v.Source {
	case FromObject:
		by = "object"
	case FromMetadata:
		by = "metadata"
	}
	return by + " " + stamp(time.UnixMilli(v.At))
}
