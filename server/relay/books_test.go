package relay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// books is a CRM in memory that keeps Kustomer's promises: unique numbers and externalIds, ids that
// we choose, "taken" for a second creation.
type books struct {
	mu            sync.Mutex
	customers     []map[string]any
	conversations map[string]map[string]any
	messages      map[string]map[string]any
	notes         map[string]map[string]any
	made          map[string]int // how often a record was created, by target
	noFields      bool
	refuse        string // a custom attribute that is refused
	// fault answers before (took false) and after (took true) a call took effect; nil: none.
	fault  func(op string, took bool) error
	probes int
}

func newBooks() *books {
	return &books{
		conversations: map[string]map[string]any{}, messages: map[string]map[string]any{},
		notes: map[string]map[string]any{}, made: map[string]int{},
	}
}

func (b *books) begin(op string) (func() error, error) {
	b.mu.Lock()
	if b.fault == nil {
		return func() error { b.mu.Unlock(); return nil }, nil
	}
	if err := b.fault(op, false); err != nil {
		b.mu.Unlock()
		return nil, err
	}
	return func() error { defer b.mu.Unlock(); return b.fault(op, true) }, nil
}

func (b *books) Probe(context.Context) error {
	end, err := b.begin("probe")
	if err != nil {
		return err
	}
	b.probes++
	return end()
}

func (b *books) Fields(context.Context) (bool, error) {
	end, err := b.begin("fields")
	if err != nil {
		return false, err
	}
	return !b.noFields, end()
}

func (b *books) Find(_ context.Context, look rules.Lookup) (rules.Candidate, error) {
	end, err := b.begin("find")
	if err != nil {
		return rules.Candidate{}, err
	}
	id := b.find(look)
	return rules.Candidate{ID: id, Name: b.named(id)}, end()
}

func (b *books) named(id string) string {
	for i, c := range b.customers {
		if name, _ := c["name"].(string); customerID(i) == id {
			return name
		}
	}
	return ""
}

func (b *books) find(look rules.Lookup) string {
	for i, c := range b.customers {
		if look.By == rules.ByExternalID && c["externalId"] == look.Value {
			return customerID(i)
		}
		phones, _ := c["phones"].([]any)
		for _, p := range phones {
			if look.By == rules.ByPhone && p.(map[string]any)["phone"] == look.Value {
				return customerID(i)
			}
		}
	}
	return ""
}

func customerID(i int) string { return fmt.Sprintf("c%023d", i) }

func (b *books) Shared(_ context.Context, number string) ([]rules.Candidate, error) {
	end, err := b.begin("search")
	if err != nil {
		return nil, err
	}
	var found []rules.Candidate
	for i, c := range b.customers {
		if c["shared"] == number {
			found = append(found, rules.Candidate{ID: customerID(i), Name: fmt.Sprint(c["name"]), Created: time.UnixMilli(int64(i))})
		}
	}
	return found, end()
}

func (b *books) Customer(_ context.Context, id string) (rules.Candidate, error) {
	end, err := b.begin("customer")
	if err != nil {
		return rules.Candidate{}, err
	}
	for i := range b.customers {
		if customerID(i) == id {
			return rules.Candidate{ID: id, Name: b.named(id)}, end()
		}
	}
	if err := end(); err != nil {
		return rules.Candidate{}, err
	}
	return rules.Candidate{}, &kustomer.Error{Kind: kustomer.NotFound, Op: "get customer", Status: 404}
}

func (b *books) Conversations(_ context.Context, customer string) ([]rules.Conversation, error) {
	end, err := b.begin("list")
	if err != nil {
		return nil, err
	}
	var list []rules.Conversation
	for id, c := range b.conversations {
		if c["customer"] != customer {
			continue
		}
		custom, _ := c["custom"].(map[string]any)
		str := func(name string) string { s, _ := custom[name].(string); return s }
		external, _ := c["externalId"].(string)
		list = append(list, rules.Conversation{
			ID: id, ExternalID: external, Status: c["status"].(string), CreatedAt: c["at"].(time.Time), Channel: str("sessionChannelStr"),
			Menu: rules.Menu{ID: str("inboundMenuIdStr"), Path: str("inboundMenuSelectionStr")},
		})
	}
	return list, end()
}

