package kustomer

import "time"

// What the sandbox starts with is the same each time: ids too, so that a
// restarted sandbox still knows what others remember of it.
var (
	orgID       = fixedID("org acme")
	machineUser = fixedID("user machine")
	seedTime    = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
)

// Agent is one of the people at the page.
type Agent struct{ Key, ID, Name, Email, Role string }

// Agents are the two who can be chosen at the page.
var Agents = []Agent{
	{"ana", fixedID("user ana"), "Ana Ruiz", "ana@acme.example", "org.admin"},
	{"ben", fixedID("user ben"), "Ben Okafor", "ben@acme.example", "org.user"},
}

// seedStatuses are the org's routing statuses: four of the system, two of
// the org's own. Busy is set by the system alone.
var seedStatuses = []struct {
	name, kind         string
	selectable, system bool
}{
	{"Available", "available", true, true}, {"Busy", "busy", false, true}, {"Unavailable", "unavailable", true, true},
	{"Offline", "offline", true, true}, {"Lunch", "unavailable", true, false}, {"Training", "unavailable", true, false},
}

// seedCustomers are people of ten countries; conversations are written as
// channel and status.
var seedCustomers = []struct {
	name, phone, email, place string
	conversations             [][3]string // name, channel, status
}{
	{"Maria Jensen", "+14155550123", "maria.jensen@example.com", "US", [][3]string{{"Refund for order 1882", "email", "open"}, {"Broken zip", "chat", "done"}}},
	{"Oliver Wright", "+442079460018", "oliver.wright@example.co.uk", "GB", [][3]string{{"Parcel is late", "email", "snoozed"}}},
	{"Hannah Vogel", "+493090182011", "hannah.vogel@example.de", "DE", [][3]string{{"Invoice copy", "email", "done"}}},
	{"Camille Laurent", "+33199000145", "camille.laurent@example.fr", "FR", [][3]string{{"Change of address", "chat", "open"}}},
	{"Lucía Fernández", "+34910555132", "lucia.fernandez@example.es", "ES", nil},
	{"Aarav Sharma", "+912255501234", "aarav.sharma@example.in", "IN", [][3]string{{"Login does not work", "whatsapp", "snoozed"}}},
	{"Yuki Tanaka", "+81355501289", "yuki.tanaka@example.jp", "JP", nil},
	{"Beatriz Souza", "+551155501770", "beatriz.souza@example.com.br", "BR", [][3]string{{"Gift card balance", "chat", "done"}}},
	{"Thabo Nkosi", "+27105550144", "thabo.nkosi@example.co.za", "ZA", nil},
	{"Emily Clarke", "+61255501822", "emily.clarke@example.com.au", "AU", [][3]string{{"Which size fits?", "email", "open"}}},
}

// seed fills the store.
func (s *Server) seed() {
	s.seeded = map[string]bool{}
	system := &principal{user: machineUser, roles: []string{"org.admin"}, free: true}
	s.seedPeople(system)
	s.seedRouting(system)
	s.seedKlasses(system)
	for i, of := range seedCustomers {
		made := seedTime.Add(time.Duration(i) * 26 * time.Hour)
		c := &call{who: system, at: made, body: map[string]any{
			"name": of.name, "locale": of.place, "externalId": nil,
			"phones": []any{map[string]any{"phone": of.phone, "type": "mobile", "verified": true}},
			"emails": []any{map[string]any{"email": of.email, "type": "home", "verified": true}},
		}}
		r := newCustomer(fixedID("customer "+of.name), c)
		s.seeded[r.id] = true
		_ = s.applyCustomer(r, c) // the list above has no doubles
		s.store.put(r, made, system)
		for n, conversation := range of.conversations {
			s.seedConversation(r.id, conversation, made.Add(time.Duration(n+1)*5*time.Hour), system)
		}
	}
}

// seedPeople adds the agents, the machine user and the team.
func (s *Server) seedPeople(system *principal) {
	member := make([]any, 0, len(Agents))
	for _, agent := range Agents {
		s.seedUser(agent.ID, agent.Name, agent.Email, "user", agent.Role, system)
		member = append(member, agent.ID)
	}
	s.seedUser(machineUser, "Agent adapter", "agent-adapter@machine.acme.example", "machine", "org.admin", system)
	s.seedRecord(ref{kindTeam, fixedID("team support")}, map[string]any{
		"name": "Support", "displayName": "Support", "icon": "team", "members": member, "deleted": false, "routingEnabled": true,
	}, system)
}

// seedUser adds one user.
func (s *Server) seedUser(id, name, email, kind, role string, system *principal) {
	s.seedRecord(ref{kindUser, id}, map[string]any{
		"name": name, "displayName": name, "email": email, "emailVerifiedAt": stamp(seedTime), "mobile": nil, "userType": kind,
		"avatarUrl": nil, "roles": []any{role}, "roleGroups": []any{}, "firstLoginAt": stamp(seedTime), "mostRecentLoginAt": stamp(seedTime),
		"custom": map[string]any{}, "deleted": false,
	}, system)
}

// seedRouting adds the statuses.
func (s *Server) seedRouting(system *principal) {
	for _, of := range seedStatuses {
		s.seedRecord(ref{kindStatus, fixedID("status " + of.name)}, map[string]any{
			"name": of.name, "statusType": of.kind, "selectable": of.selectable, "system": of.system, "enabled": true,
		}, system)
	}
	s.seedRecord(ref{kindQueue, fixedID("queue support")}, map[string]any{"name": "Support", "displayName": "Support", "priority": 1, "deleted": false}, system)
}

// seedRecord adds a plain record of the org.
func (s *Server) seedRecord(as ref, attrs map[string]any, system *principal) {
	made := stamp(seedTime)
	attrs["createdAt"], attrs["updatedAt"], attrs["modifiedAt"], attrs["rev"] = made, made, made, 1
	s.store.put(&record{ref: as, attrs: attrs, many: map[string][]ref{}, one: map[string]ref{
		"org": {"org", orgID}, "createdBy": {kindUser, machineUser}, "modifiedBy": {kindUser, machineUser},
	}}, seedTime, system)
}

// seedConversation adds a conversation with one message, under its status.
func (s *Server) seedConversation(customer string, of [3]string, made time.Time, system *principal) {
	home, _ := s.store.get(kindCustomer, customer)
	c := &call{who: system, at: made, body: map[string]any{
		"id": fixedID("conversation " + of[0]), "name": of[0], "direction": "in", "importedAt": stamp(made),
	}}
	conversation, err := s.addConversation(home, c)
	if err != nil {
		return
	}
	message := &call{who: system, at: made.Add(time.Minute), body: map[string]any{
		"id": fixedID("message " + of[0]), "channel": of[1], "app": "sandbox", "direction": "in", "importedAt": stamp(made),
		"preview": "Hello, I have a question: " + of[0] + ".",
	}}
	_, _, _ = s.addMessage(message, conversation.id, "") // ids are fixed and new
	before, _ := s.store.get(kindConversation, conversation.id)
	if of[2] == "open" {
		return
	}
	r := before.edit()
	later := &call{who: system, at: made.Add(time.Hour), body: map[string]any{"status": of[2]}}
	s.applyConversation(r, before, later)
	later.modified(r, before)
	_ = s.moveConversation(r, before, later) // stays with its customer
}
