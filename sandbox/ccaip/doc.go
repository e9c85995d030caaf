// Package ccaip stands in for CCAI Platform, the contact centre that our
// adapter works beside. It is written from the vendor's public texts and
// shares no code with the product, so that a misreading on one side shows on
// the other.
//
// One floor holds everything that is true: agents with their statuses, menus,
// and sessions (calls and chats) that live through the vendor's statuses:
//
//	selecting ──▶ queued ──▶ assigned ──▶ connecting ──▶ connected ──▶ finished ──▶ wrap-up
//	    │            │  ▲        │ (rings; declined or missed goes back to queued)
//	    └─ failed ◀──┴──┘────────┘ (eu_in_menu_abandoned, eu_abandoned, eu_canceled)
//
// An outbound call begins at assigned, dials while connecting, and ends as the
// number tells (see outcomeOf). Whoever changes the floor does it inside
// floor.do, which holds the one lock, then hands waiting callers to free
// agents and wakes everybody who watches.
//
// Around the floor stand four doors:
//
//	/apps/api/v1, /manager/api/v1   the vendor's APIs: Basic auth, 10 requests/s, pages
//	/agent/                         the agent page (the softphone), made to be framed
//	/ and /_panel/…, /_stories      people and tests make things happen here
//	push                            session events, sent to {adapter}/ccaip/{tenant}/events/{calls|chats}
//
// Timers never sleep inside the lock; Close stops them all.
package ccaip
