package e2e

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

var picture = flag.String("picture", "", "write the README's picture to this file")

// TestPicture is the moment that the README shows: Ana talks, the next caller's record is open
// beside the adapter. A README picture that no longer happens fails here.
func TestPicture(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": "+14155550123", "agent_email": ana.Email, "queue": "Billing"})
	ana.Adapter.Part("alertdialog", "Incoming call").Wait()
	w.CCAIP.Step(t, call, "answer", nil)
	session := ana.Adapter.Region("Session ")
	session.WaitText("Connected", "Saved")
	ana.Kustomer.Part("article", "Conversation ").Wait()
	ana.Kustomer.Part("region", "Note").Wait()

	shot := ana.Screenshot()
	image, err := png.Decode(bytes.NewReader(shot))
	require.NoError(t, err)
	require.Positive(t, image.Bounds().Dx())
	if *picture != "" {
		require.NoError(t, os.WriteFile(*picture, shot, 0o644))
	}
}
