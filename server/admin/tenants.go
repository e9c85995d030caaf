package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"agentadapter/server/engine"
)

// Tenants keeps whom the server serves. Errors are *ConnectionFaults, engine.ErrExists,
// engine.ErrNotFound or ErrEnvironment where who asks has to look again.
type Tenants interface {
	List() []Connection
	// Show answers a tenant that is served or is being removed.
	Show(id string) (Connection, bool)
	// Try answers the clients that a connection would have; nothing is kept.
	Try(id string, by Asker, o ConnectionOrder) (Tenant, error)
	Add(ctx context.Context, by Asker, o ConnectionOrder) (Connection, error)
	Change(ctx context.Context, id string, by Asker, o ConnectionOrder) (Connection, error)
	// Rotate puts a secret in the place of the present one, an empty one: made here. An inbound one is
	// still taken for so long.
	Rotate(ctx context.Context, id, which string, by Asker, secret string, grace time.Duration) (now string, err error)
	// Retire ends that while; false: there was none.
	Retire(ctx context.Context, id, which string, by Asker) (bool, error)
	Remove(ctx context.Context, id string, by Asker) error
}

// Asker is who has something done: the operator may do more.
type Asker struct {
	Name     string
	Operator bool
}

// ErrEnvironment: the tenant is declared by the environment.
var ErrEnvironment = errors.New("admin: declared by the environment")

// ConnectionFaults are what is wrong with a connection, each fault with its name.
type ConnectionFaults []string

// Error tells them all.
func (f ConnectionFaults) Error() string {
	text := ""
	for _, one := range f {
		text += " " + one
	}
	return "the connection cannot be used:" + text
}

// Connection is how a tenant is connected. No secret is in it.
type Connection struct {
	Tenant string `json:"tenant"`
	// Environment: declared by the environment, and changed there alone.
	Environment bool `json:"environment"`
	// Complete: both sides are connected. Leaving: it is being removed.
	Complete bool       `json:"complete"`
	Leaving  bool       `json:"leaving"`
	Version  int        `json:"version"`
	Since    *time.Time `json:"since"`
	Changed  *time.Time `json:"changed"`
	Author   string     `json:"author"`
	Kustomer CRMSide    `json:"kustomer"`
	Platform CCAIPSide  `json:"platform"`
	Secrets  []KeptWord `json:"secrets"`
}

// CRMSide is the connection to Kustomer.
type CRMSide struct {
	BaseURL     string `json:"baseURL"`
	Org         string `json:"org"`
	AppURL      string `json:"appURL"`
	CardScript  string `json:"cardScript"`
	BindCommand string `json:"bindCommand"`
}

// CCAIPSide is the connection to CCAI Platform. Times are like 5s or 1m.
type CCAIPSide struct {
	BaseURL     string  `json:"baseURL"`
	Subdomain   string  `json:"subdomain"`
	EventsUser  string  `json:"eventsUser"`
	Rate        float64 `json:"rate"`
	StatusPoll  string  `json:"statusPoll"`
	StorageURL  string  `json:"storageURL"`
	StoragePoll string  `json:"storagePoll"`
	Reconcile   string  `json:"reconcile"`
}

// KeptWord tells of a secret whether it is there.
type KeptWord struct {
	Which string `json:"which"`
	Set   bool   `json:"set"`
	// Inbound: others send it to us; we make it.
	Inbound bool `json:"inbound"`
	// FormerUntil is until when the one before is still taken; null: it is not.
	FormerUntil *time.Time `json:"formerUntil"`
}

// ConnectionOrder is a connection as it shall be; what is absent stays as it is.
type ConnectionOrder struct {
	Tenant   string     `json:"tenant,omitempty"`
	Kustomer CRMOrder   `json:"kustomer"`
	Platform CCAIPOrder `json:"platform"`
}

// CRMOrder is Kustomer's side of an order. OrgID is learned, not told.
type CRMOrder struct {
	BaseURL     *string `json:"baseURL,omitempty"`
	Org         *string `json:"org,omitempty"`
	AppURL      *string `json:"appURL,omitempty"`
	CardScript  *string `json:"cardScript,omitempty"`
	BindCommand *string `json:"bindCommand,omitempty"`
	Key         *string `json:"key,omitempty"`
	OrgID       string  `json:"-"`
}

// CCAIPOrder is CCAI Platform's side of an order.
type CCAIPOrder struct {
	BaseURL       *string  `json:"baseURL,omitempty"`
	Subdomain     *string  `json:"subdomain,omitempty"`
	EventsUser    *string  `json:"eventsUser,omitempty"`
	Rate          *float64 `json:"rate,omitempty"`
	StatusPoll    *string  `json:"statusPoll,omitempty"`
	StorageURL    *string  `json:"storageURL,omitempty"`
	StoragePoll   *string  `json:"storagePoll,omitempty"`
	Reconcile     *string  `json:"reconcile,omitempty"`
	Token         *string  `json:"token,omitempty"`
	StorageKey    *string  `json:"storageKey,omitempty"`
	StorageSecret *string  `json:"storageSecret,omitempty"`
}

