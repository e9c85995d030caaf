package state

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func boarded(t *testing.T) *play {
	t.Helper()
	p := ready(t, `{}`)
	p.send(ChoseTab{TabBoard})
	p.answerTo("status", 200, Status{LastEventAt: "2026-01-01T00:00:00Z", Warnings: []Problem{{Code: "silent-platform", Text: "Silent.", Fix: "Look."}}})
	p.answerTo("agents", 200, []Agent{{Agent: "a1", Email: "ana@acme.com", Holder: &Instance{Instance: "i1"}}})
	p.answerTo("figures", 200, Figures{Kustomer: Neighbour{Limit: 300, Left: 200}})
	p.answerTo("sessions", 200, map[string]any{"sessions": []Session{{Session: "call-418", State: "unlinked", Reason: "Nobody matches."}}, "next": "x"})
	return p
}

func TestTheBoardLives(t *testing.T) {
	t.Parallel()
	p := boarded(t)
	require.Equal(t, "ana@acme.com", p.Board.Agents[0].Email)
	require.True(t, p.Board.More)
	require.Equal(t, 300, p.Board.Figures.Kustomer.Limit)

	p.effects = nil
	p.send(Ticked{}, Ticked{})
	for _, what := range []string{"status", "agents", "figures", "sessions"} {
		require.Len(t, p.asked(what), 1, "%s is asked again only once it was answered", what)
	}
	p.send(ChoseTab{TabSettings}, Ticked{})
	require.Len(t, p.asked("status"), 1, "nothing is read while nobody looks")
}

func TestAFailedLookIsSaidAndTriedAgain(t *testing.T) {
	t.Parallel()
	p := boarded(t)
	p.send(Ticked{})
	p.answerTo("agents", 503, refusalBody("store-unavailable", "The store does not answer.", "Try again."))
	require.Equal(t, "Try again.", p.Board.Problem.Fix)
	require.Len(t, p.Board.Agents, 1, "what was read before stays")
	p.effects = nil
	p.send(Ticked{})
	require.Len(t, p.asked("agents"), 1)
}

func TestTheListFollowsTheChoice(t *testing.T) {
	t.Parallel()
	p := boarded(t)
	p.send(Ticked{})
	late := p.last("sessions")
	p.send(ChoseState{"buried"})
	require.Equal(t, "/tenants/acme/sessions?state=buried", p.last("sessions").Path)
	p.send(Answered{Request: late, Status: 200, Body: []byte(`{"sessions":[{"session":"call-1"}]}`)})
	require.Equal(t, "call-418", p.Board.Sessions[0].Session, "an answer to an earlier choice is passed over")
	p.answerTo("sessions buried", 200, map[string]any{"sessions": []Session{{Session: "call-2"}}})
	require.Equal(t, "call-2", p.Board.Sessions[0].Session)
	require.False(t, p.Board.More)
}

func TestOrders(t *testing.T) {
	t.Parallel()
	p := boarded(t)
	before := p.State
	p.send(TypedCustomer{"call-418", "c9"}, PressedOrder{"call-418", "link"})
	require.Equal(t, "/tenants/acme/sessions/call-418/link", p.last("order").Path)
	require.JSONEq(t, `{"customer":"c9"}`, string(p.last("order").Body))
	require.Empty(t, before.Board.Customer)
	require.Equal(t, "c9", p.Texts()[LinkID("call-418")])
	p.answerTo("order", 409, refusalBody("linked-already", "It has one.", "Move it."))
	require.Equal(t, "Move it.", p.Board.Problem.Fix)
	p.send(PressedOrder{"call-418", "discard"})
	p.answerTo("order", 200, Account{Session: "call-418", State: "discarded"})
	require.Equal(t, "discarded", p.Board.Open.State)
	require.Equal(t, "call-418 is discarded", p.Told)
	p.send(PressedClose{}, PressedOpen{"call-418"})
	p.answerTo("account", 200, Account{Session: "call-418", Writes: []Write{{Rule: "S2"}}})
	require.Len(t, p.Board.Open.Writes, 1)

	p.send(PressedRelease{"a1"})
	require.Equal(t, "/tenants/acme/agents/a1/release", p.last("release").Path)
	p.answerTo("release", 404, refusalBody("agent-unknown", "Nobody speaks for this agent.", "List."))
	require.Equal(t, "Nobody speaks for this agent.", p.Board.Problem.Text)
	p.send(PressedRelease{"a1"})
	p.answerTo("release", 200, map[string]string{"released": "a1"})
	require.Equal(t, "Released", p.Told)
}
