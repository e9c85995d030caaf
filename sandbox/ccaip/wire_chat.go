package ccaip

import (
	"time"
)

// wireChat shows a chat.
func (f *floor) wireChat(s *session) wireChat {
	w := wireChat{
		wireSession: f.wire(s), ChatType: s.sessionType,
		ChatDuration: seconds(s.connectedAt, s.endsAt, f.now()), FinishedAt: at(s.endsAt),
		MessageCount: len(s.messages), Transcript: []wireMessage{},
	}
	for _, m := range s.messages {
		from := "end_user"
		if m.by != nil {
			from = "agent"
		}
		w.Transcript = append(w.Transcript, wireMessage{at(m.at), from, m.from, m.text})
	}
	if n := len(s.messages); n > 0 {
		w.FirstMsgSentAt, w.LastMsgSentAt = at(s.messages[0].at), at(s.messages[n-1].at)
	}
	w.AverageResponse, w.LongestResponse = responseTimes(s.messages)
	return w
}

// responseTimes tells how long the end user waited for an agent's line, on
// average and at worst, in seconds.
func responseTimes(messages []chatMessage) (average, longest int) {
	var sum, worst time.Duration
	var asked time.Time
	var n int
	for _, m := range messages {
		if m.by == nil {
			if asked.IsZero() {
				asked = m.at
			}
			continue
		}
		if !asked.IsZero() {
			took := m.at.Sub(asked)
			sum, worst, asked = sum+took, max(worst, took), time.Time{}
			n++
		}
	}
	if n == 0 {
		return 0, 0
	}
	return int((sum / time.Duration(n)).Seconds()), int(worst.Seconds())
}
