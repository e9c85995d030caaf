package owner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

const (
	// askWithin bounds a question whose context has no end.
	askWithin = 30 * time.Second
	// askAgain is the longest wait before the owner is looked for anew.
	askAgain = 200 * time.Millisecond
)

// question is what goes to another replica, reply what comes back.
type question struct {
	Tenant string          `json:"tenant"`
	Verb   string          `json:"verb"`
	Body   json.RawMessage `json:"body,omitempty"`
	// Trace is the span of who asks; a server that knows no traces passes it over.
	Trace string `json:"trace,omitempty"`
}

type reply struct {
	Body json.RawMessage `json:"body,omitempty"`
	// NotMine says that another replica works for the tenant by now: nothing was done.
	NotMine bool `json:"notMine,omitempty"`
	// Error is what went wrong, Name which of Config.Errors it is, Problem what people are told.
	Error   string            `json:"error,omitempty"`
	Name    string            `json:"name,omitempty"`
	Problem *protocol.Problem `json:"problem,omitempty"`
}

// farError is an error from another replica.
type farError struct {
	text string
	is   error
}

func (e *farError) Error() string { return e.text }
func (e *farError) Unwrap() error { return e.is }

// problemError is one that people are told in words.
type problemError struct {
	farError
	problem protocol.Problem
}

// Problem tells it.
func (e *problemError) Problem() protocol.Problem { return e.problem }

// traceOf is what a question carries of ctx's span.
func (o *Owner) traceOf(ctx context.Context) string {
	if o.cfg.Tracer == nil {
		return ""
	}
	return o.cfg.Tracer.Of(ctx)
}

// traced begins the span of an answer, if the question was a part of something traced.
func (o *Owner) traced(ctx context.Context, q question) (context.Context, func(error)) {
	if o.cfg.Tracer == nil || q.Trace == "" {
		return ctx, func(error) {}
	}
	return o.cfg.Tracer.Begin(ctx, "answer "+q.Verb, q.Tenant, "", []string{q.Trace})
}

func subject(replica string) string { return "owner." + replica }

// Serve says who answers a verb while this replica owns the tenant. Bodies are JSON. Call it before
// Start.
func (o *Owner) Serve(verb string, fn Handler) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.handlers[verb] = fn
}

// Here gives a context that ends when this replica may not act for the tenant any more, once the
// tenant's work is ready; done must be called at the end. ok is false if another one works for it.
func (o *Owner) Here(ctx context.Context, tenant string) (mine context.Context, done func(), ok bool) {
	o.mu.Lock()
	r := o.worksLocked(tenant)
	if r == nil {
		o.mu.Unlock()
		return ctx, func() {}, false
	}
	r.asks.Add(1) // before the run is asked to end, under the lock
	o.mu.Unlock()
	select {
	case <-r.ready:
	case <-r.ctx.Done():
		r.asks.Done()
		return ctx, func() {}, false
	case <-ctx.Done():
		r.asks.Done()
		return ctx, func() {}, false
	}
	mine, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(r.hard, func() { cancel(errLost) })
	return mine, sync.OnceFunc(func() { stop(); cancel(nil); r.asks.Done() }), true
}

// Ask asks the tenant's owner, wherever it is. Without one it waits as long as ctx lets it and then
// answers a *NoOwnerError: nothing was done. engine.ErrUnavailable otherwise: the owner was asked and
// did not answer, and nobody can tell what it did.
func (o *Owner) Ask(ctx context.Context, tenant, verb string, body []byte) ([]byte, error) {
	return o.AskSoon(ctx, askWithin, tenant, verb, body)
}

// AskSoon is Ask for those who wait for an owner for so long at most, whatever its answer takes then.
func (o *Owner) AskSoon(ctx context.Context, wait time.Duration, tenant, verb string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	enough := time.NewTimer(wait)
	defer enough.Stop()
	for {
		o.mu.Lock()
		changed, who := o.changed, o.records[tenant].Replica
		_, alive := o.peers[who]
		o.mu.Unlock()
		if answer, done, err := o.askHere(ctx, tenant, verb, body); done {
			return answer, err
		}
		if alive {
			answer, err := o.askThere(ctx, who, question{tenant, verb, body, o.traceOf(ctx)})
			if !errors.Is(err, engine.ErrNobody) {
				return answer, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, &NoOwnerError{tenant}
		case <-enough.C:
			return nil, &NoOwnerError{tenant}
		case <-changed:
		case <-time.After(askAgain):
		}
	}
}

// askHere answers if this replica works for the tenant.
func (o *Owner) askHere(ctx context.Context, tenant, verb string, body []byte) (answer []byte, done bool, err error) {
	ctx, end, ok := o.Here(ctx, tenant)
	if !ok {
		return nil, false, nil
	}
	defer end()
	o.mu.Lock()
	fn := o.handlers[verb]
	o.mu.Unlock()
	if fn == nil {
		return nil, true, fmt.Errorf("owner: nobody answers %q", verb)
	}
	answer, err = fn(ctx, tenant, body)
	return answer, true, err
}

// askThere asks another replica. engine.ErrNobody: it did nothing.
func (o *Owner) askThere(ctx context.Context, who string, q question) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go o.hangUp(ctx, cancel, who)
	answer, err := o.cfg.Line.Ask(ctx, subject(who), encode(q))
	if errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w: the server that was asked has gone", engine.ErrUnavailable)
	}
	if err != nil {
		return nil, err
	}
	var r reply
	if err := json.Unmarshal(answer, &r); err != nil {
		return nil, fmt.Errorf("%w: the answer of another server cannot be read: %w", engine.ErrUnavailable, err)
	}
	if r.NotMine {
		return nil, engine.ErrNobody
	}
	return r.Body, o.errorOf(r)
}

// hangUp ends a question to a replica that dies meanwhile.
func (o *Owner) hangUp(ctx context.Context, cancel context.CancelFunc, who string) {
	for {
		o.mu.Lock()
		changed := o.changed
		_, alive := o.peers[who]
		o.mu.Unlock()
		if !alive {
			cancel()
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// answer is what this replica says to others.
func (o *Owner) answer(ctx context.Context, body []byte) []byte {
	var q question
	if err := json.Unmarshal(body, &q); err != nil {
		return encode(reply{Error: "the question cannot be read: " + err.Error()})
	}
	ctx, end := o.traced(ctx, q)
	got, mine, err := o.askHere(ctx, q.Tenant, q.Verb, q.Body)
	end(err)
	r := reply{Body: got, NotMine: !mine}
	if err != nil {
		r.Error = err.Error()
		for name, known := range o.cfg.Errors {
			if errors.Is(err, known) {
				r.Name = name
			}
		}
		if told, ok := errors.AsType[interface {
			error
			Problem() protocol.Problem
		}](err); ok {
			p := told.Problem()
			r.Problem = &p
		}
	}
	return encode(r)
}

// errorOf gives an error its identity back.
func (o *Owner) errorOf(r reply) error {
	if r.Error == "" {
		return nil
	}
	far := farError{r.Error, o.cfg.Errors[r.Name]}
	if r.Problem != nil {
		return &problemError{far, *r.Problem}
	}
	return &far
}
