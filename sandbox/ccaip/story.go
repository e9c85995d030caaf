package ccaip

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"agentadapter/sandbox/knobs"
)

// script is what a story may be told; each story has its own defaults.
type script struct {
	Number      string          `json:"number"`       // the end user's
	Name        string          `json:"name"`         // the end user's
	Email       string          `json:"email"`        // the end user's
	Identifier  string          `json:"identifier"`   // of an app user
	AgentEmail  string          `json:"agent_email"`  // who gets it; "" anybody
	Queue       place           `json:"queue"`        // menu: id, name or path
	Lang        string          `json:"lang"`         // ISO 639-1
	SessionType string          `json:"session_type"` // session_type_v2
	Menu        *knobs.Duration `json:"menu"`         // time in the menu
	Wait        *knobs.Duration `json:"wait"`         // patience in the queue
	Ring        *knobs.Duration `json:"ring"`         // ringing until answered or missed
	Talk        *knobs.Duration `json:"talk"`         // conversation
	Hold        *knobs.Duration `json:"hold"`         // of it on hold
	WrapUp      *knobs.Duration `json:"wrap_up"`      // wrap-up; "0s": none
	HangUpBy    string          `json:"hang_up_by"`   // agent, otherwise the end user
	Code        string          `json:"code"`         // disposition
	Note        string          `json:"note"`         // what the agent writes
	CustomData  json.RawMessage `json:"custom_data"`  // from an SDK
	Recording   *bool           `json:"recording"`    // false: none is made
	Outbound    string          `json:"outbound_number"`
	TicketID    string          `json:"ticket_id"`
	ParentID    int             `json:"parent_id"`
	To          string          `json:"to"`              // transfer: an agent's e-mail
	ToQueue     place           `json:"to_queue"`        // transfer: a menu
	ToNumber    string          `json:"to_number"`       // transfer: an outside line
	Warm        bool            `json:"warm"`            // transfer: the first agent stays on
	Messages    []string        `json:"messages"`        // of a chat, end user and agent in turn
	Rating      int             `json:"rating"`          // 1 to 5; 0: none
	Comment     string          `json:"comment"`         // beside the rating
	Fail        string          `json:"fail"`            // fail reason
	SmartAction string          `json:"smart_action"`    // verification, photo, video, text
	Error       string          `json:"error"`           // why the SmartAction fails
	Then        string          `json:"then"`            // voicemail: read, dismiss, callback or nothing
	Segments    int             `json:"segments"`        // parts of the recording
	Bytes       int             `json:"recording_bytes"` // size of each part
	After       *knobs.Duration `json:"after"`           // from the end to what follows it: a rating, a voicemail that is read
	Whole       bool            `json:"whole"`           // answer once it is played, with all its sessions
}

// place names a menu by a number or a text.
type place string

// UnmarshalJSON takes 7 as well as "7" or "Support / Billing".
func (p *place) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*p = place(text)
		return nil
	}
	var n int
	if err := json.Unmarshal(raw, &n); err != nil {
		return fmt.Errorf("a queue is an id or a name, not %s", raw)
	}
	*p = place(itoa(n))
	return nil
}

// story is one scripted course of events.
type story struct {
	Name  string `json:"name"`
	About string `json:"about"`
	play  func(*play)
	Group string `json:"group"` // under which the panel shows it
}

// maxRecording is the largest recording that is made up, in bytes.
const maxRecording = 200 << 20

// play is a story under way. Its steps wait and act; after the first that
// fails, all others do nothing.
type play struct {
	*Server
	context  context.Context
	script   script
	cued     bool
	sessions chan []ref    // gets the sessions once, as soon as they exist
	over     chan struct{} // closed once it is played
	all      []ref         // the sessions so far; read once it is over
	err      error
}

// ref names a session.
type ref struct {
	Kind string `json:"kind"`
	ID   int    `json:"id"`
}

// listStories answers what can be played.
func (s *Server) listStories(http.ResponseWriter, *http.Request) (answer, error) {
	return answer{200, map[string]any{"stories": stories()}}, nil
}

