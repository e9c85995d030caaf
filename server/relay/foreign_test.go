package relay_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// timeline is what Kustomer lists of anybody's messages.
type timeline struct {
	mu   sync.Mutex
	all  []kustomer.Message
	asks int
}

func (l *timeline) Recent(context.Context, string) ([]kustomer.Message, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asks++
	return l.all, nil
}

func (l *timeline) set(all ...kustomer.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = all
}

// later is a call whose platform times are moved by some hours.
func later(id int, number string, hours int64) []rules.Fact {
	facts := call(id, number)
	for i := range facts {
		facts[i].At += hours * 3_600_000
		if facts[i].Read != 0 {
			facts[i].Read += hours * 3_600_000
		}
	}
	return facts
}

func TestW10AMessageOfAnotherAppIsAWarning(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(t0).UTC()
	rows := []struct {
		name    string
		m       kustomer.Message
		foreign bool
	}{
		{"nothing", kustomer.Message{}, false},
		{"our own", kustomer.Message{App: rules.App, Channel: "voice", ExternalID: "call-418"}, false},
		{"by externalId", kustomer.Message{App: "ujet", Channel: "voice", ExternalID: "acme-call-418"}, true},
		{"by its bare id", kustomer.Message{App: "ccaip", Channel: "voice", ExternalID: "418"}, true},
		{"by a record field", kustomer.Message{App: "ccaip", Channel: "voice", Custom: map[string]any{"sessionIdStr": "418"}}, true},
		{"by meta", kustomer.Message{App: "ccaip", Channel: "voice", Meta: map[string]any{"call_id": float64(418)}}, true},
		{"by number and time", kustomer.Message{App: "ccaip", Channel: "voice", Meta: map[string]any{"from": number, "placedAt": at.Add(time.Second).Format(time.RFC3339)}}, true},
		{"another call of that number", kustomer.Message{App: "phone", Channel: "voice", SentAt: at.Add(time.Hour), Meta: map[string]any{"from": number}}, false},
		{"another session", kustomer.Message{App: "ujet", Channel: "voice", ExternalID: "call-419"}, false},
		{"a mail that speaks of it", kustomer.Message{App: "mail", Channel: "email", ExternalID: "418"}, false},
		{"another system's call of last year", kustomer.Message{App: "phone", Channel: "voice", ExternalID: "418", CreatedAt: at.Add(-9000 * time.Hour)}, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newBubble(t)
				h.timeline = &timeline{all: []kustomer.Message{row.m}}
				h.open()
				defer h.relay.Stop()
				h.say(call(418, number)...)
				time.Sleep(time.Minute)
				require.Equal(t, "saved", h.state("call-418"))
				if !row.foreign {
					require.Empty(t, h.codes())
					return
				}
				require.Equal(t, []string{"foreign-writer"}, h.codes())
				require.Contains(t, h.relay.Warnings("acme")[0].Text, row.m.App)
				require.NotEmpty(t, h.relay.Warnings("acme")[0].Fix)
			})
		})
	}
}

func TestW10WhoStoppedIsForgottenOnceNewerSessionsAreOursAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newBubble(t)
		h.timeline = &timeline{}
		h.open()
		defer h.relay.Stop()
		h.say(later(418, number, 2)...)
		time.Sleep(10 * time.Second) // it was looked after once, and nobody else had written yet
		h.timeline.set(kustomer.Message{App: "ujet", Channel: "voice", ExternalID: "418"})
		time.Sleep(time.Minute)
		require.Equal(t, []string{"foreign-writer"}, h.codes(), "who writes later than we do is seen, too")
		h.relay.Stop()
		h.open()
		require.Equal(t, []string{"foreign-writer"}, h.codes(), "also after a restart")

		h.say(later(417, "+14155550124", 1)...)
		time.Sleep(time.Minute)
		require.Len(t, h.codes(), 1, "an older session proves nothing")
		h.say(later(419, "+14155550125", 3)...)
		time.Sleep(time.Minute)
		require.Empty(t, h.codes())
	})
}

func TestW10ThePlatformsOwnTicketTells(t *testing.T) {
	t.Parallel()
	for ticket, foreign := range map[string]bool{
		"5f0000000000000000000001": true,
		"https://acme.kustomerapp.com/app/customers/5f0000000000000000000001": true,
		"T-1001": false, "https://crm.example/1": false, "": false,
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newBubble(t)
			h.open()
			defer h.relay.Stop()
			facts := call(418, number)
			facts[len(facts)-1].Values[rules.OutTicket] = ticket
			h.say(facts...)
			time.Sleep(time.Minute)
			require.Equal(t, foreign, len(h.codes()) == 1, ticket)
			h.relay.Foreign("acme", "call-2", ticket, time.Now())
			require.Equal(t, foreign, len(h.codes()) == 1, "as at set-up: "+ticket)
			h.relay.Foreign("nobody", "call-2", ticket, time.Now())
		})
	}
}

func TestW10LookingStaysWithinTheBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newBubble(t)
		h.timeline = &timeline{}
		h.open()
		defer h.relay.Stop()
		for i := range 200 {
			h.say(call(100+i, number)...)
		}
		time.Sleep(2 * time.Minute)
		h.timeline.mu.Lock()
		defer h.timeline.mu.Unlock()
		require.LessOrEqual(t, h.timeline.asks, 2*(20+12))
		require.GreaterOrEqual(t, h.timeline.asks, 20)
	})
}
