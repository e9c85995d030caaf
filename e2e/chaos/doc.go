// Package chaos kills the server again and again while calls run, and then counts: every call must
// stand in the CRM exactly once.
//
//	go test ./e2e/chaos -kills 50 -calls 200 -seed 7      (make chaos; the seed is printed)
//
// Meanwhile the neighbours misbehave as they are known to: events come twice and out of order, and
// some answers of Kustomer's are lost after the write took effect.
//
// Callers ring under fewer numbers than there are calls, so that later calls are appended to the
// conversation of earlier ones. What is demanded at the end:
//
//	one customer a number, one conversation a customer (V1 appends), one message a call (S2),
//	one phone note a conversation and number (S4), nothing besides, each call told to its end
package chaos
