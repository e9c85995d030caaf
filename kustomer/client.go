package kustomer

import (
	"log/slog"
	"net/http"
	"strings"
)

// Config says how to reach one Kustomer org.
type Config struct {
	// BaseURL is the org's own host, "https://{org}.api.kustomerapp.com", without "/v1".
	BaseURL string
	// Key is the API key; it goes into the Authorization header and nowhere else.
	Key string
	// HTTP makes the requests; nil: a client of our own. Redirects are never followed, since
	// they would carry the key to another place.
	HTTP *http.Client
	// Logger gets one line per call at level debug; nil: silence.
	Logger *slog.Logger
	// Budget is shared by all clients of one org; nil: one of the client's own.
	Budget *Budget
}

// Client makes calls to one Kustomer org. It is safe for concurrent use.
type Client struct {
	base     string
	key      string
	http     *http.Client
	log      *slog.Logger
	budget   *Budget
	searches *Budget
	urgency  urgency

	Apps          AppsService
	Attachments   AttachmentsService
	Auth          AuthService
	Conversations ConversationsService
	Customers     CustomersService
	Messages      MessagesService
	Metadata      MetadataService
	Notes         NotesService
	Routing       RoutingService
	Teams         TeamsService
	Users         UsersService
}

// New returns a client for the org that cfg describes. A base address that is none shows at the
// first call, as an [*Error] of [Kind] [KeyAtFault].
func New(cfg Config) *Client {
	c := &Client{
		base:     strings.TrimRight(cfg.BaseURL, "/"),
		key:      cfg.Key,
		http:     ownHTTP(cfg.HTTP),
		log:      cfg.Logger,
		budget:   cfg.Budget,
		searches: newBudget(searchesPerMinute),
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.budget == nil {
		c.budget = NewBudget()
	}
	c.wire()
	return c
}

// BackFill returns a client for work that can wait: the same org, key and budget, but its calls
// leave room in the budget for those of live sessions.
func (c *Client) BackFill() *Client {
	late := *c
	late.urgency = backFill
	late.wire()
	return &late
}

// Budget returns the budget that the client's calls are taken from.
func (c *Client) Budget() *Budget { return c.budget }

// wire points the services at their client.
func (c *Client) wire() {
	c.Apps = AppsService{c}
	c.Attachments = AttachmentsService{c}
	c.Auth = AuthService{c}
	c.Conversations = ConversationsService{c}
	c.Customers = CustomersService{c}
	c.Messages = MessagesService{c}
	c.Metadata = MetadataService{c}
	c.Notes = NotesService{c}
	c.Routing = RoutingService{c}
	c.Teams = TeamsService{c}
	c.Users = UsersService{c}
}

// ownHTTP copies the given client so that its redirect rule can be ours.
func ownHTTP(given *http.Client) *http.Client {
	if given == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 32
		given = &http.Client{Transport: transport}
	}
	own := *given
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}
