package state

import (
	"strconv"
	"strings"

	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// Test is the self-test and what came of it.
type Test struct {
	// Results are the newest run's, in the order they came.
	Results []Result
	// Ref is the question to the server that waits; At when it was asked, by this page's clock.
	Ref string
	At  int64
	// Probing says that the browser is being looked at.
	Probing bool
}

// Running tells whether anything is still awaited.
func (t Test) Running() bool { return t.Probing || t.Ref != "" }

// Result is one thing that was tested.
type Result struct {
	// State is Good, Fair or Bad.
	State string
	// Name is what was tested, Text how it is, Fix what to do about it.
	Name, Text, Fix string
}

// How a thing that was tested is.
const (
	Good = "good"
	Fair = "fair"
	Bad  = "bad"
)

const (
	// slowAnswer is from how many milliseconds on a round trip is slow.
	slowAnswer = 1000
	// clockOff is from how many milliseconds on a clock is wrong.
	clockOff = 5000
)

// The rows that are decided here; those about the browser are the page's own.
const (
	testSocket    = texts.Text("test.socket: Connection to the server")
	testSlow      = texts.Text("test.slow: The connection is slow: close what loads a lot, or change the network.")
	testMillis    = texts.Text("test.ms: {n} ms")
	testNoSocket  = texts.Text("test.none: Not connected")
	testNoSockFix = texts.Text("test.none-fix: Check your network. The adapter tries again by itself.")
	testClock     = texts.Text("test.clock: Clock of this computer")
	testClockOff  = texts.Text("test.clock-off: {n} s off")
	testClockFix  = texts.Text("test.clock-fix: Set the clock of this computer.")
)

func (c *change) test(m Msg) {
	switch m := m.(type) {
	case PressedTest:
		c.runTest()
	case Probed:
		c.Test.Probing = false
		c.Test.Results = append(c.Test.Results[:len(c.Test.Results):len(c.Test.Results)], m.Results...)
	case PressedReport:
		c.do(Download{c.Report()})
	}
}

func (c *change) runTest() {
	if c.Test.Running() {
		return
	}
	c.Test = Test{Probing: true, At: c.Now}
	if c.Connection.Open {
		c.Test.Ref = c.ask(protocol.AskCheck{})
	} else {
		c.Test.Results = []Result{{Bad, testSocket.String(), testNoSocket.String(), testNoSockFix.String()}}
	}
	c.do(Probe{}) // it keeps the page busy, so that it comes after the question whose time is taken
}

// checkTold reads the server's answer: the round trip, both clocks, both neighbours. Ticked was sent
// just before.
func (c *change) checkTold(ref string, told protocol.Check) {
	if ref == "" || ref != c.Test.Ref {
		return
	}
	c.Test.Ref = ""
	slowest := int64(0)
	var rows []Result
	for _, n := range told.Neighbours {
		slowest = max(slowest, n.Millis)
		rows = append(rows, neighbourRow(n))
	}
	trip := max(0, c.Now-c.Test.At-slowest) // both are asked at a time
	socket := Result{Good, testSocket.String(), testMillis.With("n", strconv.FormatInt(trip, 10)), ""}
	if trip > slowAnswer {
		socket.State, socket.Fix = Fair, testSlow.String()
	}
	off := c.Now - told.Now - trip/2
	clock := Result{Good, testClock.String(), "", ""}
	if off > clockOff || off < -clockOff {
		clock = Result{Fair, testClock.String(), testClockOff.With("n", strconv.FormatInt(off/1000, 10)), testClockFix.String()}
	}
	c.Test.Results = append(append([]Result{socket, clock}, rows...), c.Test.Results...)
}

var neighbourNames = map[string]string{"kustomer": "Kustomer", "platform": "CCAI Platform"}

func neighbourRow(n protocol.Neighbour) Result {
	r := Result{Good, first(neighbourNames[n.Name], n.Name), testMillis.With("n", strconv.FormatInt(n.Millis, 10)), ""}
	if n.Problem != nil {
		r.State = Bad
		r.Text, r.Fix = texts.Problem(*n.Problem)
	}
	return r
}

// testLost ends the wait for the server.
func (c *change) testLost() {
	if c.Test.Ref != "" {
		c.Test.Ref = ""
		c.Test.Results = append([]Result{{Bad, testSocket.String(), testNoSocket.String(), testNoSockFix.String()}}, c.Test.Results...)
	}
}

// Report is what support needs to know: states, codes and times. It has no numbers of people, no names,
// no texts that somebody wrote and nothing that opens anything.
func (s State) Report() string {
	var out strings.Builder
	line := func(parts ...string) { out.WriteString(strings.Join(parts, " ") + "\n") }
	line("agent adapter, build", s.Build)
	line("agent", s.Agent.ID, "platform", strconv.FormatInt(s.Agent.Platform, 10))
	line("connection", s.Connection.State, "code", strconv.Itoa(int(s.Connection.Code)))
	line("live", strconv.FormatBool(s.Lease.Live), "term", strconv.FormatUint(s.Lease.Term, 10))
	line("status", s.Status.Platform, "next", s.Status.Next, "in Kustomer", s.Status.Kustomer)
	line("softphone alive", strconv.FormatBool(s.Softphone.Alive), "shown", strconv.FormatBool(s.Softphone.Shown))
	line("clock", strconv.FormatInt(s.Now, 10), "ahead of the server", strconv.FormatInt(s.Skew, 10))
	for _, p := range s.Problems {
		line("problem", p.Code)
	}
	for _, one := range s.Sessions {
		line(one.Session, one.Direction, one.State, "saved", first(one.Saved, "-"), "fail", first(one.Fail, "-"),
			"started", strconv.FormatInt(one.StartedAt, 10), "connected", strconv.FormatInt(one.ConnectedAt, 10), "ended", strconv.FormatInt(one.EndedAt, 10))
	}
	for _, r := range s.Test.Results {
		line("test", r.State, r.Name+":", r.Text)
	}
	return out.String()
}
