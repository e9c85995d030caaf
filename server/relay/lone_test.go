package relay_test

import (
	"context"
	"sync"

	"agentadapter/server/relay"
)

// lone is a relay that works for acme between Start and Stop, as its owner has it work.
type lone struct {
	*relay.Relay
	stop func()
}

func alone(cfg relay.Config) *lone { return &lone{Relay: relay.New(cfg)} }

// Start returns once all is read.
func (l *lone) Start(ctx context.Context) error {
	asked, ask := context.WithCancel(context.Background())
	up, failed := make(chan struct{}), make(chan error, 1)
	var work sync.WaitGroup
	work.Go(func() { failed <- l.Run(asked, context.Background(), "acme", func() { close(up) }) })
	l.stop = func() { ask(); work.Wait() }
	select {
	case <-up:
		return nil
	case err := <-failed:
		ask()
		return err
	case <-ctx.Done():
		l.stop()
		return ctx.Err()
	}
}

// Stop may be called twice.
func (l *lone) Stop() { l.stop() }
