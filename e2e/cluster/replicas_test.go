package cluster

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	ana = "ana@acme.example"
	ben = "ben@acme.example"
	// takeOver is how long a dead owner may keep a tenant, with slack for a busy machine.
	takeOver = 3 * 10 * time.Second
)

// TestAPageNeedNotBeWhereTheWorkIs: two replicas on one NATS server; the page is at the one that does
// not work for the tenant. It rings, the record is popped, a call and a status get through, and the
// admin is answered. Then the owner is killed, and everything goes on at the other.
func TestAPageNeedNotBeWhereTheWorkIs(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1)
	f.add("a")
	f.add("b")
	owner := f.owner()
	far := f.other(owner)
	f.events(far)

	p := f.page(f.agentOf(ana), "inst-far-0001")
	p.open(far)
	p.goLive()
	call := f.play("inbound-answered", fmt.Sprintf(`{"number":"+14155550171","agent_email":%q,"queue":"Billing","ring":"200ms","talk":"1s","wrap_up":"0s"}`, ana))
	session := fmt.Sprintf("call-%d", call)
	p.until("the session", func(fr frame) bool { return fr.Type == "session" && fr.Body.Session == session })
	p.until("the pop", func(fr frame) bool { return fr.Type == "pop" && fr.Body.Session == session })
	f.saved(far, session)

	before := time.Now()
	p.dial("+14155550180", "d1")
	answer := p.until("what became of the call", func(fr frame) bool { return fr.Type == "dialed" && fr.Ref == "d1" })
	dials := f.witness.seen(before, "4155550180")
	require.Len(t, dials, 1, "dialled once: %s", p.all())
	require.Equal(t, owner.name, dials[0].replica, "by the replica that works for the tenant")

	_, term := p.live()
	p.say(fmt.Sprintf(`{"v":1,"type":"setStatus","ref":"s1","term":%d,"body":{"status":"Break"}}`, term))
	p.until("what became of the status", func(fr frame) bool { return fr.Type == "statusSet" && fr.Ref == "s1" })

	f.ccaip("POST", "/_panel/calls/"+strings.TrimPrefix(answer.Body.Session, "call-")+"/hangup", "{}", nil)

	owner.kill()
	began := time.Now()
	require.Eventually(t, far.owns, takeOver, 50*time.Millisecond, "the other replica takes over")
	t.Logf("taken over after %s", time.Since(began).Round(100*time.Millisecond))
	live, now := p.live()
	require.True(t, live, "the page's right does not hang on who works for the tenant")
	require.Equal(t, term, now)
	second := f.play("inbound-answered", fmt.Sprintf(`{"number":"+14155550172","agent_email":%q,"queue":"Billing","ring":"200ms","talk":"500ms","wrap_up":"0s"}`, ana))
	f.saved(far, fmt.Sprintf("call-%d", second))
	p.until("the next pop", func(fr frame) bool {
		return fr.Type == "pop" && fr.Body.Session == fmt.Sprintf("call-%d", second)
	})
	f.once("+14155550171")
	f.once("+14155550172")
}

// TestAStoppedReplicaHandsOver: pages are told to come back, and find everything at the other replica.
func TestAStoppedReplicaHandsOver(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1)
	f.add("a")
	f.add("b")
	owner := f.owner()
	other := f.other(owner)
	f.events(other)
	p := f.page(f.agentOf(ana), "inst-stop-001")
	p.open(owner)
	p.goLive()
	_, term := p.live()
	began := time.Now()
	owner.stop()
	require.Eventually(t, other.owns, takeOver, 20*time.Millisecond)
	t.Logf("handed over %s after the stop was asked for", time.Since(began).Round(10*time.Millisecond))
	require.Eventually(t, func() bool { return p.ended() == 4001 }, patience, 20*time.Millisecond, "come back: %d", p.ended())
	p.open(other)
	p.goLive()
	_, now := p.live()
	require.Equal(t, term, now, "the same window goes on under the same term")
}

// TestSettingsAreOneTruth: what an admin saves at one replica is in force at the other.
func TestSettingsAreOneTruth(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1)
	a, b := f.add("a"), f.add("b")
	a.api("PUT", "/settings", `{"version":0,"settings":{"retainDays":77}}`, nil)
	require.Eventually(t, func() bool {
		var got struct {
			Version  int
			Settings struct {
				RetainDays int `json:"retainDays"`
			}
		}
		b.api("GET", "/settings", "", &got)
		return got.Version == 1 && got.Settings.RetainDays == 77
	}, patience, 50*time.Millisecond)
}

// saved waits until a session's record stands, as a replica tells it.
func (f *fleet) saved(at *replica, session string) {
	f.t.Helper()
	last := ""
	require.Eventually(f.t, func() bool {
		var list struct {
			Sessions []struct{ Session, State, Reason string }
		}
		at.api("GET", "/sessions", "", &list)
		raw, _ := json.Marshal(list)
		last = string(raw)
		return slices.ContainsFunc(list.Sessions, func(s struct{ Session, State, Reason string }) bool {
			return s.Session == session && s.State == "saved"
		})
	}, 2*patience, 250*time.Millisecond, "%s is saved: %s", session, last)
}

// once checks that a caller is one customer with one conversation and one message.
func (f *fleet) once(number string) {
	f.t.Helper()
	var messages struct{ Data []struct{ ID string } }
	var one struct{ Data struct{ ID string } }
	f.kustomer("GET", "/v1/customers/phone="+number, &one)
	var conversations struct{ Data []struct{ ID string } }
	f.kustomer("GET", "/v1/customers/"+one.Data.ID+"/conversations", &conversations)
	require.Len(f.t, conversations.Data, 1, "conversations of %s", number)
	f.kustomer("GET", "/v1/conversations/"+conversations.Data[0].ID+"/messages", &messages)
	require.Len(f.t, messages.Data, 1, "messages of %s", number)
}
