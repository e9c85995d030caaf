package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// spoken checks that a refusal of the platform says why, in either of its two forms.
func spoken(t *testing.T, r reply, statuses ...int) {
	t.Helper()
	require.Contains(t, statuses, r.status, r.words())
	require.NotEmpty(t, r.text("message")+r.text("error"), "agents are shown the platform's own words: %s", r.words())
}

// atFault are the statuses that the product reads as "the request is at fault".
var atFault = []int{http.StatusBadRequest, http.StatusUnprocessableEntity}

func TestPlatformTransport(t *testing.T) {
	p := there(t, platform, "CONTRACT_CCAIP_URL")
	relies(t, fact{"4.1", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/apps-api, …/manager-api"}, "Basic credentials, and 401 without", func(t *testing.T) {
		for _, path := range []string{"/manager/api/v1/user_statuses", "/apps/api/v1/agent_statuses"} {
			p.expect(t, 200, http.MethodGet, path, nil)
			for _, who := range []credentials{nobody, basic("no-such-company", "no-such-token")} {
				require.Contains(t, []int{401, 403, 404}, p.as(who).get(t, path).status)
			}
			require.Equal(t, 401, p.as(nobody).get(t, path).status)
		}
	})
	relies(t, fact{"4.1", seen, "github.com/singer-io/tap-ujet"}, "what is not there is 404 and says so", func(t *testing.T) {
		for _, path := range []string{"/manager/api/v1/calls/999999999999", "/manager/api/v1/chats/999999999999"} {
			spoken(t, p.get(t, path), 404)
		}
	})
	relies(t, fact{"4.1", seen, "github.com/singer-io/tap-ujet"}, "a list comes in pages, told by headers", func(t *testing.T) {
		r := p.expect(t, 200, http.MethodGet, "/manager/api/v1/agents?page=1&per=1", nil)
		agents := len(list(t, r.body))
		total := headerNumber(t, r, "Total")
		require.Equal(t, min(1, total), agents)
		require.Equal(t, 1, headerNumber(t, r, "Per-Page"))
		require.Equal(t, total > 1, nextPage(r) != "", "Link has rel=next while there is more")
		if next := nextPage(r); next != "" {
			at, err := url.Parse(next)
			require.NoError(t, err)
			r = p.expect(t, 200, http.MethodGet, at.RequestURI(), nil)
			require.Len(t, list(t, r.body), 1)
		}
		r = p.expect(t, 200, http.MethodGet, fmt.Sprintf("/manager/api/v1/agents?page=%d&per=100", total/100+2), nil)
		require.Empty(t, list(t, r.body), "beyond the last page is nothing")
	})
	relies(t, fact{"4.1", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/apps-api"}, "more than the allowed requests a second are 429", func(t *testing.T) {
		p.needsStandIn(t, "a real instance's budget belongs to those who work with it")
		p.turn(t, "rateLimit", map[string]any{"limit": 3, "window": "1s"})
		unpaced := *p
		unpaced.every = 0
		var refused reply
		for range 12 {
			r, err := unpaced.try(http.MethodGet, "/manager/api/v1/user_statuses", nil)
			require.NoError(t, err)
			if r.status == 429 {
				refused = r
			}
		}
		spoken(t, refused, 429)
	})
}

var nextLink = regexp.MustCompile(`<([^>]*)>;\s*rel="?next"?`)

// nextPage reads the Link header.
func nextPage(r reply) string {
	if m := nextLink.FindStringSubmatch(strings.Join(r.header.Values("Link"), ", ")); m != nil {
		return m[1]
	}
	return ""
}

