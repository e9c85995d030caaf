package standin

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSandboxComesAndGoes(t *testing.T) {
	t.Parallel()
	s, err := Start([]string{"GOMAXPROCS=1"})
	require.NoError(t, err)
	for _, base := range []string{s.Kustomer, s.CCAIP} {
		res, err := http.Get(base + "/_knobs")
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusOK, res.StatusCode)
	}
	require.NoError(t, s.Stop())
	require.NoDirExists(t, s.folder)
	_, err = http.Get(s.Kustomer + "/_knobs")
	require.Error(t, err)
}

func TestSandboxThatDoesNotStart(t *testing.T) {
	t.Parallel()
	_, err := Start(nil, "--kustomer", "nowhere:nothing")
	require.ErrorContains(t, err, "did not say where it is")
}
