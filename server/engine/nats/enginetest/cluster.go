package enginetest

import (
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"agentadapter/server/engine/nats"
)

// readyWithin bounds how long external servers may take to answer.
const readyWithin = 30 * time.Second

// Servers are external NATS servers of a test, on loopback.
type Servers struct {
	All []*server.Server
	URL string
}

// Alone starts one external server.
func Alone(t testing.TB) Servers {
	t.Helper()
	opts := &server.Options{ServerName: "alone", Host: "127.0.0.1", Port: server.RANDOM_PORT}
	return serve(t, []*server.Options{opts})
}

// Cluster starts three servers that keep everything thrice.
func Cluster(t testing.TB) Servers {
	t.Helper()
	var all []*server.Options
	var routes string
	for i := range 3 {
		port := freePort(t)
		routes += fmt.Sprintf(",nats://127.0.0.1:%d", port)
		all = append(all, &server.Options{
			ServerName: fmt.Sprintf("n%d", i+1), Host: "127.0.0.1", Port: server.RANDOM_PORT,
			Cluster: server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: port},
		})
	}
	for _, o := range all {
		o.Routes = server.RoutesFromStr(routes[1:])
	}
	return serve(t, all)
}

func serve(t testing.TB, all []*server.Options) (s Servers) {
	t.Helper()
	for _, o := range all {
		o.NoLog, o.NoSigs, o.JetStream, o.StoreDir, o.SyncAlways = true, true, true, t.TempDir(), true
		o.MaxPayload = 8 << 20
		srv, err := server.NewServer(o)
		must(t, err)
		srv.Start()
		t.Cleanup(func() {
			srv.Shutdown()
			srv.WaitForShutdown()
		})
		s.All = append(s.All, srv)
	}
	for _, srv := range s.All {
		if !srv.ReadyForConnections(readyWithin) {
			t.Fatal("a NATS server is not ready")
		}
		s.URL += "," + srv.ClientURL()
	}
	s.URL = s.URL[1:]
	return s
}

// freePort is one that nobody listens on just now: members of a cluster must know it beforehand.
func freePort(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Connect opens the engine on external servers and closes it at the end of the test.
func Connect(t testing.TB, s Servers) *nats.Engine {
	t.Helper()
	e, err := nats.Open(t.Context(), nats.Config{URL: s.URL})
	must(t, err)
	t.Cleanup(e.Close)
	return e
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