func TestPlatformAgents(t *testing.T) {
	p := there(t, platform, "CONTRACT_CCAIP_URL")
	on := fact{"4.3", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/manager-api-agents; github.com/singer-io/tap-ujet"}
	relies(t, on, "an agent has an id, an e-mail and a status by name", func(t *testing.T) {
		for _, each := range list(t, p.expect(t, 200, http.MethodGet, "/manager/api/v1/agents?per=5", nil).body) {
			whole(t, at(each, "id"))
			hasKeys(t, each, "email", "status", "online", "agent_number")
			require.NotEmpty(t, at(each, "status", "name"))
		}
	})
	relies(t, on, "an agent is found by e-mail and by id, nobody by another", func(t *testing.T) {
		who := someone(t, p)
		for _, filter := range []string{"email=" + url.QueryEscape(who.email), "id%5B%5D=" + who.id, "id[]=" + who.id} {
			found := list(t, p.expect(t, 200, http.MethodGet, "/manager/api/v1/agents?"+filter, nil).body)
			require.Len(t, found, 1)
			require.Equal(t, who.id, fmt.Sprint(plain(at(found[0], "id"))))
		}
		found := list(t, p.expect(t, 200, http.MethodGet, "/manager/api/v1/agents?email="+run+"@example.com", nil).body)
		require.Empty(t, found)
	})
}

// agent is a person of the platform.
type agent struct{ id, email, status string }

// someone is the agent that CONTRACT_CCAIP_AGENT names by e-mail, or the first.
func someone(t *testing.T, p *neighbour) agent {
	t.Helper()
	r := p.expect(t, 200, http.MethodGet, "/manager/api/v1/agents?per=1&email="+url.QueryEscape(os.Getenv("CONTRACT_CCAIP_AGENT")), nil)
	if os.Getenv("CONTRACT_CCAIP_AGENT") == "" {
		r = p.expect(t, 200, http.MethodGet, "/manager/api/v1/agents?per=1", nil)
	}
	first := r.at(0)
	require.NotNil(t, first, "the instance has no such agent")
	email, _ := at(first, "email").(string)
	status, _ := at(first, "status", "name").(string)
	return agent{fmt.Sprint(plain(at(first, "id"))), email, status}
}

func TestPlatformStatuses(t *testing.T) {
	p := there(t, platform, "CONTRACT_CCAIP_URL")
	relies(t, fact{"4.2", seen, "github.com/JonnyPu2000/logout_ccaip and others"}, "the list of statuses has names, which the mapping is made of", func(t *testing.T) {
		var names []any
		for _, each := range list(t, p.expect(t, 200, http.MethodGet, "/manager/api/v1/user_statuses", nil).body) {
			hasKeys(t, each, "id", "name", "color")
			names = append(names, at(each, "name"))
		}
		require.Contains(t, names, any("Available"))
	})
	relies(t, fact{"4.2", seen, "github.com/sergiocastillo-2981/sergio-ccaip-reporting_v2"}, "one request reads the status of all agents", func(t *testing.T) {
		for _, each := range list(t, p.expect(t, 200, http.MethodGet, "/manager/api/v1/agents/current_status", nil).body) {
			whole(t, at(each, "id"))
			require.NotEmpty(t, at(each, "status"))
			moment(t, at(each, "status_updated_at"))
		}
	})
	on := fact{"4.2", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/apps-api-agent-status"}
	relies(t, on, "the Apps API tells the same", func(t *testing.T) {
		for _, each := range list(t, p.expect(t, 200, http.MethodGet, "/apps/api/v1/agent_statuses", nil).body) {
			hasKeys(t, each, "agent_id", "name", "email", "current_status")
		}
	})
	relies(t, on, "a status that does not exist is not taken", func(t *testing.T) {
		r := setStatus(t, p, lent(t, p).id, run)
		if r.status == http.StatusOK {
			require.NotEqual(t, run, r.at(0, "current_status"))
			return
		}
		spoken(t, r, append(atFault, 404)...)
	})
	relies(t, on, "a system status is refused in the agent's own entry, not in the HTTP status", func(t *testing.T) {
		who := lent(t, p)
		r := setStatus(t, p, who.id, "In-call")
		require.Equal(t, 200, r.status, r.words())
		require.Equal(t, who.id, fmt.Sprint(plain(r.at(0, "agent_id"))))
		require.Equal(t, r.at(0, "previous_status"), r.at(0, "current_status"))
		require.NotEmpty(t, r.at(0, "message"), "agents are shown the platform's own words")
	})
	relies(t, on, "a change is told with before and after, and read back", func(t *testing.T) {
		who := changeable(t, p)
		r := setStatus(t, p, who.id, "Break")
		t.Cleanup(func() { setStatus(t, p, who.id, who.status) })
		require.Equal(t, 200, r.status, r.words())
		require.Equal(t, who.status, r.at(0, "previous_status"))
		require.Equal(t, "Break", r.at(0, "current_status"))
		require.Equal(t, "Break", someone(t, p).status)
	})
}

func setStatus(t *testing.T, p *neighbour, id, status string) reply {
	t.Helper()
	writes(t)
	return p.ask(t, http.MethodPost, "/apps/api/v1/agent_statuses", []byte(fmt.Sprintf(`{"status":%q,"agent_ids":[%s]}`, status, id)))
}

// lent is an agent whom the checks may ask things of.
func lent(t *testing.T, p *neighbour) agent {
	t.Helper()
	p.lasting(t, os.Getenv("CONTRACT_CCAIP_AGENT"), "somebody might miss calls; set CONTRACT_CCAIP_AGENT to the e-mail of one who may be in Break for a moment")
	return someone(t, p)
}

// changeable is one of them whose status may be changed now.
func changeable(t *testing.T, p *neighbour) agent {
	t.Helper()
	who := lent(t, p)
	if who.status != "Available" && who.status != "Unavailable" {
		t.Skipf("the agent is in %s; let them be Available or Unavailable", who.status)
	}
	return who
}
