package admin

import (
	"strings"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
)

// peopleBody is who can be linked to whom.
type peopleBody struct {
	Users  []person `json:"users"`
	Agents []person `json:"agents"`
}

// person is a user of Kustomer or an agent of CCAI Platform. Both: the same one is known on the other
// side, by a link or by e-mail.
type person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Both  bool   `json:"both"`
}

func (a *Admin) people(c *call) (any, error) {
	_, set, _ := a.cfg.Settings.Read(c.tenant.ID)
	users, err := c.tenant.People.People(c.ctx)
	if err != nil {
		return nil, err
	}
	var agents []ccaip.Agent
	if c.tenant.Complete {
		if agents, err = c.tenant.Agents.List(c.ctx); err != nil {
			return nil, err
		}
	}
	s := staff{users, agents, set.AgentLinks}
	body := peopleBody{Users: []person{}, Agents: []person{}}
	for _, u := range users {
		if u.DeletedAt.IsZero() {
			body.Users = append(body.Users, person{u.ID, called(u), u.Email, s.agentOf(u)})
		}
	}
	for _, one := range agents {
		body.Agents = append(body.Agents, person{one.ID, one.Name, one.Email, s.userOf(one)})
	}
	return body, nil
}

func called(u kustomer.User) string {
	if name := strings.TrimSpace(u.Name); name != "" {
		return name
	}
	return u.DisplayName
}