// playStory starts a story and answers with its sessions.
func (s *Server) playStory(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	name := r.PathValue("name")
	at := slices.IndexFunc(stories(), func(st story) bool { return st.Name == name })
	if at < 0 {
		return got, refusal{404, "There is no story " + name + "; GET /_stories lists them."}
	}
	p := &play{Server: s, context: s.context, sessions: make(chan []ref, 1), over: make(chan struct{})}
	if err := decode(w, r, &p.script, true); err != nil {
		return got, err
	}
	if err := p.check(); err != nil {
		return got, err
	}
	if s.context.Err() != nil {
		return got, refusal{503, "The stand-in is stopping."}
	}
	s.running.Go(func() { p.run(stories()[at]) })
	if p.script.Whole {
		return p.whole(r.Context())
	}
	select {
	case refs := <-p.sessions:
		if refs == nil {
			return got, p.err
		}
		return answer{200, map[string]any{"sessions": refs}}, nil
	case <-r.Context().Done():
		return got, r.Context().Err()
	}
}

// whole waits for the end of the story; one that stopped short is refused.
func (p *play) whole(ctx context.Context) (got answer, err error) {
	select {
	case <-p.over:
	case <-ctx.Done():
		return got, ctx.Err()
	}
	var refused refusal
	switch {
	case p.err == nil:
		return answer{200, map[string]any{"sessions": p.all}}, nil
	case errors.As(p.err, &refused):
		return got, refused
	}
	return got, refusal{409, "The story stopped short: " + p.err.Error() + "."}
}

// check names what in the script cannot be played.
func (p *play) check() error {
	if p.script.AgentEmail != "" && p.floor.agentByEmail(p.script.AgentEmail) == nil {
		return refusal{422, "agent_email: nobody has " + p.script.AgentEmail + "."}
	}
	for name, queue := range map[string]place{"queue": p.script.Queue, "to_queue": p.script.ToQueue} {
		if queue != "" && findMenu(p.floor.menus, string(queue)) == nil {
			return refusal{422, name + ": there is none " + string(queue) + "."}
		}
	}
	if p.script.To != "" && p.floor.agentByEmail(p.script.To) == nil {
		return refusal{422, "to: nobody has " + p.script.To + "."}
	}
	if p.script.Bytes < 0 || p.script.Bytes > maxRecording {
		return refusal{422, "recording_bytes must be from 0 to 200 MB."}
	}
	if len(p.script.CustomData) > 0 && p.script.CustomData[0] != '{' {
		return refusal{422, "custom_data must be an object."}
	}
	return nil
}

// run plays to the end and says in the log where it stopped short.
func (p *play) run(st story) {
	defer close(p.over)
	st.play(p)
	if p.err != nil && !errors.Is(p.err, context.Canceled) {
		p.log.Info("story stopped short", "story", st.Name, "reason", p.err)
	}
	if !p.cued {
		p.sessions <- nil
	}
}

// cue tells the one who asked which sessions the story is about.
func (p *play) cue(all ...*session) {
	var refs []ref
	for _, s := range all {
		refs = append(refs, ref{s.kind, s.id})
	}
	p.cued, p.all = true, refs
	p.sessions <- refs
}

// do changes the floor unless the story has failed.
func (p *play) do(change func(*floor) error) {
	if p.err == nil {
		p.err = p.floor.do(func() error { return change(p.floor) })
	}
}

// pause waits for d, or for fallback where d is not told.
func (p *play) pause(d *knobs.Duration, fallback time.Duration) {
	if d != nil {
		fallback = time.Duration(*d)
	}
	if p.err != nil || fallback <= 0 {
		return
	}
	t := time.NewTimer(fallback)
	defer t.Stop()
	select {
	case <-t.C:
	case <-p.context.Done():
		p.err = p.context.Err()
	}
}

// until waits for a session to get somewhere; it fails when the session is
// over first.
func (p *play) until(s *session, there func() bool) {
	for p.err == nil {
		var ok, over bool
		var changed chan struct{}
		p.floor.read(func() { ok, over, changed = there(), s.over(), s.changed })
		switch {
		case ok:
			return
		case over:
			p.err = fmt.Errorf("%s was over before", strings.ToLower(s.word()))
			return
		}
		select {
		case <-changed:
		case <-p.context.Done():
			p.err = p.context.Err()
		}
	}
}
