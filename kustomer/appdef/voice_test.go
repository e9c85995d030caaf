package appdef_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter"
	"agentadapter/kustomer/appdef"
)

func TestVoiceIsAVersionOfItsOwn(t *testing.T) {
	t.Parallel()
	voiced, err := appdef.Voice(agentadapter.AppDefinition)
	require.NoError(t, err)
	var def struct {
		Version           string
		Changelog         map[string]string
		Meta              map[string]any
		DataSubscriptions []string
	}
	require.NoError(t, json.Unmarshal(voiced, &def))
	require.Equal(t, "0.1.0-voip", def.Version)
	require.Contains(t, def.Changelog, "0.1.0-voip")
	require.NotEmpty(t, def.Meta["externalQueue"])
	require.NotEmpty(t, def.DataSubscriptions)
	require.Empty(t, appdef.Check(voiced, appdef.Options{AllowLegacy: true}))
	require.NotEmpty(t, appdef.Check(voiced, appdef.Options{}), "without the flag these keys are faults")

	_, err = appdef.Voice(voiced)
	require.ErrorContains(t, err, "a tag already")
	_, err = appdef.Voice([]byte("{}"))
	require.ErrorContains(t, err, "no version")
}
