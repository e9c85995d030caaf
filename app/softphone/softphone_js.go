package softphone

import "syscall/js"

// Frame is the browser's Softphone.
type Frame struct{}

// New gives the page's frame.
func New() Softphone { return Frame{} }

func object() js.Value { return js.Global().Get("agentAdapterHost").Get("softphone") }

// Load opens the platform's page.
func (Frame) Load(url string) { object().Call("load", url) }

// Unload ends the platform's page.
func (Frame) Unload() { object().Call("unload") }

// Show brings it forward or puts it away.
func (Frame) Show(shown bool) {
	if shown {
		object().Call("show")
		return
	}
	object().Call("hide")
}
