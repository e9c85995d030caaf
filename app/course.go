package app

import (
	"strconv"
	"strings"

	"agentadapter/app/state"
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// view is a session as its card shows it.
type view struct {
	Session protocol.Session
	// Link leads to the record, Counts is the running time, Lines are what else there is to say.
	Link, Counts string
	Lines        []string
	// Back says that it may be called back from here.
	Back bool
}

// views are the sessions of the tab in front.
func views(s state.State) []view {
	var all []view
	wrapUp := s.WrapUp()
	for _, one := range s.Listed() {
		one = s.Shown(one)
		v := view{Session: one, Back: !s.Waiting() && state.CanCallBack(one), Link: s.RecordURL(one), Counts: counted(s.Clock(), state.CountsFrom(one))}
		v.Lines = courseLines(one, s.Word(one.Session), s.Now)
		if one.Session == wrapUp {
			v.Lines = append([]string{textWrapUp.With("time", counted(s.Clock(), s.Status.Since))}, v.Lines...)
		}
		all = append(all, v)
	}
	return all
}

// courseLines tell a session's course, what matters now first.
func courseLines(one protocol.Session, w state.Word, now int64) []string {
	var lines []string
	add := func(there bool, line string) {
		if there && line != "" {
			lines = append(lines, line)
		}
	}
	add(w.Unread > 0, textUnread.Count(w.Unread))
	add(w.WaitsSince > 0 && one.Live(), textWaitsFor.With("time", counted(now, w.WaitsSince)))
	add(one.Muted, textMuted.String())
	add(w.Paused == state.Yes && one.Live(), textPaused.String())
	add(one.By != "" && one.State == protocol.StateMissed, textAnsweredBy.With("agent", one.By))
	add(one.By != "" && one.State == protocol.StateEnded, textHandedTo.With("agent", one.By))
	add(!one.Live(), failText(one.Fail))
	add(one.State == protocol.StateVoicemail, heardText(one))
	add(state.Brief(one), textTooShort.String())
	add(one.Disposition != "", textDisposition.With("code", one.Disposition))
	add(true, one.Note)
	for _, t := range one.Transfers {
		lines = append(lines, textTransfer.With("time", texts.Clock(t.At), "from", party(t.From, t.FromQueue), "to", party(t.To, t.ToQueue)))
	}
	return lines
}

// party is an agent, and the queue they had it from.
func party(agent, queue string) string {
	if agent == "" || queue == "" {
		return agent + queue
	}
	return agent + " (" + queue + ")"
}

// fails say what a fail reason of the platform means to the agent.
var fails = map[string]texts.Text{
	"eu_busy":          "fail.busy: Busy",
	"eu_no_answer":     "fail.no-answer: No answer",
	"eu_wrong_number":  "fail.wrong: The number does not exist",
	"eu_rejected":      "fail.rejected: The call was rejected",
	"eu_canceled":      "fail.hung-up: The caller hung up",
	"ag_ignored":       "fail.ignored: Not answered in time",
	"ag_mic_no_device": "fail.mic: Your microphone was not available. Allow it for this site.",
	"ag_canceled":      "fail.browser: The agent's browser or network went away",
	"expired":          "fail.expired: Nobody answered in time",
	"voip":             "fail.line: The phone line failed. Call again.",
	"":                 "fail.platform: CCAI Platform ended it: {reason}",
}

// failText says why a session failed; what no table knows is told by its name.
func failText(reason string) string {
	switch {
	case reason == "" || reason == "eu_abandoned" || reason == "eu_in_menu_abandoned":
		return "" // the state says it
	case strings.HasPrefix(reason, "voip_"):
		reason = "voip"
	case reason == "ag_mic_denied":
		reason = "ag_mic_no_device"
	case reason == "transfer_expired":
		reason = "expired"
	}
	if said, ok := fails[reason]; ok {
		return said.String()
	}
	return fails[""].With("reason", reason)
}

// heardText says what was done with a voicemail.
func heardText(one protocol.Session) string {
	switch {
	case one.Heard == "":
		return ""
	case one.Heard == "dismissed":
		return textDismissedVM.String()
	case strings.HasPrefix(one.Heard, "call"):
		return textCalledBack.String()
	case one.HeardBy != "":
		return textHeardBy.With("agent", one.HeardBy)
	}
	return textHeard.String()
}

// counted is the time from one moment to another, in milliseconds since 1970, as a clock shows it:
// 3:04; empty while either is not known.
func counted(now, since int64) string {
	if now == 0 || since == 0 {
		return ""
	}
	seconds := max(now-since, 0) / 1000
	text := pad(seconds % 60)
	if hours := seconds / 3600; hours > 0 {
		return strconv.FormatInt(hours, 10) + ":" + pad(seconds/60%60) + ":" + text
	}
	return strconv.FormatInt(seconds/60, 10) + ":" + text
}

func pad(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
