package rules_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

var updateStatus = flag.Bool("update-status", false, "write the sentences of status inheritance anew")

var (
	lunch    = rules.KustomerStatus{ID: "s1", Name: "Lunch", Type: "unavailable"}
	back     = rules.KustomerStatus{ID: "s2", Name: "Available", Type: "available"}
	busyThen = rules.KustomerStatus{ID: "s3", Name: "Busy", Type: "busy"}
	training = rules.KustomerStatus{ID: "s4", Name: "Training", Type: "unavailable"}
)

// inheriting are settings with the toggle on.
func inheriting(priority string) rules.Settings {
	set := rules.DefaultSettings()
	set.StatusInheritance, set.StatusPrioritization = true, priority
	set.StatusMapping = []rules.StatusMapping{
		{Kustomer: " lunch ", Platform: "Unavailable"}, {Kustomer: "s2", Platform: "Available"}, {Kustomer: "Meeting", Platform: "Wrap-up"},
	}
	return set
}

func says(k rules.KustomerStatus) rules.StatusChange {
	return rules.StatusChange{From: rules.FromKustomer, Kustomer: k}
}

func chooses(platform string) rules.StatusChange {
	return rules.StatusChange{From: rules.FromAgent, Platform: platform}
}

func fromCRM(status string, k rules.KustomerStatus) *rules.NextStatus {
	return &rules.NextStatus{Status: status, From: rules.FromKustomer, Kustomer: k}
}

func fromAgent(status string) *rules.NextStatus {
	return &rules.NextStatus{Status: status, From: rules.FromAgent}
}

