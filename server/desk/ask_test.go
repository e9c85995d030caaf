package desk_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/desk"
)

// counter is a desk of one tenant that chose settings.
func counter(t *testing.T, p *platform, o *others, change func(*desk.Tenant)) *desk.Desk {
	t.Helper()
	d := desk.New(desk.Config{People: o, Leases: o, Teller: o, Tenant: func(id string) (desk.Tenant, bool) {
		tenant := desk.Tenant{Calls: p, Statuses: p, DefaultCountry: "US"}
		if change != nil {
			change(&tenant)
		}
		return tenant, id == "acme"
	}})
	t.Cleanup(d.Stop)
	return d
}

// midnight in UTC of a winter's day, as synctest begins it: 16:00 the day before in California, 01:00
// in Berlin.
func TestNumberTellsWhereItLeads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := counter(t, newPlatform(), &others{}, nil)
		for name, c := range map[string]struct {
			ask  protocol.AskNumber
			want protocol.Number
		}{
			"one zone": {protocol.AskNumber{Typed: "+1 415 555 0123"},
				protocol.Number{Number: "+14155550123", Country: "US", Offsets: []int{-480}}},
			"Canada, by its area code": {protocol.AskNumber{Typed: "+16045550123"},
				protocol.Number{Number: "+16045550123", Country: "CA", Offsets: []int{-480}}},
			"the tenant's country": {protocol.AskNumber{Typed: "4155550123"},
				protocol.Number{Number: "+14155550123", Country: "US", Offsets: []int{-480}}},
			"the chosen country": {protocol.AskNumber{Typed: "030 901820", Country: "de"},
				protocol.Number{Number: "+4930901820", Country: "DE", Offsets: []int{60}}},
			"half an hour": {protocol.AskNumber{Typed: "+91 22 2345 6789"},
				protocol.Number{Number: "+912223456789", Country: "IN", Offsets: []int{330}}},
			"nobody's country": {protocol.AskNumber{Typed: "+800 1234 5678"},
				protocol.Number{Number: "+80012345678"}},
		} {
			got := d.Number("acme", c.ask)
			c.want.Typed = c.ask.Typed
			require.Equal(t, c.want, got, name)
		}
		wide := d.Number("acme", protocol.AskNumber{Typed: "+12085550123"})
		require.Equal(t, []int{-480, -420}, wide.Offsets, "Idaho has two clocks")
		require.Empty(t, d.Number("acme", protocol.AskNumber{Typed: "+18005550123"}).Offsets, "toll-free: anywhere")
	})
}

func TestNumberSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := counter(t, newPlatform(), &others{}, nil)
	require.Equal(t, "bad-number", d.Number("acme", protocol.AskNumber{Typed: "555-CALL"}).Problem.Code)
	require.Equal(t, "unknown-tenant", d.Number("nobody", protocol.AskNumber{Typed: "+14155550123"}).Problem.Code)
}

func TestWarningBeforeCall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*desk.Tenant)
		number string
		code   string
		text   string
	}{
		"on the list":           {func(t *desk.Tenant) { t.DoNotCall = []string{"+14155550123"} }, "4155550123", "do-not-call", "do-not-call list"},
		"not on the list":       {func(t *desk.Tenant) { t.DoNotCall = []string{"+14155550124"} }, "4155550123", "", ""},
		"night in Berlin":       {quietHours("20:00", "08:00"), "+4930901820", "quiet-hours", "quiet hours"},
		"afternoon in the west": {quietHours("20:00", "08:00"), "+14155550123", "", ""},
		"within one day":        {quietHours("12:00", "17:00"), "+14155550123", "quiet-hours", "quiet hours"},
		"its end is no part":    {quietHours("12:00", "16:00"), "+14155550123", "", ""},
		"its begin is":          {quietHours("16:00", "17:00"), "+14155550123", "quiet-hours", "quiet hours"},
		"nobody's clock":        {quietHours("00:00", "23:59"), "+80012345678", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPlatform()
				d := counter(t, p, &others{}, c.change)
				dialed := d.Dial(context.Background(), "acme", "ana", 1, protocol.Dial{Number: c.number})
				if c.code == "" {
					require.Equal(t, protocol.DialPlaced, dialed.Result)
					return
				}
				require.Equal(t, protocol.DialWarned, dialed.Result)
				require.Equal(t, c.code, dialed.Problem.Code)
				require.Contains(t, dialed.Problem.Text, c.text)
				require.NotEmpty(t, dialed.Problem.Fix)
				require.Empty(t, p.dials)
				require.Equal(t, dialed.Problem, d.Number("acme", protocol.AskNumber{Typed: c.number}).Warning)

				dialed = d.Dial(context.Background(), "acme", "ana", 1, protocol.Dial{Number: c.number, Anyway: true})
				require.Equal(t, protocol.DialPlaced, dialed.Result)
				require.Len(t, p.dials, 1)
			})
		})
	}
}

