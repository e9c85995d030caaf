package main

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"agentadapter/server/admin"
)

// sessionsVerbs are what an operator does about sessions.
type sessionsVerbs struct {
	List    sessionsList    `cmd:"" help:"List sessions, the latest change first."`
	Show    sessionsShow    `cmd:"" help:"Show what was written for a session, by which rule, from which facts, when."`
	Replay  sessionsReplay  `cmd:"" help:"Try again what was given up."`
	Discard sessionsDiscard `cmd:"" help:"Have nothing more written for a session."`
	Link    sessionsLink    `cmd:"" help:"Give a session without a customer one."`
}

type sessionsList struct {
	remote
	State string `help:"waiting, saving, saved, buried, parked, unlinked, discarded or skipped; default: all."`
	After string `help:"Go on after what the last answer called next."`
}

// Run lists one page.
func (v *sessionsList) Run(o outside) error {
	query := url.Values{}
	if v.State != "" {
		query.Set("state", v.State)
	}
	if v.After != "" {
		query.Set("after", v.After)
	}
	return v.report(o, "GET", "/sessions?"+query.Encode(), nil, listed)
}

func listed(w io.Writer, answer []byte) error {
	page, err := told[struct {
		Sessions []admin.Listed
		Next     string
	}](answer)
	if err != nil {
		return err
	}
	if len(page.Sessions) == 0 {
		_, err = fmt.Fprintln(w, "No sessions.")
		return err
	}
	t := table(w)
	fmt.Fprintln(t, "SESSION\tSTATE\tSINCE\tREASON")
	for _, s := range page.Sessions {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", s.Session, s.State, clock(s.At), plain(s.Reason))
	}
	if err := t.Flush(); err != nil || page.Next == "" {
		return err
	}
	_, err = fmt.Fprintf(w, "More with --after %s\n", page.Next)
	return err
}

// oneSession names the session that a verb is about.
type oneSession struct {
	remote
	Session string `arg:"" help:"The session's name, such as call-418."`
}

func (v oneSession) path(end string) string { return "/sessions/" + url.PathEscape(v.Session) + end }

type sessionsShow struct{ oneSession }

// Run shows the session with its audit trail.
func (v *sessionsShow) Run(o outside) error { return v.report(o, "GET", v.path(""), nil, shown) }

func shown(w io.Writer, answer []byte) error {
	s, err := told[admin.Shown](answer)
	if err != nil {
		return err
	}
	t := table(w)
	for _, line := range [][2]string{{"Session", s.Session}, {"State", s.State}, {"Reason", s.Reason}, {"Customer", s.Customer},
		{"Conversation", s.Conversation}, {"Message", s.Message}} {
		fmt.Fprintf(t, "%s\t%s\n", line[0], cmp.Or(plain(line[1]), "-"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(s.Writes) == 0 {
		_, err = fmt.Fprintln(w, "\nNothing was written.")
		return err
	}
	fmt.Fprintln(w)
	t = table(w)
	fmt.Fprintln(t, "WHEN\tRULE\tWHAT\tID\tOUTCOME\tREASON\tFACTS")
	for _, x := range s.Writes {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", clock(x.At), x.Rule, plain(x.What), cmp.Or(x.ID, "-"), plain(x.Outcome),
			plain(x.Reason), plain(strings.Join(x.Facts, ", ")))
	}
	return t.Flush()
}

type sessionsReplay struct{ oneSession }

// Run has the session tried again.
func (v *sessionsReplay) Run(o outside) error {
	return v.report(o, "POST", v.path("/replay"), nil, shown)
}

type sessionsDiscard struct{ oneSession }

// Run discards the session.
func (v *sessionsDiscard) Run(o outside) error {
	return v.report(o, "POST", v.path("/discard"), nil, shown)
}

type sessionsLink struct {
	oneSession
	Customer string `arg:"" help:"The customer's id in Kustomer."`
}

// Run links the session.
func (v *sessionsLink) Run(o outside) error {
	return v.report(o, "POST", v.path("/link"), map[string]string{"customer": v.Customer}, shown)
}

func table(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 8, 2, ' ', 0) }

func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05Z") }

// plain keeps a text from other people on its line: a caller's name must not draw the table, or move
// the terminal's cursor.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
}
