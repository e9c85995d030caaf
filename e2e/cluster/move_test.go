package cluster

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMovingToAClusterKeepsTheData: a server with the embedded engine records a call; its backup is
// restored on two replicas on a cluster of three. The same caller then rings again, and it is the same
// customer and conversation; the first call's account is there.
func TestMovingToAClusterKeepsTheData(t *testing.T) {
	whole(t)
	f := newFleet(t, 0)
	old := f.add("embedded")
	f.events(old)
	p := f.page(f.agentOf(ana), "inst-moving-1")
	p.open(old)
	p.goLive()
	_, term := p.live()
	const caller = "+14155550190"
	script := fmt.Sprintf(`{"number":%q,"agent_email":%q,"queue":"Billing","ring":"20ms","talk":"100ms","wrap_up":"0s"}`, caller, ana)
	first := fmt.Sprintf("call-%d", f.play("inbound-answered", script))
	f.saved(old, first)
	old.api("PUT", "/settings", `{"version":0,"settings":{"retainDays":77}}`, nil)
	archive := filepath.Join(t.TempDir(), "backup.tar")
	old.verb("backup", archive)
	old.stop()

	f.engine, f.all = startEngine(t, 3), nil
	a, b := f.add("a"), f.add("b")
	f.owner()
	a.verb("restore", archive)
	f.events(b)
	f.owner()
	f.saved(b, first)
	var got struct {
		Version  int
		Settings struct {
			RetainDays int `json:"retainDays"`
		}
	}
	b.api("GET", "/settings", "", &got)
	require.Equal(t, 77, got.Settings.RetainDays)
	second := fmt.Sprintf("call-%d", f.play("inbound-answered", script))
	f.saved(b, second)
	var one struct{ Data struct{ ID string } }
	f.kustomer("GET", "/v1/customers/phone="+caller, &one)
	var conversations struct{ Data []struct{ ID string } }
	f.kustomer("GET", "/v1/customers/"+one.Data.ID+"/conversations", &conversations)
	require.Len(t, conversations.Data, 1, "the second call goes on where the first one stands")

	p.forget()
	p.open(a)
	p.goLive()
	_, now := p.live()
	require.Greater(t, now, term, "terms never go back")
}

// verb runs the binary against a replica.
func (r *replica) verb(args ...string) {
	t := r.f.t
	t.Helper()
	args = append(args, "--server", "http://"+r.address, "--tenant", tenant, "--admin-token-file", filepath.Join(r.f.dir, "admin.token"))
	out, err := exec.Command(build(t, "agentadapter/server"), args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}
