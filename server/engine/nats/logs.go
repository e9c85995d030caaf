package nats

import (
	"fmt"
	"log/slog"
)

// logs lets the embedded server speak through our logger. Its notices are of no use to an
// operator, so they are kept for debugging.
type logs struct{ to *slog.Logger }

func (l logs) Noticef(f string, v ...any) { l.to.Debug("engine: " + fmt.Sprintf(f, v...)) }
func (l logs) Warnf(f string, v ...any)   { l.to.Warn("engine: " + fmt.Sprintf(f, v...)) }
func (l logs) Fatalf(f string, v ...any)  { l.to.Error("engine: " + fmt.Sprintf(f, v...)) }
func (l logs) Errorf(f string, v ...any)  { l.to.Error("engine: " + fmt.Sprintf(f, v...)) }
func (l logs) Debugf(string, ...any)      {}
func (l logs) Tracef(string, ...any)      {}
