// Package story reads golden stories and judges what a CRM holds after them.
//
// A story is one whole life (sometimes two that meet) and a file in rules/testdata/stories: a few
// sentences on what it proves, then sections, as txtar has them:
//
//	-- settings --   the tenant's settings that differ from the defaults, as JSON (may be left out)
//	-- fields --     yes: the admin created the account and record fields before it began
//	-- events --     all: what it is about is told by events alone, so that none may be dropped
//	-- before --     requests that set the CRM up: POST /v1/customers {…}
//	-- play --       how the sandbox plays it: call-418: inbound-answered {"number":"+14155550101"}
//	-- facts --      what is told of its sessions, a fact a line, in order
//	-- expect --     what the CRM holds at the end, written by hand
//
// In play and facts a request may stand between the lines, as when a person closes a conversation, and
// the word settle, which waits until all that was told so far is written. In a request's path {1} is
// the record that the first request made, {call-418.conversation} the one that holds the message.
//
// Two tests read the same files. rules/story_test.go folds the facts and carries the plans out on a
// CRM in memory; e2e/chaos plays them in bad weather against the shipped server and looks into the
// sandbox's CRM. Both hand what they found to [Judge].
//
// # The notation of expect
//
// A record is a line with its kind, what belongs to it is indented by two blanks:
//
//	customer
//	  phones: +14155550101
//	  conversation: Inbound call · Billing
//	    status: open
//	    assigned: Ana Ruiz
//	    message: call-418
//	      meta.status: completed
//	      preview: Inbound call · Billing · Ana Ruiz · *
//	      files: call-418.wav
//	    note: +14155550101
//
// What follows the kind is a customer's or conversation's name, a message's externalId, a note's text.
// A field is named by its path in the record. In a value * stands for anything and \n for a new line;
// the value - says that there is none. Fields that are not named do not matter, but files do: a record
// without the line has none. Nor may there be any record besides. The word nothing stands for none.
package story
