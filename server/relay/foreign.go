package relay

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// Timeline lists what was recorded with a customer of late, by us and by others.
type Timeline interface {
	Recent(ctx context.Context, customer string) ([]kustomer.Message, error)
}

const (
	// watchBurst finished sessions are looked after at once, then one every watchEvery: enough to notice
	// an integration that records them all, and little of the budget however many sessions there are.
	watchBurst, watchEvery = 20, 10 * time.Second
	// lookTwice is when a session is looked after a second time.
	lookTwice = 30 * time.Second
	// sameCall is how far apart two records of one call may say that it began.
	sameCall = 5 * time.Minute
	// foreignFix is what to do about somebody who writes the same sessions.
	foreignFix = "warning.foreign.fix: Turn the platform's own Kustomer integration off (CCAI Platform: Settings, Developer Settings, Agent Platform), or whatever else records its sessions: two writers record every session twice."
)

// watchdog looks whether somebody else writes the same sessions (W10).
type watchdog struct {
	todo  chan finished // to be looked after; full: they are passed over
	limit *rate.Limiter
}

func newWatchdog() watchdog {
	return watchdog{todo: make(chan finished, watchBurst), limit: rate.NewLimiter(rate.Every(watchEvery), watchBurst)}
}

// finished is a session to be looked after, with the customer whose timeline it is on.
type finished struct {
	session  rules.Session
	customer string
	again    bool // it was looked after once: others may write later than we do
}

// looksElsewhere tells whether the object names a Kustomer record that somebody else wrote for the
// session: the platform notes there what its own integration wrote. An id is one of Kustomer's by its
// form; records of other systems are no business of ours.
func looksElsewhere(s rules.Session) (record string, ok bool) {
	ticket := s.Get(rules.OutTicket)
	if kustomerID.MatchString(ticket) {
		return ticket, true
	}
	u, err := url.Parse(ticket)
	return ticket, err == nil && (u.Hostname() == "kustomerapp.com" || strings.HasSuffix(u.Hostname(), ".kustomerapp.com"))
}

var (
	kustomerID = regexp.MustCompile(`^[0-9a-f]{24}$`)
	word       = regexp.MustCompile(`[0-9A-Za-z]+`)
)

// foreignTo finds another app's message about the session among a customer's, and says which app.
func foreignTo(s rules.Session, country string, messages []kustomer.Message) (app string, found bool) {
	for _, m := range messages {
		if m.App != rules.App && m.Channel == s.Channel() && (names(m, s) || sameTime(m, s, country)) {
			return m.App, true
		}
	}
	return "", false
}

// names tells whether a message carries the session's own id where integrations put it, and was not
// recorded before the session began: other systems count their calls, too.
func names(m kustomer.Message, s rules.Session) bool {
	if !m.CreatedAt.IsZero() && m.CreatedAt.Before(s.Began().Add(-sameCall)) {
		return false
	}
	_, id, _ := strings.Cut(s.Name, "-")
	if words := word.FindAllString(m.ExternalID, -1); slices.Contains(words, id) {
		return true
	}
	for _, values := range []map[string]any{m.Custom, m.Meta} {
		for key, value := range values {
			key = strings.ToLower(strings.ReplaceAll(key, "_", ""))
			if (strings.HasPrefix(key, "sessionid") || strings.HasPrefix(key, "callid") || strings.HasPrefix(key, "chatid")) && fmt.Sprint(value) == id {
				return true
			}
		}
	}
	return false
}

// sameTime tells whether a message is of a phone call with the same number that began when ours did. A
// text or chat app beside us may well be one of Kustomer's own, so this holds for calls alone.
func sameTime(m kustomer.Message, s rules.Session, country string) bool {
	if s.Channel() != "voice" || s.Number(country) == "" {
		return false
	}
	began := m.SentAt
	if placed, err := time.Parse(time.RFC3339, fmt.Sprint(m.Meta["placedAt"])); err == nil {
		began = placed
	}
	if apart := began.Sub(s.Began()); apart > sameCall || apart < -sameCall {
		return false
	}
	for _, end := range []string{"from", "to"} {
		if number, _ := m.Meta[end].(string); rules.E164(number, country) == s.Number(country) {
			return true
		}
	}
	return false
}

// lookAfter has a session that is over and written looked after, if there is room.
func (p *pass) lookAfter() {
	p.mu.Lock()
	s := p.seat.doc.Session
	p.mu.Unlock()
	if !s.Settled() {
		return
	}
	if record, ok := looksElsewhere(s); ok {
		p.foreign(s.Began(), "The platform notes a record of Kustomer for "+s.Name+" that is not ours ("+record+"): its own integration writes, too.")
		return
	}
	if p.tenant.Timeline == nil || p.seat.watched || p.seat.doc.Settled.Customer == "" || !p.watch.limit.Allow() {
		return
	}
	p.seat.watched = true
	p.watch.push(finished{session: s, customer: p.seat.doc.Settled.Customer})
}

func (w watchdog) push(f finished) {
	select {
	case w.todo <- f:
	default:
	}
}

// watchOthers looks after finished sessions until asked to stop.
func (l *line) watchOthers(asked context.Context) {
	for {
		select {
		case <-asked.Done():
			return
		case f := <-l.watch.todo:
			l.lookFor(asked, f)
		}
	}
}

// lookFor looks for another app's message about a session. One that cannot be looked for is passed
// over: the next session will do.
func (l *line) lookFor(ctx context.Context, f finished) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	messages, err := l.tenant.Timeline.Recent(ctx, f.customer)
	if err != nil {
		l.log.Debug("nobody can tell whether others recorded a session", "session", f.session.Name, "err", err)
		return
	}
	if app, found := foreignTo(f.session, l.country(), messages); found {
		l.foreign(f.session.Began(), "warning.foreign: {session} was recorded in Kustomer by another app, too ({app}).", "session", f.session.Name, "app", app)
		return
	}
	if !f.again {
		time.AfterFunc(lookTwice, func() {
			f.again = true
			l.watch.push(f)
		})
		return
	}
	if l.warnings.outlived(codeForeignWriter, "", f.session.Began()) {
		l.log.Info("nobody else records sessions any more")
	}
}

// foreign tells the admin that somebody else writes the same sessions.
func (l *line) foreign(at time.Time, sentence string, pairs ...string) {
	w := Warn(codeForeignWriter, sentence, foreignFix, pairs...)
	if l.warnings.raise("", w, at) {
		l.log.Warn("somebody else writes the same sessions", "what", w.Text)
	}
}

// Foreign notes a session that the platform's object says another integration recorded, as it is found
// when a tenant is set up (W10). Others are passed over.
func (r *Relay) Foreign(tenant, session, ticket string, began time.Time) {
	l, ok := r.line(tenant)
	if !ok {
		return
	}
	s := rules.Session{Name: session, Told: map[rules.Name]rules.Said{rules.OutTicket: {Value: ticket}}}
	if record, ok := looksElsewhere(s); ok {
		l.foreign(began, "warning.foreign-record: The platform notes a record of Kustomer for {session} that is not ours ({record}): its own integration writes, too.",
			"session", session, "record", record)
	}
}
