package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

var pictures = flag.String("pictures", "", "take the documentation's pictures into this folder")

// pictured are the scenes of the gallery that the guides show.
var pictured = []string{
	"live", "number", "refused-call", "ring", "rings", "choice", "sessions", "held", "next", "drift",
	"waiting", "take-over", "problem", "keys",
}

// TestPictures takes the main scenes, light and dark. A picture of a scene that is gone fails here.
func TestPictures(t *testing.T) {
	address, scenes := gallery(t, "en")
	require.Subset(t, scenes, pictured)
	if *pictures == "" {
		t.Skip("make pictures takes them")
	}
	tab := world.NewTab(t)
	tab.Resize(320, 560)
	require.NoError(t, os.MkdirAll(*pictures, 0o755))
	for _, look := range []string{"light", "dark"} {
		tab.Prefer(looks[look])
		for _, scene := range pictured {
			tab.Go(address + "/" + scene + ".html")
			require.NoError(t, os.WriteFile(filepath.Join(*pictures, scene+"-"+look+".webp"), tab.Picture(), 0o644))
		}
	}
}
