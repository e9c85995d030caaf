package check

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"
)

func compose(t *testing.T) *types.Project {
	t.Helper()
	file, err := filepath.Abs("../compose.yaml")
	require.NoError(t, err)
	options, err := cli.NewProjectOptions([]string{file}, cli.WithoutEnvironmentResolution,
		cli.WithEnv([]string{"ADAPTER_HOST=adapter.test"}), cli.WithInterpolation(true))
	require.NoError(t, err)
	project, err := options.LoadProject(t.Context())
	require.NoError(t, err)
	return project
}

func TestComposeFileLoads(t *testing.T) {
	t.Parallel()
	p := compose(t)
	require.ElementsMatch(t, []string{"nats-1", "nats-2", "nats-3", "adapter-1", "adapter-2", "proxy"}, p.ServiceNames())
	for _, name := range []string{"adapter-1", "adapter-2"} {
		s := p.Services[name]
		require.True(t, s.ReadOnly, name)
		require.Equal(t, []string{"ALL"}, s.CapDrop, name)
		require.Equal(t, "https://adapter.test", *s.Environment["ADAPTER_PUBLIC_URL"], name)
		given := map[string]bool{}
		for _, secret := range s.Secrets {
			given["/run/secrets/"+secret.Source] = true
		}
		for key, value := range s.Environment {
			if strings.HasSuffix(key, "_FILE") {
				require.True(t, given[*value], "%s: %s names a secret that is given", name, key)
			}
		}
	}
}

// TestClusterRoutes: each NATS server names the other two and writes to a volume of its own.
func TestClusterRoutes(t *testing.T) {
	t.Parallel()
	p := compose(t)
	own := map[string]bool{}
	for _, name := range []string{"nats-1", "nats-2", "nats-3"} {
		command := strings.Join(p.Services[name].Command, " ")
		require.Contains(t, command, "--name "+name)
		for _, other := range []string{"nats-1", "nats-2", "nats-3"} {
			require.Equal(t, other != name, strings.Contains(command, "nats://"+other+":6222"), "%s to %s", name, other)
		}
		own[p.Services[name].Volumes[0].Source] = true
	}
	require.Len(t, own, 3)
}
