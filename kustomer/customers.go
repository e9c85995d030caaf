package kustomer

import (
	"context"
	"net/http"
	"time"
)

// CustomersService is the chapter "Customers" of the API.
type CustomersService struct{ c *Client }

// Customer is one person on whose timeline everything hangs.
type Customer struct {
	ID               string             `json:"-"`
	Company          string             `json:"-"` // id of the company, "" for none
	Name             string             `json:"name"`
	DisplayName      string             `json:"displayName"`
	ExternalID       string             `json:"externalId"`
	ExternalIDs      []CustomerIdentity `json:"externalIds"`
	Emails           []Email            `json:"emails"`
	SharedEmails     []Email            `json:"sharedEmails"`
	Phones           []Phone            `json:"phones"`
	SharedPhones     []Phone            `json:"sharedPhones"`
	DedicatedUser    string             `json:"dedicatedUser"` // id of the user that owns the customer
	LastConversation Reference          `json:"lastConversation"`
	Custom           map[string]any     `json:"custom"`
	CreatedAt        time.Time          `json:"createdAt"`
	UpdatedAt        time.Time          `json:"updatedAt"`
	Deleted          bool               `json:"deleted"`
	Rev              int                `json:"rev"`
}

func (c *Customer) fill(r resource) bool {
	c.ID, c.Company = r.ID, r.one("company")
	return r.ID != ""
}

// CustomerIdentity is a name that another system gives the customer.
type CustomerIdentity struct {
	ExternalID string `json:"externalId"`
	Verified   bool   `json:"verified"`
}

// Phone is a telephone number in E.164. In phones it is unique in the org, in sharedPhones it
// may belong to several customers.
type Phone struct {
	Phone    string `json:"phone"`
	Type     string `json:"type,omitempty"` // mobile, home, work, fax, other
	Verified bool   `json:"verified"`
}

// Email is an e-mail address, unique in the org unless shared.
type Email struct {
	Email    string `json:"email"`
	Type     string `json:"type,omitempty"` // home, work, other
	Verified bool   `json:"verified"`
}

// Reference points at another record from inside an attribute.
type Reference struct {
	ID string `json:"id"`
}

// CustomerCreate is the body of a creation; what is empty is left out.
type CustomerCreate struct {
	Name         string         `json:"name,omitempty"`       // at most 256 characters
	ExternalID   string         `json:"externalId,omitempty"` // at most 256 characters, unique
	Emails       []Email        `json:"emails,omitempty"`     // at most 10
	Phones       []Phone        `json:"phones,omitempty"`     // at most 10
	SharedPhones []Phone        `json:"sharedPhones,omitempty"`
	Custom       map[string]any `json:"custom,omitempty"`
	DefaultLang  string         `json:"defaultLang,omitempty"`
}

// CustomerUpdate is the body of a change; what is empty stays as it is. Lists are replaced whole.
type CustomerUpdate struct {
	Name          string         `json:"name,omitempty"`
	ExternalID    string         `json:"externalId,omitempty"`
	Emails        []Email        `json:"emails,omitzero"`
	Phones        []Phone        `json:"phones,omitzero"`
	SharedPhones  []Phone        `json:"sharedPhones,omitzero"`
	Custom        map[string]any `json:"custom,omitempty"`
	DedicatedUser string         `json:"dedicatedUser,omitempty"` // older orgs answer 400 to it
}

// Get reads one customer. After a merge the old id is [NotFound].
func (s CustomersService) Get(ctx context.Context, id string) (Customer, error) {
	return s.find(ctx, "get customer", "/v1/customers/", id)
}

// ByPhone finds the customer that owns a number, given in E.164; nobody is [NotFound]. Shared
// numbers are not looked at.
func (s CustomersService) ByPhone(ctx context.Context, phone string) (Customer, error) {
	return s.find(ctx, "get customer by phone", "/v1/customers/phone=", phone)
}

// ByEmail finds the customer that owns an e-mail address; nobody is [NotFound].
func (s CustomersService) ByEmail(ctx context.Context, email string) (Customer, error) {
	return s.find(ctx, "get customer by e-mail", "/v1/customers/email=", email)
}

// ByExternalID finds a customer by the name another system gave it; nobody is [NotFound].
func (s CustomersService) ByExternalID(ctx context.Context, externalID string) (Customer, error) {
	return s.find(ctx, "get customer by external id", "/v1/customers/externalId=", externalID)
}

func (s CustomersService) find(ctx context.Context, op, prefix, value string) (Customer, error) {
	k, err := named(op, prefix, value)
	if err != nil {
		return Customer{}, err
	}
	return fetch[Customer](ctx, s.c, k)
}

// Create makes a customer. A phone, e-mail or external id that another one has is [Taken].
func (s CustomersService) Create(ctx context.Context, body CustomerCreate) (Customer, error) {
	k := call{op: "create customer", method: http.MethodPost, path: "/v1/customers", body: body}
	return fetch[Customer](ctx, s.c, k)
}

// Update changes a customer as it was last read. The whole record is asked for because a change
// that does not name the company would unlink it.
func (s CustomersService) Update(ctx context.Context, current Customer, change CustomerUpdate) (Customer, error) {
	k, err := named("update customer", "/v1/customers/", current.ID)
	if err != nil {
		return Customer{}, err
	}
	k.method = http.MethodPatch
	k.body = struct {
		CustomerUpdate
		Company string `json:"company,omitempty"`
	}{change, current.Company}
	return fetch[Customer](ctx, s.c, k)
}

// BySharedPhone finds all customers that share a number. It is a search, and the index behind it
// is up to a minute late: read each hit again before relying on it. At most 100 are returned.
func (s CustomersService) BySharedPhone(ctx context.Context, phone string) ([]Customer, error) {
	k := call{op: "search customers by shared phone", method: http.MethodPost, path: "/v1/customers/search", query: page("100"), search: true}
	k.body = map[string]any{
		"queryContext": "customer",
		"and":          []any{map[string]any{"customer_shared_phone": map[string]string{"equals": phone}}},
	}
	body, err := s.c.do(ctx, k)
	if err != nil {
		return nil, err
	}
	found, _, err := parseMany[Customer](body)
	if err != nil {
		return nil, unreadable(k.op, "the answer is not what was asked for: "+err.Error())
	}
	return found, nil
}
