package admin

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/rules"
)

// People lists the users of the tenant's Kustomer who are people; kustomer.UsersService is one.
type People interface {
	People(ctx context.Context) ([]kustomer.User, error)
}

// Teams lists its teams; kustomer.TeamsService is one.
type Teams interface {
	List(ctx context.Context) ([]kustomer.Team, error)
}

// PlatformAgents lists the agents of its CCAI Platform; ccaip.AgentsService is one.
type PlatformAgents interface {
	List(ctx context.Context) ([]ccaip.Agent, error)
}

// maxNamed is how many people one sentence names.
const maxNamed = 8

// staff is everybody on both sides.
type staff struct {
	users  []kustomer.User
	agents []ccaip.Agent
	links  []rules.AgentLink
}

// staff reads both sides; false: one cannot be read, which is noted.
func (l *look) staff() (staff, bool) {
	if !l.tenant.Complete {
		return staff{}, false // the platform's own check says it
	}
	_, set, _ := l.cfg.Settings.Read(l.tenant.ID)
	users, err := l.tenant.People.People(l.ctx)
	if err != nil {
		l.refused("users", "check.users: Kustomer's users cannot be read. {words}", err)
		return staff{}, false
	}
	users = slices.DeleteFunc(users, func(u kustomer.User) bool { return !u.DeletedAt.IsZero() })
	agents, err := l.tenant.Agents.List(l.ctx)
	if err != nil {
		l.refused("agents", "check.agents-unread: CCAI Platform's agents cannot be read. {words}", err)
		return staff{}, false
	}
	return staff{users, agents, set.AgentLinks}, true
}

// agentOf finds a user's agent: by a link, or by the same e-mail.
func (s staff) agentOf(u kustomer.User) bool {
	for _, link := range s.links {
		if link.Kustomer == u.ID {
			return slices.ContainsFunc(s.agents, func(a ccaip.Agent) bool { return a.ID == strconv.FormatInt(link.Platform, 10) })
		}
	}
	return u.Email != "" && slices.ContainsFunc(s.agents, func(a ccaip.Agent) bool { return strings.EqualFold(a.Email, u.Email) })
}

// userOf finds an agent's user.
func (s staff) userOf(a ccaip.Agent) bool {
	for _, link := range s.links {
		if strconv.FormatInt(link.Platform, 10) == a.ID {
			return slices.ContainsFunc(s.users, func(u kustomer.User) bool { return u.ID == link.Kustomer })
		}
	}
	return a.Email != "" && slices.ContainsFunc(s.users, func(u kustomer.User) bool { return strings.EqualFold(a.Email, u.Email) })
}

// agents compares who is where.
func (l *look) agents() {
	s, ok := l.staff()
	if !ok {
		return
	}
	var noUser, noAgent []string
	for _, a := range s.agents {
		if !s.userOf(a) {
			noUser = append(noUser, nameOf(a.Name, a.Email))
		}
	}
	both := 0
	for _, u := range s.users {
		if s.agentOf(u) {
			both++
		} else {
			noAgent = append(noAgent, nameOf(u.Name, u.Email))
		}
	}
	if both == 0 {
		l.note(checkFail, "agents", "check.nobody: Nobody is both a Kustomer user and a CCAI Platform agent, so nobody can use the adapter.",
			"check.nobody.fix: Use the same e-mail address on both sides, or link people under Agents.")
	} else {
		l.ok("agents", "check.both: {n} people are known on both sides.", "n", strconv.Itoa(both))
	}
	if len(noUser) > 0 {
		l.note(checkWarn, "agent-unknown", "check.no-user: Agents of CCAI Platform without a Kustomer user: {names}. Their sessions are written without an owner.",
			"check.no-user.fix: Add them to Kustomer under the same e-mail address, or link them under Agents.", "names", named(noUser))
	}
	if len(noAgent) > 0 {
		l.note(checkWarn, "user-without-agent", "check.no-agent: Kustomer users without an agent in CCAI Platform: {names}. Nothing to do if they take no calls.",
			"check.no-agent.fix: Add those who take calls to CCAI Platform under the same e-mail address, or link them under Agents.", "names", named(noAgent))
	}
}

// routing looks at what status inheritance needs in Kustomer: an agent without a team that is routed
// has no status there.
func (l *look) routing() {
	teams, err := l.tenant.Teams.List(l.ctx)
	if err != nil {
		l.refused("teams", "check.teams: Kustomer's teams cannot be read. {words}", err)
		return
	}
	s, ok := l.staff()
	if !ok {
		return
	}
	teams = slices.DeleteFunc(teams, func(t kustomer.Team) bool { return t.Deleted })
	if !slices.ContainsFunc(teams, func(t kustomer.Team) bool { return t.RoutingEnabled != nil }) {
		l.note(checkWarn, "routing-unknown", "check.routing-unknown: Kustomer does not tell which teams are routed.",
			"check.routing-unknown.fix: In Kustomer, Settings › Users › Teams: check that Enable Team Routing is on for the team of every agent.")
		return
	}
	var without []string
	for _, u := range s.users {
		if s.agentOf(u) && !routed(u.ID, teams) {
			without = append(without, nameOf(u.Name, u.Email))
		}
	}
	if len(without) > 0 {
		l.note(checkFail, "routing-off", "check.routing-off: Team routing is off for every team of: {names}. They have no status in Kustomer that could be followed.",
			"check.routing-off.fix: In Kustomer, Settings › Users › Teams, edit the team and switch Enable Team Routing on. Do it before you switch inheritance on.", "names", named(without))
		return
	}
	l.ok("routing", "check.routing: Team routing is on for every agent.")
}

func routed(user string, teams []kustomer.Team) bool {
	return slices.ContainsFunc(teams, func(t kustomer.Team) bool {
		return t.RoutingEnabled != nil && *t.RoutingEnabled && slices.Contains(t.Members, user)
	})
}

func nameOf(name, email string) string {
	if name == "" || email == "" {
		return name + email
	}
	return name + " (" + email + ")"
}

func named(names []string) string {
	if len(names) <= maxNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNamed], ", "), len(names)-maxNamed)
}
