// Package softphone is the platform's own agent page, framed inside ours: audio and the buttons of a
// call live there, because no public API offers them.
//
// The page's script web/static/softphone.js makes the frame once, outside the adapter's tree; a frame
// that is made anew drops its call. This package only asks it to load, to come forward and to step
// back. What the frame posts arrives as host events.
package softphone

// Softphone is the frame.
type Softphone interface {
	// Load opens the platform's page, unless it is there.
	Load(url string)
	// Unload ends the platform's page, and a call in it; Load may open it again.
	Unload()
	// Show brings it forward or puts it away. It goes on running either way.
	Show(shown bool)
}
