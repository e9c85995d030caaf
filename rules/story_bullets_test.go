package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/e2e/story"
)

// bullets are the sentences by which the platform's own page describes its behaviour with Kustomer.
var bullets = []string{
	"When a Mobile SDK call/chat comes in",
	"When an IVR call is answered by an agent",
	"When an outbound call is placed, and the most recent session for that user is not in Open status",
	"When a user calls in but abandons the call",
	"Will ship an option not to create sessions at all for abandoned call soon",
	"When a user leaves a voicemail",
	"When there is a call/chat from the same customer, same menu selection, and same channel",
	"Applies to Open status only",
	"When an outbound call is placed, if the most recent session with that user is in Open status",
	"When an inbound/outbound call ends, CCAI Platform updates the session w/ attached call recording file",
	"When a call/chat is transferred, CCAI Platform assigns the session to the agent",
	`When an agent uses the "Hang up and call back" option`,
	`When a call is less than 10 seconds, and the agent uses the "Callback" button`,
	"When a SmartAction is completed",
	"When a SmartAction fails due to an error on the user's side",
	"When the company uses custom field mapping",
	"When end user rates an Mobile call/chat",
	"When an agent reads/dismiss/calls back from voicemail",
	"When an IVR call comes in with a new phone number",
	"When the new app user (new identifier) starts the CCAI Platform Mobile SDK",
	"Customer assignment is updated when the call is assigned to the agent, if the customer is newly created",
	"Send the phone number (including the country code) as a note in the conversation",
	"A file is attached and appears in Comments",
	"This includes the Call ID, Language, and Inbound Menu selection",
	"The conversation will auto-assign to the agent answering the call",
	"If you use Custom Data from CCAI Platform SDKs",
	"The data is pushed into the new fields for all sessions that occur after the custom fields were created",
}

func TestEachBulletIsAStory(t *testing.T) {
	t.Parallel()
	all, err := story.Load("testdata/stories")
	require.NoError(t, err)
	var told strings.Builder
	for _, s := range all {
		told.WriteString(strings.ToLower(strings.Join(strings.Fields(s.About), " ")) + "\n")
	}
	for _, bullet := range bullets {
		require.Contains(t, told.String(), strings.ToLower(bullet), "no story says that it is about this")
	}
}
