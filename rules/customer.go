package rules

// unknownCaller is the name of a customer whose number was withheld (C5).
const unknownCaller = "Unknown caller"

// settleCustomer finds the session's customer, or says what to make (C1–C7).
func settleCustomer(s Session, r Record, set Settings) Plan {
	who := identify(s, set)
	if who.nobody() && !s.withheld() && !s.Known() && !r.Over[WaitNumber] {
		return wait("C5", WaitNumber, forNumber, "waiting for the end user's number")
	}
	if who.nobody() && s.Outbound() && !s.withheld() && !s.Ended() {
		// The object of a call that is not being dialled yet names nobody.
		return Plan{State: Waiting, Rule: "V3", Reason: "waiting for the number that is dialled"}
	}
	ways := who.lookups()
	if r.Tried && set.CreateCustomers {
		ways = nil // made already, perhaps: making it again tells whether it is ours (C6)
	}
	for _, look := range ways {
		id, asked := r.Customers[look]
		if !asked {
			return Plan{State: Saving, Ask: []Question{{Customer: look}}}
		}
		if id != "" {
			rule := "C2"
			if who.identifier != "" {
				rule = "C1"
			}
			settled := r.Settled
			settled.Customer, settled.CustomerRule = id, rule
			return Plan{State: Saving, Settle: &settled}
		}
	}
	if p, asked := settleShared(s, r, who.number); asked && !r.Tried {
		return p
	}
	return newCustomer(s, r, set, who)
}

// newCustomer plans the making of one, unless a setting says not to.
func newCustomer(s Session, r Record, set Settings, who person) Plan {
	switch {
	case r.given("customer"):
		return Plan{State: Saved}
	case unwanted(s, set):
		return notForAbandoned
	case !set.CreateCustomers:
		return Plan{State: Unlinked, Rule: "C7", Reason: "no customer matches and creating customers is off"}
	}
	made, also := who.create(s), map[string]string{}
	if id := s.userID(r); id != "" {
		made["custom"], also["userId"] = userIDBody(id)["custom"], id
	}
	raw, mark := body(fitted(made))
	rule, reason := who.rule()
	return Plan{State: Saving, Writes: []Write{{
		Key: "customer", Mark: mark, Rule: rule, Reason: reason, Verb: Create, Target: OnCustomer, Body: raw, Also: also,
		Facts: s.Cite(Type, Identifier, EndUserID, ExternalPhone, EndUserPhone, EndUserEmail),
	}}}
}

// person is whom a session names: at most one identifier, number and e-mail.
type person struct {
	identifier, prefix   string
	number, email, named string
	endUser              string
}

func identify(s Session, set Settings) person {
	p := person{
		prefix: set.ExternalIDPrefix, number: s.Number(set.DefaultCountry),
		email: s.Get(EndUserEmail), named: s.Get(EndUserName), endUser: s.Get(EndUserID),
	}
	if s.SDK() {
		p.identifier = s.Get(Identifier)
	}
	if !emailPattern.MatchString(p.email) || s.withheld() && !s.SDK() {
		p.email = ""
	}
	return p
}

func (p person) nobody() bool { return p.identifier == "" && p.number == "" && p.email == "" }

// lookups are the ways to find the person, best first. A caller who withheld the number has none.
func (p person) lookups() []Lookup {
	var ways []Lookup
	if p.identifier != "" {
		ways = append(ways, Lookup{ByExternalID, p.appID()})
	}
	if p.number != "" {
		ways = append(ways, Lookup{ByPhone, p.number})
	}
	if p.email != "" {
		ways = append(ways, Lookup{ByEmail, p.email})
	}
	return ways
}

func (p person) rule() (number, reason string) {
	switch {
	case p.nobody():
		return "C5", "the number is withheld: a customer of its own"
	case p.identifier != "":
		return "C3", "nobody has this identifier"
	}
	if p.number == "" {
		return "C2", "nobody has this e-mail"
	}
	return "C2", "nobody has this number"
}

// create is the body of the new customer.
func (p person) create(s Session) map[string]any {
	made := map[string]any{}
	if id := p.externalID(s); id != "" {
		made["externalId"] = id
	}
	switch {
	case p.nobody() && (p.named == "" || !s.SDK()):
		made["name"] = unknownCaller
	case p.named != "":
		made["name"] = p.named
	}
	if p.number != "" {
		made["phones"] = []any{map[string]any{"phone": p.number, "type": "mobile", "verified": false}}
	}
	if p.email != "" {
		made["emails"] = []any{map[string]any{"email": p.email, "type": "other", "verified": false}}
	}
	return made
}

// appID is the externalId of who has an identifier. Of one that is too long a digest tells it apart
// from others that begin alike (W8).
func (p person) appID() string {
	id := p.prefix + p.identifier
	if !long(id, personLimit) {
		return id
	}
	digest := derive(p.identifier)
	return string([]rune(id)[:personLimit-len(digest)-1]) + "-" + digest
}

func (p person) externalID(s Session) string {
	switch {
	case p.nobody():
		return p.prefix + "anonymous-" + s.Name
	case p.identifier != "":
		return p.appID()
	case p.endUser != "":
		return p.prefix + "enduser-" + p.endUser
	}
	return ""
}
