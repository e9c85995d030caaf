package state

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSigningIn(t *testing.T) {
	t.Parallel()
	p := &play{t: t, State: Start("acme")}
	p.send(Opened{})
	require.Equal(t, []Effect{SignIn{}}, p.effects)
	p.send(Bound{Nonce: "n1"})
	require.Equal(t, "/session", p.last("session").Path)
	require.JSONEq(t, `{"nonce":"n1"}`, string(p.last("session").Body))
	p.answer(200, map[string]string{"token": "t1"})
	require.Equal(t, SignedIn, p.Phase)
	require.Equal(t, "/tenants/acme/settings", p.last("settings").Path)
	require.Equal(t, "t1", p.last("settings").Token)
}

func TestWhoIsNoAdminIsToldSo(t *testing.T) {
	t.Parallel()
	p := &play{t: t, State: Start("acme")}
	p.send(Opened{}, Bound{Nonce: "n1"})
	p.answer(403, refusalBody("not-admin", "This Kustomer user is no admin.", "Ask."))
	require.Equal(t, NotAdmin, p.Phase)
	require.Equal(t, "This Kustomer user is no admin.", p.Problem.Text)
	require.Empty(t, p.asked("settings"))
	p.send(PressedSignIn{})
	require.Equal(t, SigningIn, p.Phase)
	require.Empty(t, p.Problem)
}

func TestSignInThatFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		msg  Msg
		want string
	}{
		"Kustomer says no":  {Bound{Fault: "Kustomer could not sign you in."}, "Kustomer could not sign you in."},
		"nobody answers":    {Answered{Request: Request{What: "session"}, Fault: "Failed to fetch"}, "does not answer"},
		"a strange answer":  {Answered{Request: Request{What: "session"}, Status: 200, Body: []byte("<html>")}, "does not understand"},
		"the nonce is late": {Answered{Request: Request{What: "session"}, Status: 401, Body: []byte(`{"error":{"text":"The nonce is too old."}}`)}, "too old"},
	} {
		p := &play{t: t, State: Start("acme")}
		p.send(Opened{}, c.msg)
		require.Equal(t, Failed, p.Phase, name)
		require.Contains(t, p.Problem.Text, c.want, name)
	}
}

// TestTheHourIsOver: what was refused is asked again under a new session, and nothing typed is lost.
func TestTheHourIsOver(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"retainDays":30}`)
	p.send(Typed{Name: "retainDays", Text: "60"}, PressedSave{})
	p.answerTo("save", 401, refusalBody("unauthorized", "Nobody is signed in.", ""))
	require.Equal(t, SigningIn, p.Phase)
	p.send(Bound{Nonce: "n2"})
	p.answerTo("session", 200, map[string]string{"token": "t2"})
	require.Equal(t, SignedIn, p.Phase)
	require.Len(t, p.asked("save"), 2)
	require.Equal(t, "t2", p.last("save").Token)
	require.Equal(t, "60", p.Draft.Value("retainDays").Text)

	p.answerTo("save", 401, refusalBody("unauthorized", "Nobody is signed in.", ""))
	require.Equal(t, Failed, p.Phase, "a session that is refused at once is no reason to go round in circles")
}

func TestALateRefusalIsAskedUnderTheNewSession(t *testing.T) {
	t.Parallel()
	p := ready(t, `{}`)
	p.send(PressedCreate{})
	old := p.last("create")
	p.send(Answered{Request: Request{What: "choices", Token: "t1"}, Status: 401}, Bound{Nonce: "n2"})
	p.answerTo("session", 200, map[string]string{"token": "t2"})
	p.send(Answered{Request: old, Status: 401})
	require.Equal(t, "t2", p.last("create").Token)
	require.Equal(t, SignedIn, p.Phase)
}