func (b *books) Apply(_ context.Context, w rules.Write) (rules.Outcome, error) {
	end, err := b.begin(w.Verb + " " + w.Target)
	if err != nil {
		return rules.Outcome{}, err
	}
	var body map[string]any
	if err := json.Unmarshal(w.Body, &body); err != nil {
		return rules.Outcome{}, err
	}
	if custom, _ := body["custom"].(map[string]any); b.refuse != "" && custom[b.refuse] != nil {
		_ = end()
		return rules.Outcome{}, &kustomer.Error{Kind: kustomer.Refused, Op: "write", Status: 400, Field: b.refuse, Custom: true}
	}
	out, err := b.apply(w, body)
	if late := end(); late != nil {
		return rules.Outcome{}, late
	}
	return out, err
}

func (b *books) apply(w rules.Write, body map[string]any) (rules.Outcome, error) {
	shelf := map[string]map[string]map[string]any{
		rules.OnConversation: b.conversations, rules.OnMessage: b.messages, rules.OnNote: b.notes,
	}[w.Target]
	switch {
	case w.Verb == rules.Change && w.Target == rules.OnCustomer:
		return b.changeCustomer(w.ID, body)
	case w.Target == rules.OnCustomer:
		return b.createCustomer(body), nil
	case w.Verb == rules.Change:
		if shelf[w.ID] == nil {
			return rules.Outcome{}, &kustomer.Error{Kind: kustomer.NotFound, Op: "change", Status: 404}
		}
		for name, value := range body {
			shelf[w.ID][name] = value
		}
		return rules.Outcome{ID: w.ID}, nil
	case shelf[w.ID] != nil:
		return rules.Outcome{ID: w.ID, Taken: true}, nil
	case w.Parent != "" && b.conversations[w.Parent] == nil:
		return rules.Outcome{}, &kustomer.Error{Kind: kustomer.NotFound, Op: "create", Status: 404}
	}
	body["at"], body["parent"] = time.Now(), w.Parent
	shelf[w.ID] = body
	b.made[w.Target]++
	return rules.Outcome{ID: w.ID}, nil
}

func (b *books) changeCustomer(id string, body map[string]any) (rules.Outcome, error) {
	for i := range b.customers {
		if customerID(i) == id {
			maps.Copy(b.customers[i], body)
			return rules.Outcome{ID: id}, nil
		}
	}
	return rules.Outcome{}, &kustomer.Error{Kind: kustomer.NotFound, Op: "change", Status: 404}
}

func (b *books) createCustomer(body map[string]any) rules.Outcome {
	external, _ := body["externalId"].(string)
	looks := []rules.Lookup{{By: rules.ByExternalID, Value: external}}
	phones, _ := body["phones"].([]any)
	for _, p := range phones {
		looks = append(looks, rules.Lookup{By: rules.ByPhone, Value: p.(map[string]any)["phone"].(string)})
	}
	for _, look := range looks {
		if id := b.find(look); look.Value != "" && id != "" {
			return rules.Outcome{ID: id, Name: b.named(id), Taken: true, Ours: look.By == rules.ByExternalID}
		}
	}
	b.customers = append(b.customers, body)
	id := customerID(len(b.customers) - 1)
	return rules.Outcome{ID: id, Name: b.named(id)}
}

// status is the message's meta.status of each session, by the message's externalId.
func (b *books) statuses() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := map[string]string{}
	for _, m := range b.messages {
		all[m["externalId"].(string)] = m["meta"].(map[string]any)["status"].(string)
	}
	return all
}

func (b *books) counts() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return fmt.Sprintf("%d customers, %d conversations, %d messages, %d notes", len(b.customers), len(b.conversations), len(b.messages), len(b.notes))
}