func TestStatusRules(t *testing.T) {
	t.Parallel()
	off := inheriting(rules.PriorityLatest)
	off.StatusInheritance = false
	latest, crm := inheriting(rules.PriorityLatest), inheriting(rules.PriorityCRM)
	login, again := says(lunch), says(lunch)
	login.Login, again.Again = true, true
	for _, c := range []struct {
		name       string
		state      rules.AgentStatus
		change     rules.StatusChange
		set        rules.Settings
		do, status string
		rule       string
		next       *rules.NextStatus
		why        string
	}{
		{"T1 the toggle is off", rules.AgentStatus{Platform: "Available"}, says(lunch), off, rules.Nothing, "", "T1", nil, ""},
		{"T2 free", rules.AgentStatus{Platform: "Available"}, says(lunch), latest, rules.Apply, "Unavailable", "T2", nil,
			"Unavailable because Kustomer status Lunch maps to Unavailable"},
		{"T2 not known yet: the platform's answer tells", rules.AgentStatus{}, says(lunch), latest, rules.Apply, "Unavailable", "T2", nil, "Unavailable because"},
		{"T2 a missed chat is asked for once", rules.AgentStatus{Platform: "Missed Chat"}, says(lunch), latest, rules.Apply, "Unavailable", "T2", nil, ""},
		{"T3 on a call", rules.AgentStatus{Platform: "In-call"}, says(lunch), latest, rules.HoldAsNext, "Unavailable", "T3", fromCRM("Unavailable", lunch),
			"Unavailable next, because Kustomer status Lunch maps to it; it is set once you are free"},
		{"T3 long in wrap-up", rules.AgentStatus{Platform: "Wrap-up Exceeded"}, says(lunch), crm, rules.HoldAsNext, "Unavailable", "T3", fromCRM("Unavailable", lunch), ""},
		{"T3 Kustomer changes its mind", rules.AgentStatus{Platform: "In-chat", Kustomer: lunch, Taken: true, Next: fromCRM("Unavailable", lunch)}, says(back), latest,
			rules.HoldAsNext, "Available", "T3", fromCRM("Available", back), ""},
		{"T4 the later choice of Kustomer's", rules.AgentStatus{Platform: "In-call", Next: fromAgent("Break")}, says(lunch), latest,
			rules.HoldAsNext, "Unavailable", "T4", fromCRM("Unavailable", lunch), ""},
		{"T4 the later choice of the agent's", rules.AgentStatus{Platform: "In-call", Next: fromCRM("Unavailable", lunch)}, chooses("Break"), latest,
			rules.HoldAsNext, "Break", "T4", fromAgent("Break"), "Break next, because you chose it here"},
		{"T5 Kustomer after the agent", rules.AgentStatus{Platform: "In-call", Next: fromAgent("Break")}, says(lunch), crm,
			rules.HoldAsNext, "Unavailable", "T5", fromCRM("Unavailable", lunch), ""},
		{"T5 Kustomer before the agent", rules.AgentStatus{Platform: "Wrap-up", Next: fromCRM("Unavailable", lunch)}, chooses("Break"), crm,
			rules.Ignore, "Unavailable", "T5", fromCRM("Unavailable", lunch), "Unavailable stays your next status because Kustomer status Lunch decides it"},
		{"T5 counts no more once the toggle is off", rules.AgentStatus{Platform: "Wrap-up", Next: fromCRM("Unavailable", lunch)}, chooses("Break"),
			func() rules.Settings { s := crm; s.StatusInheritance = false; return s }(), rules.HoldAsNext, "Break", "T4", fromAgent("Break"), ""},
		{"T6 offline", rules.AgentStatus{Platform: "offline"}, says(lunch), latest, rules.Ignore, "", "T6", nil,
			"Kustomer status Lunch is not followed because you are Offline in CCAI Platform"},
		{"T7 no mapping", rules.AgentStatus{Platform: "Available", Next: fromAgent("Break")}, says(training), latest, rules.Unmapped, "", "T7", fromAgent("Break"),
			"Kustomer status Training has no mapping, so nothing was set"},
		{"T7 Kustomer's own busy", rules.AgentStatus{}, says(busyThen), latest, rules.Unmapped, "", "T7", nil,
			"Kustomer status Busy, which Kustomer sets by itself, has no mapping, so nothing was set"},
		{"T8 mapped to a system status all the same", rules.AgentStatus{Platform: "Available"}, says(rules.KustomerStatus{Name: "meeting"}), latest,
			rules.Ignore, "", "T8", nil, "Kustomer status meeting maps to Wrap-up, which CCAI Platform alone can set"},
		{"T8 the agent chooses one", rules.AgentStatus{Platform: "Available"}, chooses("In-call"), latest, rules.Ignore, "In-call", "T8", nil,
			"CCAI Platform alone sets the status In-call"},
		{"T9 Kustomer repeats itself", rules.AgentStatus{Platform: "Break", Kustomer: lunch, Taken: true, Own: true}, says(lunch), latest, rules.Nothing, "", "T9", nil, ""},
		{"T9 it is so already", rules.AgentStatus{Platform: "unavailable", Next: fromAgent("Break")}, says(lunch), latest, rules.Nothing, "Unavailable", "T9", nil, ""},
		{"T9 it is pending already", rules.AgentStatus{Platform: "In-call", Next: fromCRM("Unavailable", training)}, says(lunch), latest, rules.Nothing, "Unavailable", "T9", fromCRM("Unavailable", lunch), ""},
		{"T9 heard before, but nothing was made of it", rules.AgentStatus{Platform: "Available", Kustomer: lunch}, says(lunch), latest, rules.Apply, "Unavailable", "T2", nil, ""},
		{"T10 free", rules.AgentStatus{Platform: "Available"}, chooses("Break"), off, rules.Apply, "Break", "T10", nil, "Break because you chose it here"},
		{"T10 busy", rules.AgentStatus{Platform: "In-call"}, chooses("Break"), off, rules.HoldAsNext, "Break", "T10", fromAgent("Break"), ""},
		{"T10 again while pending", rules.AgentStatus{Platform: "In-call", Next: fromAgent("Break")}, chooses("Break"), off, rules.Nothing, "Break", "T9", fromAgent("Break"), ""},
		{"T13 log-in", rules.AgentStatus{Platform: "Available"}, login, latest, rules.Apply, "Unavailable", "T13", nil, ""},
		{"T15 reconcile", rules.AgentStatus{Platform: "Break", Kustomer: lunch, Taken: true}, again, latest, rules.Apply, "Unavailable", "T15", nil, ""},
		{"T15 reconcile on a call", rules.AgentStatus{Platform: "In-call", Kustomer: lunch, Taken: true}, again, latest, rules.HoldAsNext, "Unavailable", "T3", fromCRM("Unavailable", lunch), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := rules.Inherit(c.state, c.change, c.set)
			require.Equal(t, c.do, got.Do)
			require.Equal(t, c.status, got.Status)
			require.Equal(t, c.rule, got.Rule)
			require.Equal(t, c.next, got.Next)
			require.Contains(t, got.Why, c.why)
			require.Equal(t, got.Do == rules.Nothing, got.Why == "", "whatever is done or not done has its reason")
		})
	}
}

