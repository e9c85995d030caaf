package intake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/rules"
)

func TestWhatAnEventTellsOfWrapUp(t *testing.T) {
	t.Parallel()
	f := eventFact(ccaip.Event{Kind: ccaip.KindCall, Session: "418", Disposition: ccaip.Disposition{Code: "resolved", Note: "invoice 7"}}, time.Now())
	require.Equal(t, "resolved", f.Values[rules.Disposition])
	require.Equal(t, "invoice 7", f.Values[rules.DispositionNote])
}

func TestWhatAnObjectTellsOfTransfers(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 1, 0, 0, time.UTC)
	f := objectFact(ccaip.Session{Kind: ccaip.KindCall, ID: "418", OutTicketID: "42", Transfers: []ccaip.Transfer{
		{ID: "1", Status: "transferring", CreatedAt: at},
		{ID: "2", Status: "transferred", CreatedAt: at, FromAgent: ccaip.SessionAgent{ID: "15"}, ToAgent: ccaip.SessionAgent{ID: "16"},
			FromMenu: ccaip.Menu{Name: "Billing"}, ToMenu: ccaip.Menu{Name: "Sales"}},
		{Status: "transferred", CreatedAt: at, ConnectedAt: at.Add(time.Second)},
	}}, at)
	require.Equal(t, []rules.Transfer{
		{ID: "1"},
		{ID: "2", From: "15", To: "16", FromQueue: "Billing", ToQueue: "Sales", At: at.UnixMilli()},
		{ID: "2026-01-01T00:01:00Z", At: at.Add(time.Second).UnixMilli()},
	}, f.Transfers)
	require.Equal(t, "42", f.Values[rules.OutTicket])
}
