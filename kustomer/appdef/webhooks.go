package appdef

import (
	"fmt"
	"slices"
)

// webhookEvents are the events that Kustomer publishes.
var webhookEvents = []string{
	"kustomer.conversation.create", "kustomer.conversation.update",
	"kustomer.customer.create", "kustomer.customer.update",
	"kustomer.message.create", "kustomer.message.update",
	"kustomer.tag.create", "kustomer.tag.update",
	"kustomer.team.create", "kustomer.team.update",
	"kustomer.user.create", "kustomer.user.update",
}

// maxWebhookText bounds a webhook's name and address, in characters.
const maxWebhookText = 255

// checkWebhooks: events that Kustomer sends.
func checkWebhooks(c *checker) {
	for i, hook := range c.objects(c.def, "", "outboundWebhooks") {
		where := at("outboundWebhooks", i)
		for _, key := range []string{"name", "url"} {
			if len([]rune(c.required(hook, where, key))) > maxWebhookText {
				c.fault(join(where, key), fmt.Sprintf("is longer than %d characters", maxWebhookText), "shorten it")
			}
		}
		events, _ := hook["events"].([]any)
		if len(events) == 0 {
			c.fault(join(where, "events"), "names no event", "list the events to send")
		}
		for j, event := range events {
			if name, _ := event.(string); !slices.Contains(webhookEvents, name) {
				c.fault(at(join(where, "events"), j), fmt.Sprintf("%v is not an event", event), "use one of kustomer.{conversation,customer,message,tag,team,user}.{create,update}")
			}
		}
	}
}

// checkHooks: addresses that Kustomer receives data at.
func checkHooks(c *checker) {
	for i, hook := range c.objects(c.def, "", "hooks") {
		where := at("hooks", i)
		c.required(hook, where, "eventName")
		c.required(hook, where, "type")
		c.oneOf(hook, where, "type", "form", "web", "email")
	}
}