func TestT3TheNextStatusIsReleased(t *testing.T) {
	t.Parallel()
	set := inheriting(rules.PriorityLatest)
	off := set
	off.StatusInheritance = false
	refused := fromAgent("Break")
	refused.Refused = "Missed Call"
	for name, c := range map[string]struct {
		state    rules.AgentStatus
		set      rules.Settings
		do, rule string
		next     bool
	}{
		"nothing waits":                   {rules.AgentStatus{Platform: "Available"}, set, rules.Nothing, "", false},
		"still on a call":                 {rules.AgentStatus{Platform: "In-call", Next: fromCRM("Unavailable", lunch)}, set, rules.Nothing, "", true},
		"still missed":                    {rules.AgentStatus{Platform: "Missed Call", Next: refused}, set, rules.Nothing, "", true},
		"gone offline":                    {rules.AgentStatus{Platform: "Offline", Next: fromAgent("Break")}, set, rules.Nothing, "", true},
		"not known":                       {rules.AgentStatus{Next: fromAgent("Break")}, set, rules.Nothing, "", true},
		"free: Kustomer's":                {rules.AgentStatus{Platform: "Available", Next: fromCRM("Unavailable", lunch)}, set, rules.Apply, "T3", false},
		"free: the agent's":               {rules.AgentStatus{Platform: "Available", Next: fromAgent("Break")}, off, rules.Apply, "T10", false},
		"free: refused before":            {rules.AgentStatus{Platform: "Available", Next: refused}, set, rules.Apply, "T14", false},
		"so already":                      {rules.AgentStatus{Platform: "break", Next: fromAgent("Break")}, set, rules.Nothing, "T9", false},
		"Kustomer's, and the toggle went": {rules.AgentStatus{Platform: "Available", Next: fromCRM("Unavailable", lunch)}, off, rules.Ignore, "T1", false},
	} {
		got := rules.Release(c.state, c.set)
		require.Equal(t, c.do, got.Do, name)
		require.Equal(t, c.rule, got.Rule, name)
		require.Equal(t, c.next, got.Next != nil, name)
	}
	require.Equal(t, rules.Ignore, rules.Cleared(rules.AgentStatus{Next: refused}).Do)
	require.Equal(t, rules.Nothing, rules.Cleared(rules.AgentStatus{}).Do)
}

