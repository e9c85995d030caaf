package host

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRead(t *testing.T) {
	t.Parallel()
	e, err := Read(`{"type":"dial","number":"+1415","customer":"c1","conversation":"v1"}`)
	require.NoError(t, err)
	require.Equal(t, Event{Type: Dial, Number: "+1415", Customer: "c1", Conversation: "v1"}, e)

	e, err = Read(`{"type":"status","id":"s1","name":"Lunch","statusType":"busy"}`)
	require.NoError(t, err)
	require.Equal(t, Event{Type: Status, ID: "s1", Name: "Lunch", StatusType: "busy"}, e)

	e, err = Read(`{"type":"softphone","name":"Task_VA_Joined","data":{"call_id":418}}`)
	require.NoError(t, err)
	require.Equal(t, 418.0, e.Data["call_id"])
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "null", "{}", "[]", `{"type":1}`, `{"type":"softphone","data":"text"}`} {
		_, err := Read(text)
		require.Error(t, err, text)
	}
}

func TestNoPageOutsideABrowser(t *testing.T) {
	t.Parallel()
	_, err := New()
	require.ErrorContains(t, err, "outside a browser")
}

func FuzzRead(f *testing.F) {
	f.Add(`{"type":"dial","number":"+1415"}`)
	f.Add(`{"type":"softphone","data":{"a":[1,{"b":null}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		if e, err := Read(text); err == nil {
			require.NotEmpty(t, e.Type)
		}
	})
}
