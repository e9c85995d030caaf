package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestSmallTexts(t *testing.T) {
	t.Parallel()
	require.Equal(t, "+1 415 555 0123", numberText("+14155550123"))
	require.Equal(t, "+493012345", numberText("+493012345"))
	require.Empty(t, numberText(""))
	require.Equal(t, "Number withheld", callerText(protocol.Session{}))
	require.Empty(t, sinceText(0, 5))
	require.Equal(t, "Since 00:00 · less than a minute", sinceText(1767225600000, 1767225500000), "clocks differ")
	require.Equal(t, "Since 00:00 · 59 min", sinceText(1767225600000, 1767225600000+59*60_000))
	require.Equal(t, "Break because you chose it here", whyText("Break because you chose it here", 0))
	require.Equal(t, "Break was refused: no, 00:02", whyText("Break was refused: no.", 1767225720000))
	require.Equal(t, "Session +1 415 555 0123, Maria Lopez", sessionName(protocol.Session{Name: "Maria Lopez", Number: "+14155550123"}))
	require.Equal(t, "Session +1 415 555 0123", sessionName(protocol.Session{Number: "+14155550123"}))
	require.Equal(t, textHolderLost.String(), holderText(&protocol.Holder{Away: true}, ""))
	require.Empty(t, holderText(nil, ""))
	require.Equal(t, "A browser, on a call, Mia Wong.", holderText(&protocol.Holder{OnCall: true}, "Mia Wong"))
	require.Equal(t, "A browser.", holderText(&protocol.Holder{}, ""))
	for color, want := range map[string]bool{"#0a0": true, "#22AA55": true, "amber": false, "#12345": false, "": false, "#ggg": false, "url(x)": false} {
		require.Equal(t, want, isColor(color), color)
	}
}
