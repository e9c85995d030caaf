package nats

import (
	"context"
	"time"
)

// QuietFor changes how long nothing must come for a follower before it gives its consumer back.
func (l *Log) QuietFor(d time.Duration) { l.many.quiet = d }

// Consumers counts those that the log's followers have at the engine now.
func (l *Log) Consumers(ctx context.Context) (int, error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return 0, err
	}
	return info.State.Consumers, nil
}
