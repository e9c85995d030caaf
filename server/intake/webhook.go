package intake

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// webhookWithin bounds how long Kustomer waits for its answer: it gives up after a few seconds and
// sends again.
const webhookWithin = 4 * time.Second

// Webhook answers POST /kustomer/{tenant}/events: what Kustomer tells by itself. A conversation that
// was merged or deleted, or whose status changed, becomes a fact and is on disk before the answer
// (V9); everything else is passed over. Doubles change nothing.
func (in *Intake) Webhook(w http.ResponseWriter, r *http.Request) {
	t, known := in.known(w, r)
	if !known {
		return
	}
	body, err := kustomer.VerifyWebhook(r.Header, r.Body, t.WebhookTokens...)
	if err != nil {
		in.log.WarnContext(r.Context(), "a webhook was refused", "tenant", t.ID, "err", err)
		say(w, refusal(err), err.Error())
		return
	}
	hook, err := kustomer.ParseWebhook(body)
	if err != nil {
		say(w, http.StatusBadRequest, err.Error())
		return
	}
	f, tells := conversationFact(hook, time.Now())
	if tells {
		ctx, cancel := context.WithTimeout(r.Context(), webhookWithin)
		defer cancel()
		err = in.keep(ctx, t.ID, f)
	}
	if err != nil {
		in.log.ErrorContext(r.Context(), "a webhook is not on disk; Kustomer sends it again", "tenant", t.ID, "err", err)
		w.Header().Set("Retry-After", retryAfter)
		say(w, http.StatusServiceUnavailable, "The event could not be kept; send it again.")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// refusal is the status for a webhook that is not believed.
func refusal(err error) int {
	switch {
	case errors.Is(err, kustomer.ErrNoToken):
		return http.StatusForbidden
	case errors.Is(err, kustomer.ErrSignature):
		return http.StatusUnauthorized
	case errors.Is(err, kustomer.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// conversationFact is what a webhook tells of a conversation, if that matters to the records.
func conversationFact(hook kustomer.Webhook, now time.Time) (f rules.Fact, tells bool) {
	if hook.Type != "conversation" {
		return f, false
	}
	at := hook.At
	if at.IsZero() {
		at = now
	}
	f = rules.Fact{
		V: rules.FactVersion, Session: rules.OfConversation + engine.Word(hook.Record), Source: rules.FromCRM,
		At: at.UnixMilli(), Read: now.UnixMilli(), Event: hook.ID,
	}
	f.Set(rules.ConversationGone, gone(hook))
	if status, changed := hook.Attributes["status"]; changed {
		_, after := status.Text()
		f.Set(rules.ConversationStatus, after)
	}
	if back, changed := hook.Attributes["deleted"]; changed && string(back.After) == "false" {
		f.Set(rules.ConversationStatus, rules.Restored)
	}
	return f, len(f.Values) > 0
}

// gone says why a conversation is no longer there to be written into, "" if it is. The record as it
// is now tells; where it is not sent along, what changed does.
func gone(hook kustomer.Webhook) string {
	now, err := hook.Conversation()
	if err != nil {
		now = kustomer.Conversation{} // the changes alone tell
	}
	_, into := hook.Attributes["mergedTarget"].Text()
	if into == "" {
		into = now.MergedTarget
	}
	switch {
	case into != "":
		return "Kustomer told that the conversation was merged into " + into
	case now.Deleted, string(hook.Attributes["deleted"].After) == "true", strings.HasSuffix(hook.Name, ".delete"):
		return "Kustomer told that the conversation was deleted"
	case strings.HasSuffix(hook.Name, ".merge"):
		return "Kustomer told that the conversation was merged"
	}
	return ""
}
