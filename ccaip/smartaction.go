package ccaip

import (
	"encoding/json"
	"time"
)

// SmartAction is a request that the agent sent to the end user's device.
type SmartAction struct {
	ID          string
	Type        string // verification, photo, video, text, …
	Status      string // completed, failed
	Error       string
	Result      string // what the end user entered or the device answered
	RequestedAt time.Time
	CompletedAt time.Time
	Files       []string
}

func readSmartAction(f fields) SmartAction {
	a := SmartAction{
		ID:          f.id("id"),
		Type:        f.text("type"),
		Status:      f.text("status"),
		Error:       f.text("error", "error_message"),
		Result:      readResult(f.raw("result", "results", "value", "response")),
		RequestedAt: f.when("requested_at"),
		CompletedAt: f.when("completed_at"),
	}
	if json.Unmarshal(f.raw("files"), &a.Files) != nil {
		a.Files = nil
	}
	return a
}
