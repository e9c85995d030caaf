package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
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
		return nil, bad("bad-body", "settings are missing.", `Send {"version","settings"} as GET answered them.`)
	}
	err := a.cfg.Settings.Save(c.ctx, c.tenant.ID, in.Version, in.Settings, c.who.name)
	if stale, ok := errors.AsType[*Stale](err); ok {
		return nil, &refusal{http.StatusConflict, "stale-version",
			fmt.Sprintf("Somebody saved meanwhile: version %d is in force.", stale.Now), "Read the settings again and change those."}
	}
	if faults, ok := errors.AsType[*Faults](err); ok {
		return nil, bad("bad-settings", faults.Text, "Mend the named settings; nothing was saved.")
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
		body.Warnings = append(body.Warnings, warning{p.Code, p.Text, p.Fix})
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
	w := warning{Code: "silent-platform", Text: "CCAI Platform has not sent an event yet.",
		Fix: "In CCAI Platform, send the External session events to this tenant's events address, with its user and password."}
	if last.IsZero() {
		return w, true
	}
	w.Text = "CCAI Platform has sent no event for " + now.Sub(last).Truncate(time.Hour).String() + "."
	return w, now.Sub(last) > silentAfter
}
