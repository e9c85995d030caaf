package intake_test

import (
	"context"
	"sync"

	"agentadapter/server/intake"
)

// only finds these tenants and no others.
func only(all ...intake.Tenant) func(id string) (intake.Tenant, bool) {
	return func(id string) (intake.Tenant, bool) {
		for _, t := range all {
			if t.ID == id {
				return t, true
			}
		}
		return intake.Tenant{}, false
	}
}

// lone is an intake that works for its tenants between Start and Stop, as their owner has it work.
type lone struct {
	*intake.Intake
	ids    []string
	cancel context.CancelFunc
	work   sync.WaitGroup
}

func alone(cfg intake.Config, all ...intake.Tenant) *lone {
	cfg.Tenant = only(all...)
	l := &lone{Intake: intake.New(cfg)}
	for _, t := range all {
		l.ids = append(l.ids, t.ID)
	}
	return l
}

func (l *lone) Start(context.Context) error {
	var ctx context.Context
	ctx, l.cancel = context.WithCancel(context.Background())
	for _, id := range l.ids {
		up := make(chan struct{})
		l.work.Go(func() { _ = l.Run(ctx, ctx, id, func() { close(up) }) })
		<-up
	}
	return nil
}

func (l *lone) Stop() {
	l.cancel()
	l.work.Wait()
}
