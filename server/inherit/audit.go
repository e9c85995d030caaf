package inherit

import (
	"context"
	"encoding/json"
	"time"

	"agentadapter/rules"
)

// line is one line of the log "audit": what was done about an agent's status, and why.
type line struct {
	// At is in milliseconds since 1970.
	At   int64  `json:"at"`
	What string `json:"what"`
	// Do is the rules' word for it, Rule its number, Why the sentence that the agent saw.
	Do   string `json:"do"`
	Rule string `json:"rule"`
	Why  string `json:"why"`
	// From is who wished, Kustomer the status there.
	From     string `json:"from"`
	Kustomer string `json:"kustomer,omitempty"`
	// Before is the platform status at that moment, Status the one it is about, Next the pending one.
	Before string `json:"before,omitempty"`
	Status string `json:"status,omitempty"`
	Next   string `json:"next,omitempty"`
}

// fromServer stands for who wishes when nobody does: a rule about absence or drift.
const fromServer = "adapter"

// audit writes a line. One that cannot be written is in the server's log at least.
func (i *Inherit) audit(ctx context.Context, a *agent, d decision, now time.Time) {
	l := line{At: millis(now), What: "status", Do: d.step.Do, Rule: d.step.Rule, Why: d.step.Why,
		From: d.change.From, Kustomer: d.change.Kustomer.Name, Before: d.before, Status: d.step.Status}
	if d.step.Next != nil {
		l.Next = d.step.Next.Status
	}
	i.log.Info("status", "tenant", a.tenant, "agent", a.id, "do", l.Do, "rule", l.Rule, "why", l.Why)
	body, err := json.Marshal(l)
	if err == nil {
		_, err = i.cfg.Audit.Append(ctx, a.key(), body)
	}
	if err != nil {
		i.log.Error("an audit line is not kept", "tenant", a.tenant, "agent", a.id, "do", l.Do, "rule", l.Rule, "err", err)
	}
}

// drifted writes a line about a drift that came or went.
func (i *Inherit) drifted(ctx context.Context, a *agent, text string) {
	step := rules.StatusStep{Do: rules.Ignore, Rule: "T15", Why: text}
	if text == "" {
		step.Why = "Both sides agree again"
	}
	i.audit(ctx, a, decision{change: rules.StatusChange{From: fromServer}, step: step, before: a.state().Platform}, time.Now())
}
