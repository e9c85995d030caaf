package contract

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The words that the platform may put into status. A word that is not among them is read, shown
// and taken for a session that goes on.
var (
	callWords = []any{"selecting", "queued", "assigned", "connecting", "switching", "connected", "finished", "failed", "recovered",
		"scheduled", "action_only", "action_only_finished", "deflected", "voicemail", "voicemail_received", "voicemail_read",
		"va_assigned", "va_connected", "preview_pending", "preview_ready", "campaign_connecting", "campaign_connected", "requeued"}
	chatWords = []any{"queued", "assigned", "ongoing", "dismissed", "va_dismissed", "va_assigned", "va_connected", "finished",
		"timeout", "abandoned", "canceled", "deflected", "failed"}
)

// sessionKeys are the names that the product reads of both kinds.
var sessionKeys = []string{
	"id", "lang", "session_type_v2", "status", "created_at", "queued_at", "assigned_at", "connected_at", "updated_at", "queue_duration",
	"hold_duration", "rating", "has_feedback", "fail_reason", "selected_menu", "menu_path", "agent_info", "end_user", "participants",
	"transfers", "support_number", "outbound_number", "disconnected_by", "deflection", "answer_type",
}

func TestPlatformSessions(t *testing.T) {
	p := there(t, platform, "CONTRACT_CCAIP_URL")
	played(t, p)
	for kind, of := range map[string]struct {
		words []any
		keys  []string
	}{
		"call": {callWords, []string{"call_type", "ends_at", "call_duration", "recording_url", "recording_permission", "voicemail_reason", "out_ticket_id"}},
		"chat": {chatWords, []string{"chat_type", "chat_duration", "message_count", "transcript"}},
	} {
		sessions(t, p, kind, of.words, of.keys)
	}
	recording(t, p)
	menus(t, p)
}

// recording looks at the beginning of one.
func recording(t *testing.T, p *neighbour) {
	relies(t, fact{"4.8", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/call-recording-data-storage"}, "a recording can be fetched, on the platform with our credentials", func(t *testing.T) {
		var address string
		for _, each := range list(t, p.expect(t, 200, http.MethodGet, "/manager/api/v1/calls?per=100", nil).body) {
			if found, _ := at(each, "recording_url").(string); found != "" {
				address = found
			}
		}
		if address == "" {
			t.Skip("none of the last hundred calls has a recording")
		}
		req, err := http.NewRequest(http.MethodGet, address, nil)
		require.NoError(t, err)
		if strings.HasPrefix(address, p.base+"/") {
			p.who(req)
		}
		res, err := client.Do(req)
		require.NoError(t, err)
		defer res.Body.Close()
		if res.StatusCode/100 == 3 {
			t.Log("the address leads on, which the product follows without credentials")
			return
		}
		require.Equal(t, 200, res.StatusCode)
		_, err = io.ReadFull(res.Body, make([]byte, 1))
		require.NoError(t, err, "there is something in it")
	})
}

// played makes a stand-in have a call and a chat that are over.
func played(t *testing.T, p *neighbour) {
	t.Helper()
	if !p.standIn() || readOnly {
		return
	}
	for _, story := range []string{"inbound-answered", "chat-answered"} {
		r := p.as(nobody).expect(t, 200, http.MethodPost, "/_stories/"+story, map[string]any{"talk": "100ms", "wrap_up": "0s"})
		path := fmt.Sprintf("/manager/api/v1/%vs/%v", r.at("sessions", 0, "kind"), plain(r.at("sessions", 0, "id")))
		eventually(t, "the story comes to its end", 20*time.Second, func() bool { return p.get(t, path).text("status") == "finished" })
	}
}

