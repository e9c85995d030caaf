package main

import (
	"slices"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

// Scene is the widget at one moment.
type Scene struct {
	// Name names its page and its golden: lower case and dashes.
	Name string
	// About says what is to be seen.
	About string
	// Msgs are what led there, from the first one that a page hears.
	Msgs []state.Msg
}

// Scenes are all of them, part by part.
func Scenes() []Scene {
	return slices.Concat(
		connectionScenes(), waitingScenes(), problemScenes(), dialScenes(), statusScenes(),
		ringScenes(), choiceScenes(), sessionScenes(), deskScenes(), listScenes(),
	)
}

// build is the release that runs in the gallery; newYear is when everything in it happens.
const (
	build   = "b1"
	newYear = 1767225600000 // 2026-01-01T00:00:00Z, in milliseconds
	minute  = 60_000
)

// said is a frame from the server; answered is one that answers a question.
func said(body protocol.Down) state.Msg { return answered("", body) }

func answered(ref string, body protocol.Down) state.Msg {
	return state.FrameCame{Frame: protocol.DownFrame{Head: protocol.Head{Ref: ref}, Body: body}}
}

// welcome is what a live window is told first.
func welcome() protocol.Welcome {
	return protocol.Welcome{
		Agent: protocol.Agent{ID: "u1", Name: "Ana Ruiz"}, Lease: protocol.Lease{Live: true, Term: 3}, Resume: "r1",
		Softphone: "https://acme.example/agent/", Records: "https://acme.kustomerapp.com",
		Status: protocol.Status{Platform: "Available", Color: "#22aa55", Options: []protocol.StatusOption{
			{Name: "Available", Color: "#22aa55"}, {Name: "Break", Color: "amber"},
			{Name: "Lunch", Color: "#d64545"}, {Name: "Training", Color: "#8a8f98"},
		}},
	}
}

// live are the first messages of a window that works, and what more was said to it.
func live(more ...state.Msg) []state.Msg {
	return append([]state.Msg{said(welcome()), state.Ticked{Now: newYear}}, more...)
}
