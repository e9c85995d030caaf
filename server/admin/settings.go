package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// settingsBody is what GET settings answers. PUT takes the version that was seen and settings by
// name; names left out stay as they are.
type settingsBody struct {
	Version  int                        `json:"version"`
	Settings map[string]json.RawMessage `json:"settings"`
	Managed  []string                   `json:"managed"`
}

func (a *Admin) settings(c *call) (any, error) {
	version, set, managed := a.cfg.Settings.Read(c.tenant.ID)
	named, err := byName(set)
	if managed == nil {
		managed = []string{}
	}
	return settingsBody{version, named, managed}, err
}

// byName gives the settings their names. A list of nothing is an empty one: null could not be saved
// again.
func byName(set rules.Settings) (map[string]json.RawMessage, error) {
	body, err := json.Marshal(set)
	if err != nil {
		return nil, err
	}
	var named map[string]json.RawMessage
	if err := json.Unmarshal(body, &named); err != nil {
		return nil, err
	}
	for name, value := range named {
		if string(value) == "null" && name != "quietHours" {
			named[name] = json.RawMessage("[]")
		}
	}
	return named, nil
}

func (a *Admin) saveSettings(c *call) (any, error) {
	var in settingsBody
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.Settings == nil {
		return nil, bad("bad-body", "api.no-settings: settings are missing.", `api.no-settings.fix: Send {body} as GET answered them.`, "body", `{"version","settings"}`)
	}
	err := a.cfg.Settings.Save(c.ctx, c.tenant.ID, in.Version, in.Settings, c.who.name)
	if stale, ok := errors.AsType[*Stale](err); ok {
		return nil, no(http.StatusConflict, "stale-version", "refusal.stale: Somebody saved meanwhile: version {n} is in force.",
			"refusal.stale.fix: Read the settings again and change those.", "n", strconv.Itoa(stale.Now))
	}
	if faults, ok := errors.AsType[*Faults](err); ok {
		return nil, faultySettings(faults.Text, "refusal.not-saved.fix: Mend the named settings; nothing was saved.")
	}
	if err != nil {
		return nil, err
	}
	c.detail = fmt.Sprintf("version %d: %s", in.Version+1, sorted(slices.Collect(maps.Keys(in.Settings))))
	a.log.InfoContext(c.ctx, "settings saved", "tenant", c.tenant.ID, "author", c.who.name)
	return a.settings(c)
}

func (a *Admin) history(c *call) (any, error) {
	past := a.cfg.Settings.History(c.tenant.ID)
	if past == nil {
		past = []Version{}
	}
	return map[string][]Version{"versions": past}, nil
}

// statusBody is what GET status answers.
type statusBody struct {
	Paused      bool       `json:"paused"`
	LastEventAt *time.Time `json:"lastEventAt"`
	Warnings    []warning  `json:"warnings"`
}

type warning struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Fix  string `json:"fix"`
	// Said and FixSaid are by what both are translated.
	Said    protocol.Said `json:"said,omitempty"`
	FixSaid protocol.Said `json:"fixSaid,omitempty"`
}

// silentAfter is how long a platform may say nothing before that is worth a look.
const silentAfter = 24 * time.Hour

func (a *Admin) status(c *call) (any, error) {
	_, set, _ := a.cfg.Settings.Read(c.tenant.ID)
	last := a.cfg.LastEvent(c.tenant.ID)
	body := statusBody{Paused: set.Paused, LastEventAt: moment(last), Warnings: []warning{}}
	if w, silent := silence(last, time.Now()); silent {
		body.Warnings = append(body.Warnings, w)
	}
	for _, p := range a.warnings(c.tenant.ID) {
		body.Warnings = append(body.Warnings, warningOf(p))
	}
	return body, nil
}

func (a *Admin) warnings(tenant string) []protocol.Problem {
	if a.cfg.Warnings == nil {
		return nil
	}
	return a.cfg.Warnings(tenant)
}

func silence(last, now time.Time) (warning, bool) {
	const fix = "warning.silent.fix: In CCAI Platform, send the External session events to this tenant's events address, with its user and password."
	if last.IsZero() {
		return warningOf(protocol.Fault("silent-platform", "warning.silent: CCAI Platform has not sent an event yet.", fix)), true
	}
	long := now.Sub(last).Truncate(time.Hour).String()
	w := warningOf(protocol.Fault("silent-platform", "warning.silent-since: CCAI Platform has sent no event for {long}.", fix, "long", long))
	return w, now.Sub(last) > silentAfter
}

func warningOf(p protocol.Problem) warning { return warning{p.Code, p.Text, p.Fix, p.Said, p.FixSaid} }

// faultySettings refuses settings; text names each with what is wrong with it.
func faultySettings(text, fix string) *refusal {
	r := bad("bad-settings", "", fix)
	r.Text = text
	return r
}
