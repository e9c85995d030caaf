// Package speed measures how long an agent waits, beside the smallest program that anybody would
// write with the same UI library (e2e/bare), in the same browser and the same run: compare the two,
// not the milliseconds.
//
//	number field accepts a key   from the frame's navigation to a field that takes a key, which it keeps
//	                             when the adapter comes; nothing cached (cold) or all of it (warm);
//	                             of the bare program: to its mount
//	the whole adapter is shown   to the end of its first rendering
//	event to DOM                 from an event of Kustomer's to the changed element
//	idle                         tasks over 50 ms while nothing happens
//	memory                       the heap and the WebAssembly's memory over 10,000 events
//
// Both stand in a frame of another origin. A script that is put into every document (measure.js)
// takes the times inside the frame, by MutationObserver and performance.now; nothing is polled. What
// RingCentral Embeddable 2.3.1 needed was measured the same way, once, and is printed beside.
//
//	make bench-browser     everything, with medians of seven
//	make test              a short look at the two that agents feel first
package speed
