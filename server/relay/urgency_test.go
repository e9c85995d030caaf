package relay

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
	"agentadapter/server/engine"
)

func TestW5WhoIsLive(t *testing.T) {
	t.Parallel()
	now := time.Now()
	ended := func(by time.Time) map[rules.Name]rules.Said {
		told := map[rules.Name]rules.Said{rules.Status: {Value: "finished", Source: rules.FromObject}}
		if !by.IsZero() {
			told[rules.EndsAt] = rules.Said{Value: by.UTC().Format(time.RFC3339), Source: rules.FromObject}
		}
		return told
	}
	rows := []struct {
		name    string
		told    map[rules.Name]rules.Said
		changed time.Time
		live    bool
	}{
		{"somebody is in it", nil, now, true},
		{"on hold for an hour", nil, now.Add(-time.Hour), true},
		{"silent for long", nil, now.Add(-5 * time.Hour), false},
		{"just ended", ended(now.Add(-time.Minute)), now, true},
		{"ended, and rated later", ended(now.Add(-time.Hour)), now, false},
		{"caught up with after an outage", ended(now.Add(-26 * time.Hour)), now, false},
		{"ended without a time, heard of just now", ended(time.Time{}), now, true},
		{"ended without a time, heard of long ago", ended(time.Time{}), now.Add(-time.Hour), false},
	}
	for _, row := range rows {
		d := newDocument("call-1")
		d.Session.Told, d.Changed = row.told, row.changed.UnixMilli()
		if d.Session.Ended() {
			d.EndSeen = d.Changed
		}
		require.Equal(t, row.live, d.live(now), row.name)
	}
}

func TestW5EachLaneHasItsNames(t *testing.T) {
	t.Parallel()
	q := newQueue()
	pop := func(from lane) string { name, _ := q.pop(from); return name }
	q.push("old", false)
	require.Empty(t, pop(liveLane))
	q.push("live", true)
	require.Equal(t, "old", pop(patientLane))
	require.Empty(t, pop(patientLane), "live ones are left to their own writers")
	q.push("old", false)
	q.done("old")
	require.Equal(t, "live", pop(liveLane))
	require.Empty(t, pop(liveLane), "what came again while it was written keeps its place")
	require.Equal(t, "old", pop(anyLane))
}

func TestW4AnAgentWhoCannotBeAskedForIsGivenUpAfterAWeek(t *testing.T) {
	t.Parallel()
	away := errors.New("Kustomer is away")
	p := &pass{seat: &seat{doc: newDocument("call-1")}}
	require.True(t, p.userFound("", away).Unreachable, "the session goes on")
	require.False(t, p.userFound("", engine.ErrNotFound).Unreachable)
	p.seat.doc.EndSeen = time.Now().Add(-tryFor + time.Hour).UnixMilli()
	require.True(t, p.userFound("", away).Unreachable)
	p.seat.doc.EndSeen = time.Now().Add(-tryFor - time.Hour).UnixMilli()
	require.False(t, p.userFound("", away).Unreachable)
}
