package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// Events alone do not tell an app user from a caller, nor an SMS from a chat: whoever decides before the
// object was read may take somebody for another.
func TestC1TheKindOfSessionIsWaitedFor(t *testing.T) {
	t.Parallel()
	r, set := known(), rules.DefaultSettings()
	delete(r.Over, rules.WaitObject)
	p := rules.Decide(fold(start(), route(), take()), r, set)
	require.Equal(t, rules.Waiting, p.State)
	require.Equal(t, rules.WaitObject, p.Wait.Name)
	require.Equal(t, "C1", p.Rule)

	mobile := ivr("connected", values{"type": "Voice Inbound (Mobile)", "identifier": "app-user-1"})
	p = rules.Decide(fold(start(), route(), take(), mobile), r, set)
	require.Equal(t, []rules.Question{{Customer: rules.Lookup{By: rules.ByExternalID, Value: "app-user-1"}}}, p.Ask)

	r.Over[rules.WaitObject] = true
	p = rules.Decide(fold(start(), route(), take()), r, set)
	require.Equal(t, []rules.Question{{Customer: rules.Lookup{By: rules.ByPhone, Value: "+14155550123"}}}, p.Ask, "W6: after that, what the events tell is enough")
}

// The platform leaves the end user out of an outbound call that is not being dialled yet. That is no
// withheld number.
func TestC5NobodyDialsAWithheldNumber(t *testing.T) {
	t.Parallel()
	r, set := known(), rules.DefaultSettings()
	dialling := rules.Fact{Session: "call-418", Source: rules.FromObject, At: 1000, Read: 1000,
		Values: values{"type": "Voice Outbound", "status": "assigned", "agentId": "15"}}
	p := rules.Decide(fold(dialling), r, set)
	require.Equal(t, rules.Waiting, p.State)
	require.Empty(t, p.Writes)
	require.Empty(t, p.Wait.Name, "however long that takes")

	rings := event("call-418", 2, values{"externalPhone": "+14155550123", "state": "connected", "direction": "out"})
	p = rules.Decide(fold(dialling, rings), r, set)
	require.Equal(t, []rules.Question{{Customer: rules.Lookup{By: rules.ByPhone, Value: "+14155550123"}}}, p.Ask)
}

// Switched off, a call that an agent places makes a record once somebody picks up, and none when they
// decline; a busy line is no refusal.
func TestV7DeclinedByTheOneWhoWasCalled(t *testing.T) {
	t.Parallel()
	r, set := known(), rules.DefaultSettings()
	set.CreateOnAbandoned = false
	dialled := func(status, reason string, more values) rules.Session {
		told := values{"type": "Voice Outbound", "status": status, "failReason": reason, "externalPhone": "+14155550123", "agentId": "15"}
		for name, value := range more {
			told[name] = value
		}
		return fold(rules.Fact{Session: "call-418", Source: rules.FromObject, At: 1000, Read: 1000, Values: told})
	}
	for name, row := range map[string]struct {
		s    rules.Session
		want rules.Doing
	}{
		"rings":     {dialled("connecting", "", nil), rules.Waiting},
		"picked up": {dialled("connected", "", values{"connectedAt": "2026-01-01T00:00:06Z"}), rules.Saved},
		"declined":  {dialled("failed", "eu_rejected", nil), rules.Skipped},
		"by number": {dialled("failed", "20002", nil), rules.Skipped},
		"busy":      {dialled("failed", "eu_busy", nil), rules.Saved},
	} {
		asked := r
		p, writes := run(t, row.s, &asked, set, nil, nil)
		require.Equal(t, row.want, p.State, name)
		if row.want != rules.Saved {
			require.Empty(t, writes, name)
		}
	}
	set.CreateOnAbandoned = true
	_, writes := run(t, dialled("failed", "eu_rejected", nil), &r, set, nil, nil)
	require.NotEmpty(t, writes, "V3: placed")
}
