package inherit

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// checkEvery is how often an absent agent is looked after again.
const checkEvery = 30 * time.Second

// errBack says that the agent has a live window again.
var errBack = errors.New("inherit: the agent is back")

// mayHaveVanished tells whether an agent has been gone long enough to be looked after, and notes
// when the next time will be.
func (a *agent) mayHaveVanished(set rules.Settings, now time.Time) bool {
	wait, named := rules.VanishWait(set)
	a.mu.Lock()
	defer a.mu.Unlock()
	gone := now.Sub(a.goneAt)
	if !named || a.here || a.goneAt.IsZero() || gone < wait || gone > forgetAfter || now.Before(a.checkAt) {
		return false
	}
	a.checkAt = now.Add(checkEvery)
	return true
}

// vanish changes the statuses of agents whose live windows stay away: one look at the platform for
// all of them, since nobody may be here for whom the desk would look.
func (i *Inherit) vanish(h *home, tenant string, agents []*agent) {
	ctx, cancel := context.WithTimeout(h.ctx, acting)
	defer cancel()
	ids := make([]string, 0, len(agents))
	for _, a := range agents {
		ids = append(ids, a.id)
	}
	now, err := i.cfg.Desk.Look(ctx, tenant, ids)
	if err != nil {
		i.log.Warn("absent agents' statuses cannot be read", "tenant", tenant, "err", err)
		return
	}
	for _, a := range agents {
		if platform := now[a.id]; platform != "" {
			i.vanishOne(ctx, a, platform)
		}
	}
}

func (i *Inherit) vanishOne(ctx context.Context, a *agent, platform string) {
	a.mu.Lock()
	gone := time.Since(a.goneAt)
	a.mu.Unlock()
	status, ok := rules.Vanished(platform, gone, i.settings(a.tenant))
	if !ok {
		return
	}
	give, err := i.take(ctx, a)
	if err != nil {
		i.log.Warn("an absent agent's status is not changed", "tenant", a.tenant, "agent", a.id, "err", err)
		return
	}
	defer give()
	got := i.cfg.Desk.Set(ctx, a.tenant, a.id, status, a.stillGone)
	if got.Problem != nil {
		i.log.Warn("an absent agent's status is not changed", "tenant", a.tenant, "agent", a.id, "status", status, "why", got.Problem.Text)
		return
	}
	step := rules.StatusStep{Do: rules.Apply, Rule: "vanishedAgent", Status: status, Next: a.state().Next}
	step.Why, step.Said = absence(status, platform, gone)
	i.change(ctx, a, true, func(r *record) {
		r.Own = true // the absence explains it: no drift
		r.Why, r.Said, r.Rule, r.WhyAt, r.WhyFor = step.Why, step.Said, step.Rule, millis(time.Now()), status
	})
	i.audit(ctx, a, decision{change: rules.StatusChange{From: fromServer}, step: step, before: platform}, time.Now())
}

// stillGone lets act as long as the agent has not come back.
func (a *agent) stillGone(context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.here {
		return errBack
	}
	return nil
}

// absence says why an absent agent has a status; the time as people tell it.
func absence(status, platform string, gone time.Duration) (string, protocol.Said) {
	if gone < 2*time.Minute {
		return protocol.Say("why.gone-seconds: {status} because no window of yours was open for {n} seconds while you were {platform}",
			"status", status, "n", strconv.Itoa(int(gone.Seconds())), "platform", platform)
	}
	return protocol.Say("why.gone-minutes: {status} because no window of yours was open for {n} minutes while you were {platform}",
		"status", status, "n", strconv.Itoa(int(gone.Minutes())), "platform", platform)
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func sameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