func quietHours(from, to string) func(*desk.Tenant) {
	return func(t *desk.Tenant) { t.QuietHours = &rules.QuietHours{From: from, To: to} }
}

func TestChoicesArePassedOn(t *testing.T) {
	t.Parallel()
	p := newPlatform()
	d := counter(t, p, &others{}, func(t *desk.Tenant) {
		t.OutboundNumbers, t.Languages = []string{"+14155550100"}, []string{"en", "es"}
	})
	dial := protocol.Dial{Number: "030 901820", Country: "DE", Outbound: "+14155550100", Language: "es"}
	require.Equal(t, protocol.DialPlaced, d.Dial(context.Background(), "acme", "ana", 1, dial).Result)
	require.Equal(t, []ccaip.Dial{{AgentEmail: "ana@acme.example", EndUserNumber: "+4930901820", OutboundNumber: "+14155550100", Lang: "es"}}, p.dials)

	for code, wrong := range map[string]protocol.Dial{
		"outbound-gone": {Number: "+14155550123", Outbound: "+14155550199"},
		"language-gone": {Number: "+14155550123", Language: "tlh"},
	} {
		got := d.Dial(context.Background(), "acme", "ana", 1, wrong)
		require.Equal(t, protocol.DialRefused, got.Result)
		require.Equal(t, code, got.Problem.Code)
	}
}

// Every cause that the platform's page on its calls API lists, in its own words or ours, has advice of
// its own.
func TestEveryRefusalSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for words, fix := range map[string]string{
		"Agent is not available to take this call": "Sign in to the softphone",
		"Agent is not logged in":                   "Sign in to the softphone",
		"Agent is Offline":                         "Sign in to the softphone",
		"Agent email required":                     "same e-mail",
		"Not a valid agent email":                  "same e-mail",
		"ticket_id or end_user_number required":    "Type a number",
		"end_user_number is not well-formed":       "Check the number",
		"outbound_number is not well-formed":       "another outbound number",
		"Contact not found":                        "Type the customer's number",
		"Invalid call type":                        "Tell an admin",
		"Agent does not have access to calls":      "right to make calls",
		"This number is on the Do Not Call list":   "Do not call",
		"The line is Busy":                         "engaged",
		"No answer":                                "try again later",
		"Agent is already on a call":               "End the call",
		"Language not supported":                   "another language",
		"Unknown subdomain":                        "check the platform's address",
		"Something nobody has read before":         "Put right what it says",
	} {
		p := newPlatform()
		p.dialErr = &ccaip.Error{Kind: ccaip.Refused, Detail: words}
		got := counter(t, p, &others{}, nil).Dial(context.Background(), "acme", "ana", 1, protocol.Dial{Number: "+14155550123"})
		require.Equal(t, protocol.DialRefused, got.Result, words)
		require.Equal(t, words, got.Problem.Text)
		require.Contains(t, got.Problem.Fix, fix, words)
	}
}

func TestPressedTwiceWithAWarningIsOneCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		d := counter(t, p, &others{}, func(t *desk.Tenant) { t.DoNotCall = []string{"+14155550123"} })
		for range 3 {
			d.Dial(context.Background(), "acme", "ana", 1, protocol.Dial{Number: "+14155550123", Anyway: true})
		}
		require.Len(t, p.dials, 1)
		time.Sleep(3 * time.Second)
		d.Dial(context.Background(), "acme", "ana", 1, protocol.Dial{Number: "+14155550123", Anyway: true})
		require.Len(t, p.dials, 2)
	})
}
