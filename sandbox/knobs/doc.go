// Package knobs lets a test or a person turn a stand-in while it runs.
//
// A stand-in that only ever behaves proves little: what counts is how the
// product behaves when its neighbour is slow, full, broken or gone. Each
// stand-in therefore wraps its handler with [Knobs.Wrap], which serves
// /_knobs itself and applies the faults to everything else:
//
//	GET    /_knobs   shows the knobs as they are
//	PATCH  /_knobs   changes those named in the body, the rest stay
//	DELETE /_knobs   restores what the start set
//
// Knobs that only one neighbour has a use for (strictCustom at Kustomer,
// events at CCAI Platform) are shown at both, so that one body can be sent to
// both; a name that neither knows is refused.
package knobs
