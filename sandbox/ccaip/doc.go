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
// A chat is ongoing where a call is connected; a caller who is tired of waiting
// may leave a voicemail; a transfer sends a connected session back to queued.
// An outbound call begins at assigned, dials while connecting, and ends as the
// number tells (see outcomeOf); one that is booked stays scheduled until its
// time and then waits in its queue as any other. Whoever changes the floor does it inside
// floor.do, which holds the one lock, then hands waiting sessions to free
// agents and wakes everybody who watches.
//
// Around the floor stand the doors:
//
//	/apps/api/v1, /manager/api/v1   the vendor's APIs: Basic auth, 10 requests/s, pages
//	/files/{name}                   recordings and shared files, same credentials
//	/agent/                         the agent page (the softphone), framed by hosts on its domain list
//	/                               the panel, where a person makes things happen: a button a story
//	/_stories[/{name}]              what the panel's Play does, for tests
//	/_panel/{calls|chats}/{id}/{step}  one step to one session, for tests
//	/_knobs                         faults, rate limit, where events go and how badly
//
// and two ways out: session events pushed to
// {adapter}/ccaip/{tenant}/events/{calls|chats}, at least once and in each
// session's order unless the knobs want it otherwise; and files exported into
// the bucket, metadata a while after the end.
//
// What an agent sees, hears and does comes by their page alone, since the real
// platform has no public API for answering, holding or hanging up. The page
// posts what happens to the window around it, as {type, data}:
//
//	Agent_Login  Agent_Logout  Agent_Status_Changed
//	Call_Ringing  Call_Declined  Call_Missed  Call_Started  Call_Connected
//	Call_Held  Call_Resumed  Call_Muted  Call_Unmuted  Call_Redaction_Started  Call_Redaction_Ended
//	Call_Transferred  Call_Left  Call_Ended  Call_Wrap_Up_Started  Call_Wrap_Up_Ended
//	Chat_… likewise, and Chat_Inbound_Message  Chat_Outbound_Message  Chat_Opened
//
// The vendor shows one such message in full and names a few others; the rest
// are named after their manner. Chat_Opened, the agent's choice among several
// chats, comes from the page itself: the floor knows nothing of it.
//
// Timers never wait inside the lock; Close stops them all.
package ccaip