type tenantsBody struct {
	Tenants []Connection `json:"tenants"`
}

func (a *Admin) listTenants(*call) (any, error) {
	all := a.cfg.Tenants.List()
	if all == nil {
		all = []Connection{}
	}
	return tenantsBody{all}, nil
}

// madeBody is what adding a tenant answers: the secrets that were made, shown by it alone.
type madeBody struct {
	Connection
	Values []Value `json:"values"`
}

// addTenant checks the key against Kustomer and keeps the tenant.
func (a *Admin) addTenant(c *call) (any, error) {
	var in ConnectionOrder
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if _, known := a.cfg.Tenants.Show(in.Tenant); known {
		return nil, tenantTaken
	}
	if err := a.tryKey(c, "", &in); err != nil {
		return nil, err
	}
	if in.Platform.Token != nil {
		if err := a.tryToken(c, "", in); err != nil {
			return nil, err
		}
	}
	made, err := a.cfg.Tenants.Add(c.ctx, c.asker(), in)
	if err != nil {
		return nil, connectionFault(err)
	}
	c.subject, c.detail = made.Tenant, "Kustomer org "+made.Kustomer.Org
	a.log.InfoContext(c.ctx, "a tenant was added", "tenant", made.Tenant, "author", c.who.name)
	t, _ := a.cfg.Tenant(made.Tenant)
	return madeBody{made, t.Values}, nil
}

func (c *call) asker() Asker { return Asker{c.who.name, c.who.operator} }

func (a *Admin) connection(c *call) (any, error) {
	is, ok := a.cfg.Tenants.Show(c.PathValue("tenant"))
	if !ok {
		return nil, noTenant
	}
	return is, nil
}

// changeTenant checks what is new of both sides' connections, and keeps it if it works.
func (a *Admin) changeTenant(c *call) (any, error) {
	var in ConnectionOrder
	if err := c.read(&in); err != nil {
		return nil, err
	}
	in.Tenant = ""
	if in.Kustomer.touched() {
		if err := a.tryKey(c, c.tenant.ID, &in); err != nil {
			return nil, err
		}
	}
	if in.Platform.touched() {
		if err := a.tryToken(c, c.tenant.ID, in); err != nil {
			return nil, err
		}
	}
	is, err := a.cfg.Tenants.Change(c.ctx, c.tenant.ID, c.asker(), in)
	if err != nil {
		return nil, connectionFault(err)
	}
	c.detail = in.said()
	a.log.InfoContext(c.ctx, "a tenant's connection was changed", "tenant", c.tenant.ID, "what", c.detail, "author", c.who.name)
	return is, nil
}

// removingBody is what removing a tenant answers.
type removingBody struct {
	Tenant string `json:"tenant"`
	Text   string `json:"text"`
}

// removeTenant begins the removal; GET answers 404 once nothing is left.
func (a *Admin) removeTenant(c *call) (any, error) {
	id := c.PathValue("tenant")
	if err := a.cfg.Tenants.Remove(c.ctx, id, c.asker()); err != nil {
		return nil, connectionFault(err)
	}
	a.log.InfoContext(c.ctx, "a tenant is being removed", "tenant", id, "author", c.who.name)
	return removingBody{id, "Nobody is served under this name any more, and all that is kept of it is being taken away. " +
		"Records in Kustomer, what CCAI Platform keeps and earlier backups are not touched."}, nil
}

var tenantTaken = no(http.StatusConflict, "tenant-exists", "There is a tenant of this name already.", "Choose another name, or change that one.")

// connectionFault says what an order's error means to who gave it.
func connectionFault(err error) error {
	if faults, ok := errors.AsType[ConnectionFaults](err); ok {
		return &refusal{status: http.StatusBadRequest, Code: "bad-connection", Text: faults.Error(), Fix: "Mend what is named; nothing was changed."}
	}
	switch {
	case errors.Is(err, ErrEnvironment):
		return no(http.StatusConflict, "environment", "This tenant is declared by the server's environment.",
			"Change or remove its variables (KUSTOMER_…, CCAIP_…) and start the server again.")
	case errors.Is(err, engine.ErrExists):
		return tenantTaken
	case errors.Is(err, engine.ErrNotFound):
		return noTenant
	case err != nil:
		return fmt.Errorf("a tenant's connection: %w", err)
	}
	return nil
}
