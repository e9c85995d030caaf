package chaos

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"agentadapter/e2e/story"
	"agentadapter/e2e/world"
)

// play is one story with people of its own.
type play struct {
	story  story.Story
	cast   int
	prefix string // in front of the names that the server gives

	mu     sync.Mutex        // guards names and made while it is performed
	names  map[string]string // the file's name of a session: the real one
	made   []string          // ids of what its requests made
	faults []story.Fault
}

func newPlay(s story.Story, cast int, swapped bool) *play {
	var set struct{ ExternalIDPrefix string }
	_ = json.Unmarshal([]byte(s.Settings), &set)            // it was checked as the story was read
	swapped = swapped && !strings.Contains(s.Settings, "@") // settings that name an agent cannot change with each play
	return &play{story: s.Cast(cast, swapped), cast: cast, prefix: set.ExternalIDPrefix, names: map[string]string{}}
}

// hands are the agents of one world: each has one scene at a time. They are taken in this order.
type hands []hand

type hand struct {
	email string
	busy  *sync.Mutex
}

func newHands() hands {
	return hands{{"ana@acme.example", &sync.Mutex{}}, {"ben@acme.example", &sync.Mutex{}}}
}

// settleWithin is how long a play waits for what it played to be written.
const settleWithin = 3 * time.Minute

// perform plays scene after scene.
func (p *play) perform(w *world.World, all hands) error {
	for _, q := range p.story.Before {
		if err := p.request(w, q); err != nil {
			return err
		}
	}
	for _, scene := range p.story.Play {
		var err error
		switch {
		case scene.Settle:
			err = p.settle(w)
		case scene.Request != nil:
			err = p.request(w, *scene.Request)
		default:
			err = p.scene(w, all, scene)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scene lets the sandbox play one of its stories to the end.
func (p *play) scene(w *world.World, all hands, scene story.Scene) error {
	for _, hand := range all {
		if strings.Contains(scene.Script, hand.email) {
			hand.busy.Lock()
			defer hand.busy.Unlock()
		}
	}
	var script map[string]any
	if err := json.Unmarshal([]byte(scene.Script), &script); err != nil {
		return err
	}
	if step, ok := strings.CutPrefix(scene.Story, "/"); ok {
		return w.CCAIP.TryStepOf(p.named(scene.Sessions[0]), step, script)
	}
	played, err := w.CCAIP.PlayWhole(scene.Story, script)
	if err != nil {
		return err
	}
	if len(played) != len(scene.Sessions) {
		return fmt.Errorf("%s is about %d sessions, not %v", scene.Story, len(played), scene.Sessions)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, name := range scene.Sessions {
		p.names[name] = fmt.Sprintf("%s-%d", played[i].Kind, played[i].ID)
	}
	return nil
}

func (p *play) named(session string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.names[session]
}

var placeholder = regexp.MustCompile(`\{([a-z0-9.-]+)\}`)

// request does what a person does in the CRM.
func (p *play) request(w *world.World, q story.Request) error {
	var failed error
	path := placeholder.ReplaceAllStringFunc(q.Path, func(word string) string {
		id, err := p.find(w, strings.Trim(word, "{}"))
		failed = errors.Join(failed, err)
		return id
	})
	if failed != nil {
		return failed
	}
	var body any
	if q.Body != "" {
		body = json.RawMessage(q.Body)
	}
	var made struct{ Data world.Record }
	if err := w.CRM.Try(q.Method, path, body, &made); err != nil {
		return err
	}
	if q.Method == http.MethodPost {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.made = append(p.made, made.Data.ID)
	}
	return nil
}

// find is the id that a word in a path stands for.
func (p *play) find(w *world.World, word string) (string, error) {
	session, what, _ := strings.Cut(word, ".")
	if what != "" {
		m, err := message(w, p.prefix+p.named(session))
		return m.Related(what), err
	}
	var n int
	_, err := fmt.Sscanf(word, "%d", &n)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil || n < 1 || n > len(p.made) {
		return "", fmt.Errorf("nothing is called %s", word)
	}
	return p.made[n-1], nil
}

func message(w *world.World, externalID string) (world.Record, error) {
	var single struct{ Data world.Record }
	err := w.CRM.Try(http.MethodGet, "/v1/messages/externalId="+externalID, nil, &single)
	return single.Data, err
}

// settle waits until each session so far stands in the CRM as ended, or is known to leave nothing.
func (p *play) settle(w *world.World) error {
	p.mu.Lock()
	var waiting []string
	for _, name := range p.names {
		waiting = append(waiting, name)
	}
	p.mu.Unlock()
	pause := time.NewTicker(300 * time.Millisecond)
	defer pause.Stop()
	for end := time.Now().Add(settleWithin); len(waiting) > 0; <-pause.C {
		if time.Now().After(end) {
			return fmt.Errorf("%v is not written after %s", waiting, settleWithin)
		}
		var rest []string
		for _, session := range waiting {
			if !p.settled(w, session) {
				rest = append(rest, session)
			}
		}
		waiting = rest
	}
	return nil
}

// terminal are the words for a session that is over, in a message's meta.status.
var terminal = map[string]bool{"completed": true, "abandoned": true, "failed": true, "voicemail": true}

func (p *play) settled(w *world.World, session string) bool {
	if m, err := message(w, p.prefix+session); err == nil {
		return terminal[m.Text("meta", "status")]
	}
	var told struct{ State string }
	err := w.Server.Admin(http.MethodGet, "sessions/"+session, nil, &told) // it may be away just now
	return err == nil && (told.State == "skipped" || told.State == "unlinked")
}