func TestT14RefusedByThePlatform(t *testing.T) {
	t.Parallel()
	asked := rules.StatusStep{Do: rules.Apply, Status: "Break"}
	got := rules.Refused(asked, chooses("Break"), "Missed Call", "Agent is in the system status Missed Call")
	require.Equal(t, rules.HoldAsNext, got.Do)
	require.Equal(t, "Missed Call", got.Next.Refused)
	require.Equal(t, "Break was refused: Agent is in the system status Missed Call. It is tried once more when you have left Missed Call", got.Why)

	got = rules.Refused(asked, says(lunch), "In-call", "no")
	require.Equal(t, rules.HoldAsNext, got.Do, "busy since we looked")
	require.Equal(t, "T3", got.Rule)
	require.Empty(t, got.Next.Refused)
	require.Equal(t, "T10", rules.Refused(asked, chooses("Break"), "In-chat", "no").Rule)

	got = rules.Refused(asked, chooses("Break"), "Available", "")
	require.Equal(t, rules.Ignore, got.Do, "a limit of the agent's role does not go away by waiting")
	require.Nil(t, got.Next)
	require.Equal(t, "Break was refused: CCAI Platform did not say why.", got.Why)
}

func TestT15Drift(t *testing.T) {
	t.Parallel()
	set := inheriting(rules.PriorityLatest)
	drifted := rules.AgentStatus{Platform: "Available", Kustomer: lunch, Taken: true}
	want, drifts := rules.Drift(drifted, set)
	require.True(t, drifts)
	require.Equal(t, "Unavailable", want)
	text, said := rules.DriftText(drifted, want)
	require.Equal(t, "Kustomer status Lunch maps to Unavailable, but CCAI Platform has Available", text)
	require.Equal(t, []string{"drift", "kustomer", "Lunch", "want", "Unavailable", "platform", "Available"}, said)
	for name, change := range map[string]func(*rules.AgentStatus, *rules.Settings){
		"the toggle is off":            func(_ *rules.AgentStatus, s *rules.Settings) { s.StatusInheritance = false },
		"as it should be":              func(a *rules.AgentStatus, _ *rules.Settings) { a.Platform = "unavailable" },
		"the agent chose it here":      func(a *rules.AgentStatus, _ *rules.Settings) { a.Own = true },
		"something is pending":         func(a *rules.AgentStatus, _ *rules.Settings) { a.Next = fromAgent("Break") },
		"on a call":                    func(a *rules.AgentStatus, _ *rules.Settings) { a.Platform = "In-call" },
		"offline":                      func(a *rules.AgentStatus, _ *rules.Settings) { a.Platform = "Offline" },
		"not known":                    func(a *rules.AgentStatus, _ *rules.Settings) { a.Platform = "" },
		"nothing was made of Kustomer": func(a *rules.AgentStatus, _ *rules.Settings) { a.Taken = false },
		"the mapping has gone":         func(_ *rules.AgentStatus, s *rules.Settings) { s.StatusMapping = nil },
		"the mapping makes no sense":   func(a *rules.AgentStatus, _ *rules.Settings) { a.Kustomer = rules.KustomerStatus{Name: "Meeting"} },
	} {
		a, s := drifted, set
		change(&a, &s)
		_, drifts := rules.Drift(a, s)
		require.False(t, drifts, name)
	}
}

func TestVanished(t *testing.T) {
	t.Parallel()
	set := rules.DefaultSettings()
	_, named := rules.VanishWait(set)
	require.False(t, named)
	set.VanishedAgent = []rules.VanishedAgent{
		{Status: "Available", AfterSeconds: 120, Set: "Unavailable"}, {Status: "available", AfterSeconds: 600, Set: "Meal"}, {Status: "Break", AfterSeconds: 60, Set: "In-call"},
		{Status: "Meeting", AfterSeconds: 1, Set: "Unavailable"},
	}
	wait, named := rules.VanishWait(set)
	require.True(t, named)
	require.Equal(t, 15*time.Second, wait, "a reload or a restart is not a vanished agent")
	for _, c := range []struct {
		platform string
		gone     time.Duration
		want     string
	}{
		{"Available", 119 * time.Second, ""}, {"Meeting", 14 * time.Second, ""}, {"Meeting", 15 * time.Second, "Unavailable"}, {"Available", 2 * time.Minute, "Unavailable"}, {"AVAILABLE", time.Hour, "Meal"},
		{"Unavailable", time.Hour, ""}, {"Break", time.Hour, ""}, {"", time.Hour, ""},
	} {
		got, ok := rules.Vanished(c.platform, c.gone, set)
		require.Equal(t, c.want, got, "%s for %s", c.platform, c.gone)
		require.Equal(t, c.want != "", ok)
	}
}