func sessions(t *testing.T, p *neighbour, kind string, words []any, keys []string) {
	path := "/manager/api/v1/" + kind + "s"
	on := fact{"4.5", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/manager-api-call; github.com/singer-io/tap-ujet"}
	some := list(t, p.expect(t, 200, http.MethodGet, path+"?per=3", nil).body)
	relies(t, on, "a "+kind+" has the fields that records are made of", func(t *testing.T) {
		if len(some) == 0 {
			t.Skip("the instance has had no " + kind)
		}
		for _, each := range some {
			hasKeys(t, each, append(sessionKeys, keys...)...)
			whole(t, at(each, "id"))
			moment(t, at(each, "created_at"))
			moment(t, at(each, "updated_at"))
			require.Contains(t, words, at(each, "status"), "a status that is not in our list (§4.6)")
			if at(each, "agent_info") != nil {
				whole(t, at(each, "agent_info", "id"))
			}
		}
	})
	relies(t, on, "a "+kind+" read by itself is the one of the list", func(t *testing.T) {
		if len(some) == 0 {
			t.Skip("the instance has had no " + kind)
		}
		id := fmt.Sprint(plain(at(some[0], "id")))
		r := p.expect(t, 200, http.MethodGet, path+"/"+id, nil)
		require.Equal(t, id, fmt.Sprint(plain(r.at("id"))))
		require.Equal(t, at(some[0], "created_at"), r.at("created_at"))
	})
	relies(t, fact{"6.5", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/manager-api"}, kind+"s are asked for by when they changed", func(t *testing.T) {
		since := func(from time.Time) []any {
			query := url.Values{"updated_at[from]": {from.UTC().Format(time.RFC3339)}}
			return list(t, p.expect(t, 200, http.MethodGet, path+"?per=100&"+query.Encode(), nil).body)
		}
		require.Empty(t, since(time.Now().Add(time.Hour)))
		if len(some) > 0 {
			changed, err := time.Parse(time.RFC3339, at(some[0], "updated_at").(string))
			require.NoError(t, err)
			require.NotEmpty(t, since(changed.Add(-time.Second)))
		}
	})
}

func menus(t *testing.T, p *neighbour) {
	relies(t, fact{"4.3", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/manager-api (menus/tree)"}, "the menus are a tree of ids and names", func(t *testing.T) {
		r := p.expect(t, 200, http.MethodGet, "/manager/api/v1/menus/tree", nil)
		require.NotZero(t, walk(t, r.body, 0), "a menu with an id and a name")
	})
}

// walk counts the menus of a tree, whether it is a list or an object of lists.
func walk(t *testing.T, value any, depth int) (count int) {
	t.Helper()
	require.Less(t, depth, 50)
	switch value := value.(type) {
	case []any:
		for _, each := range value {
			count += walk(t, each, depth+1)
		}
	case map[string]any:
		if value["id"] != nil && value["name"] != nil {
			count++
		}
		for _, each := range value {
			if _, list := each.([]any); list {
				count += walk(t, each, depth+1)
			}
		}
	}
	return count
}

func TestPlatformDial(t *testing.T) {
	p := there(t, platform, "CONTRACT_CCAIP_URL")
	on := fact{"4.4", documented, "docs.cloud.google.com/contact-center/ccai-platform/docs/apps-api-call"}
	dial := func(t *testing.T, body map[string]any) reply {
		t.Helper()
		writes(t)
		body["call_type"] = "Voice Outbound (API)"
		return p.ask(t, http.MethodPost, "/apps/api/v1/calls", body)
	}
	relies(t, on, "an order that cannot be dialled is refused with the reason", func(t *testing.T) {
		who := someone(t, p)
		for name, body := range map[string]map[string]any{
			"an agent who does not exist": {"agent_email": run + "@example.com", "end_user_number": "+12125550100"},
			"nobody to dial":              {"agent_email": who.email},
			"no number":                   {"agent_email": who.email, "end_user_number": "12"},
		} {
			t.Log(name)
			spoken(t, dial(t, body), append(atFault, 404)...)
		}
	})
	relies(t, on, "an unknown kind of call is refused", func(t *testing.T) {
		writes(t)
		spoken(t, p.ask(t, http.MethodPost, "/apps/api/v1/calls", map[string]any{"call_type": "Voice Contract Check"}), atFault...)
	})
	relies(t, on, "somebody can only be added to a call that is", func(t *testing.T) {
		writes(t)
		body := map[string]any{"agent_email": someone(t, p).email, "phone_number": "+12125550100"}
		spoken(t, p.ask(t, http.MethodPut, "/apps/api/v1/calls/add/999999999999/dial", body), append(atFault, 404)...)
	})
	relies(t, on, "a call is started: 201 with the call, or 200 or 202 while the agent must still act", func(t *testing.T) {
		p.lasting(t, os.Getenv("CONTRACT_CCAIP_DIAL"), "somebody's telephone would ring; set CONTRACT_CCAIP_DIAL to a number and CONTRACT_CCAIP_AGENT to who calls it")
		who := changeable(t, p)
		number := os.Getenv("CONTRACT_CCAIP_DIAL")
		if number == "" {
			number = "+12125550100"
		}
		r := dial(t, map[string]any{"agent_email": who.email, "end_user_number": number})
		require.Contains(t, []int{200, 201, 202}, r.status, r.words())
		if r.status == http.StatusCreated {
			whole(t, r.at("id"))
			require.Contains(t, callWords, r.at("status"))
			p.expect(t, 200, http.MethodGet, fmt.Sprintf("/manager/api/v1/calls/%v", plain(r.at("id"))), nil)
		}
	})
}

// TestPlatformBadWeather is what only a stand-in can be asked to do.
func TestPlatformBadWeather(t *testing.T) {
	p := there(t, platform, "CONTRACT_CCAIP_URL")
	p.needsStandIn(t, "nobody can order a real instance to fail")
	writes(t)
	for name, fault := range map[string]map[string]any{"status": {"status": 503}, "cut": {"cut": "before"}} {
		relies(t, fact{"4.1", guessed, "contracts of the sandbox"}, "a fault passes: "+name, func(t *testing.T) {
			fault["path"], fault["times"] = "^/manager/api/v1/user_statuses$", 1
			p.spoil(t, fault)
			client.CloseIdleConnections() // a read on a used connection that is cut would be repeated unseen
			r, err := p.try(http.MethodGet, "/manager/api/v1/user_statuses", nil)
			require.True(t, err != nil || r.status == 503)
			p.expect(t, 200, http.MethodGet, "/manager/api/v1/user_statuses", nil)
		})
	}
}
