package nats

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"agentadapter/server/engine"
)

const (
	// withinHeader tells who is asked how long the asker waits, in milliseconds: clocks differ, so
	// that a moment would say nothing.
	withinHeader = "Within"
	// askWithin bounds a question whose context has no end.
	askWithin = 30 * time.Second
	// drainWithin bounds the wait for what is on its way while the engine is away.
	drainWithin = time.Second
	// maxServing bounds the questions that are answered side by side; more wait.
	maxServing = 512
)

// Line carries questions to whoever serves them, here or in another process on the same engine.
type Line struct{ conn *nats.Conn }

// Line answers the engine's line.
func (e *Engine) Line() *Line { return &Line{e.conn} }

// Ask asks whoever serves the subject and waits for the answer. engine.ErrNobody: nobody does, so
// nothing was done. engine.ErrUnavailable: no answer came in time, and nobody can tell.
func (l *Line) Ask(ctx context.Context, subject string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	end, _ := ctx.Deadline()
	msg := nats.NewMsg("line." + subject)
	msg.Header.Set(withinHeader, strconv.FormatInt(time.Until(end).Milliseconds(), 10))
	msg.Data = body
	answer, err := l.conn.RequestMsgWithContext(ctx, msg)
	switch {
	case errors.Is(err, nats.ErrNoResponders), errors.Is(err, nats.ErrReconnectBufExceeded):
		return nil, engine.ErrNobody // it never left
	case errors.Is(err, context.Canceled):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: ask %s: %w", engine.ErrUnavailable, subject, err)
	}
	return answer.Data, nil
}

// drain takes a subscription back. What is on its way already is still answered: left lying, it would
// keep its asker waiting to the end.
func drain(sub *nats.Subscription) {
	done := make(chan struct{})
	sub.SetClosedHandler(func(string) { close(done) })
	if err := sub.Drain(); err != nil {
		return // a closed connection serves nobody anyway
	}
	select {
	case <-done:
	case <-time.After(drainWithin):
	}
}

// Serve answers what is asked under a subject until stop, which waits for the answers at hand. The
// context that fn gets ends when the asker stops waiting.
func (l *Line) Serve(subject string, fn func(ctx context.Context, body []byte) []byte) (stop func(), err error) {
	places := make(chan struct{}, maxServing)
	sub, err := l.conn.Subscribe("line."+subject, func(m *nats.Msg) {
		places <- struct{}{}
		go func() {
			defer func() { <-places }()
			within, err := strconv.ParseInt(m.Header.Get(withinHeader), 10, 64)
			if err != nil {
				within = askWithin.Milliseconds()
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(within)*time.Millisecond)
			defer cancel()
			_ = m.Respond(fn(ctx, m.Data)) // who asked and went away needs no answer
		}()
	})
	if err != nil {
		return nil, fmt.Errorf("%w: serve %s: %w", engine.ErrUnavailable, subject, err)
	}
	if err := l.conn.Flush(); err != nil {
		return nil, fmt.Errorf("%w: serve %s: %w", engine.ErrUnavailable, subject, err)
	}
	return func() {
		drain(sub)
		for range maxServing {
			places <- struct{}{}
		}
	}, nil
}