func TestT8SystemStatusesCannotBeMapped(t *testing.T) {
	t.Parallel()
	require.Empty(t, rules.LintStatus(rules.DefaultSettings()))
	set := rules.DefaultSettings()
	set.StatusMapping = []rules.StatusMapping{{Kustomer: "Lunch", Platform: "In-call"}, {Kustomer: "lunch", Platform: "Break"}}
	set.VanishedAgent = []rules.VanishedAgent{{Status: "Available", Set: "Offline"}, {Status: "Wrap-up", Set: "Break"}, {Status: "Break", Set: "break"}, {Status: "Available", Set: "Break"}}
	var all []string
	for _, fault := range rules.LintStatus(set) {
		all = append(all, fault.Error())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{
		"setting statusMapping: item 1: In-call is a system status", "setting statusMapping: item 2: lunch is mapped by item 1 already",
		"setting vanishedAgent: item 1: Offline is a system status", "setting vanishedAgent: item 2: agents cannot be moved out of the system status Wrap-up",
		"setting vanishedAgent: item 3: break is set already",
	} {
		require.Contains(t, text, want)
	}
	require.Len(t, all, 5)
}

func TestKustomerStatuses(t *testing.T) {
	t.Parallel()
	require.True(t, lunch.Same(rules.KustomerStatus{Name: "LUNCH"}), "no id: by name")
	require.False(t, lunch.Same(rules.KustomerStatus{ID: "s9", Name: "Lunch"}), "two statuses may have one name")
	require.False(t, rules.KustomerStatus{}.Same(rules.KustomerStatus{}))
	require.False(t, rules.KustomerStatus{}.Known())
	mapping := []rules.StatusMapping{{Kustomer: "Lunch", Platform: "Break"}, {Kustomer: "s1", Platform: " Meal "}}
	got, ok := rules.MappedStatus(lunch, mapping)
	require.True(t, ok)
	require.Equal(t, "Meal", got, "the id says more than the name")
	for name, system := range map[string]bool{"in-call": true, "Unresponsive": true, "Idle": true, " Offline": true, "Available": false, "": false} {
		require.Equal(t, system, rules.SystemStatus(name), name)
	}
}

// TestEveryCombination tells each combination of toggle, prioritization, platform status, what is
// pending and who says what as a sentence; the sentences are read by people, the file by Git.
func TestEveryCombination(t *testing.T) {
	t.Parallel()
	var told strings.Builder
	for _, set := range []rules.Settings{{StatusPrioritization: rules.PriorityLatest}, inheriting(rules.PriorityLatest), inheriting(rules.PriorityCRM)} {
		for _, platform := range []string{"Available", "Unavailable", "In-call", "Wrap-up", "Missed Call", "Offline", ""} {
			for _, next := range []*rules.NextStatus{nil, fromCRM("Unavailable", lunch), fromAgent("Break")} {
				for _, c := range []rules.StatusChange{says(lunch), says(back), says(training), chooses("Break"), chooses("Meal")} {
					s := rules.AgentStatus{Platform: platform, Next: next}
					step := rules.Inherit(s, c, set)
					requireSane(t, s, c, set, step)
					fmt.Fprintln(&told, combination(s, c, set, step))
				}
			}
		}
	}
	file := filepath.Join("testdata", "status.txt")
	if *updateStatus {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(told.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run go test ./rules -update-status, and read the difference")
	require.Equal(t, string(want), told.String())
}

func combination(s rules.AgentStatus, c rules.StatusChange, set rules.Settings, step rules.StatusStep) string {
	toggle := "Off"
	if set.StatusInheritance {
		toggle = "On, " + set.StatusPrioritization
	}
	who := "the agent chooses " + c.Platform
	if c.From == rules.FromKustomer {
		who = "Kustomer says " + c.Kustomer.Name
	}
	at := s.Platform
	if at == "" {
		at = "of unknown status"
	}
	return fmt.Sprintf("%s; %s, %s; %s: %s.", toggle, at, pending(s.Next), who, outcome(step))
}

func pending(n *rules.NextStatus) string {
	if n == nil {
		return "nothing pending"
	}
	return n.Status + " pending from " + n.From
}

func outcome(step rules.StatusStep) string {
	text := step.Do
	if step.Status != "" {
		text += " " + step.Status
	}
	return text + " by " + step.Rule + ", " + pending(step.Next)
}

// requireSane are laws that hold whatever the combination.
func requireSane(t *testing.T, s rules.AgentStatus, c rules.StatusChange, set rules.Settings, step rules.StatusStep) {
	t.Helper()
	at := combination(s, c, set, step)
	if !set.StatusInheritance && c.From == rules.FromKustomer {
		require.Equal(t, rules.Nothing, step.Do, "T1: "+at)
	}
	if step.Do == rules.Apply {
		require.False(t, rules.BusyStatus(s.Platform), "T3: "+at)
		require.False(t, rules.SystemStatus(step.Status), "T8: "+at)
		require.NotEqual(t, s.Platform, step.Status, "T9: "+at)
		require.Nil(t, step.Next, "what is set now is later than what was pending: "+at)
	}
	if step.Do == rules.HoldAsNext {
		require.True(t, rules.BusyStatus(s.Platform), at)
		require.NotNil(t, step.Next, at)
	}
	if set.StatusPrioritization == rules.PriorityCRM && s.Next != nil && s.Next.From == rules.FromKustomer &&
		c.From == rules.FromAgent && !rules.FreeStatus(s.Platform) {
		require.Equal(t, rules.FromKustomer, step.Next.From, "T5: "+at)
	}
}

// TestOrderOfArrival plays two wishes during a call in both orders, then the end of the call.
func TestOrderOfArrival(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		priority string
		wishes   []rules.StatusChange
		want     string
	}{
		"latest: Kustomer, then the agent":       {rules.PriorityLatest, []rules.StatusChange{says(lunch), chooses("Break")}, "Break"},
		"latest: the agent, then Kustomer":       {rules.PriorityLatest, []rules.StatusChange{chooses("Break"), says(lunch)}, "Unavailable"},
		"crm: Kustomer, then the agent":          {rules.PriorityCRM, []rules.StatusChange{says(lunch), chooses("Break")}, "Unavailable"},
		"crm: the agent, then Kustomer":          {rules.PriorityCRM, []rules.StatusChange{chooses("Break"), says(lunch)}, "Unavailable"},
		"crm: the agent alone":                   {rules.PriorityCRM, []rules.StatusChange{chooses("Break")}, "Break"},
		"latest: there and back in Kustomer":     {rules.PriorityLatest, []rules.StatusChange{says(lunch), says(back)}, "Available"},
		"latest: what has no mapping is no wish": {rules.PriorityLatest, []rules.StatusChange{says(lunch), says(training)}, "Unavailable"},
		"nobody wishes":                          {rules.PriorityLatest, nil, ""},
	} {
		set := inheriting(c.priority)
		s := rules.AgentStatus{Platform: "In-call"}
		for _, wish := range c.wishes {
			step := rules.Inherit(s, wish, set)
			require.NotEqual(t, rules.Apply, step.Do, name)
			s.Next = step.Next
		}
		s.Platform = "Wrap-up"
		require.NotEqual(t, rules.Apply, rules.Release(s, set).Do, name)
		s.Platform = "Meeting"
		require.Equal(t, c.want, rules.Release(s, set).Status, name)
	}
}
