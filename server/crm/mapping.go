package crm

import (
	"context"
	"strings"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// Register makes the fields that custom data are mapped to (S12). Those that exist stay as they are.
// Trees and references need more than a name: an admin makes them in Kustomer, and one that is not
// there is named.
func (c *CRM) Register(ctx context.Context, mapping []rules.CustomData) error {
	fields, byHand := map[string]map[string]string{}, map[string][]string{}
	for _, m := range mapping {
		if strings.HasSuffix(m.Field, "Tree") || strings.HasSuffix(m.Field, "Id") {
			byHand[m.On] = append(byHand[m.On], m.Field)
			continue
		}
		if fields[m.On] == nil {
			fields[m.On] = map[string]string{}
		}
		fields[m.On][m.Field] = displayName(m.Key)
	}
	for _, on := range []string{rules.OnConversation, rules.OnMessage, rules.OnCustomer} {
		if len(fields[on]) == 0 {
			continue
		}
		if _, err := c.k.Metadata.Register(ctx, resources[on], fields[on]); err != nil {
			return err
		}
	}
	for _, on := range []string{rules.OnConversation, rules.OnMessage, rules.OnCustomer} {
		if err := c.exist(ctx, on, byHand[on]); err != nil {
			return err
		}
	}
	return nil
}

// resources are Kustomer's words for the records that have fields.
var resources = map[string]string{
	rules.OnConversation: kustomer.OnConversation, rules.OnMessage: kustomer.OnMessage, rules.OnCustomer: kustomer.OnCustomer,
}

// exist names the fields that only an admin can make and that are not there.
func (c *CRM) exist(ctx context.Context, on string, fields []string) error {
	if len(fields) == 0 {
		return nil
	}
	there, err := c.k.Metadata.Get(ctx, resources[on])
	if err != nil && kustomer.KindOf(err) != kustomer.NotFound {
		return err
	}
	var absent []string
	for _, name := range fields {
		if _, ok := there.Properties[name]; !ok {
			absent = append(absent, name)
		}
	}
	if len(absent) == 0 {
		return nil
	}
	return &kustomer.Error{Kind: kustomer.Refused, Op: "register fields",
		Detail: "the " + on + " has no " + strings.Join(absent, ", ") + "; trees and references are made in Kustomer by hand"}
}

// displayName is a key as people read it: "order_no" becomes "Order No".
func displayName(key string) string {
	words := strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '-' || r == '.' || r == ' ' })
	for i, w := range words {
		letters := []rune(w)
		words[i] = strings.ToUpper(string(letters[:1])) + string(letters[1:])
	}
	return strings.Join(words, " ")
}

// changeCustomer changes a customer as it stands: what a change leaves out may else be lost.
func (c *CRM) changeCustomer(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	body, err := into[kustomer.CustomerUpdate](w)
	if err != nil {
		return rules.Outcome{}, err
	}
	current, err := c.k.Customers.Get(ctx, w.ID)
	if err == nil {
		_, err = c.k.Customers.Update(ctx, current, body)
	}
	return rules.Outcome{ID: w.ID}, err
}

// standard are the fields by which a conversation is found again (S1, V1).
var standard = []string{"callIdStr", "languageStr", "inboundMenuSelectionStr", "inboundMenuIdStr", "sessionChannelStr"}

// changeConversation changes a conversation. Whether Kustomer joins custom fields to those that are
// there or replaces them all is not documented: the standard data are sent along as they stand, since
// without them the conversation would not be found again. Fields of others are not ours to repeat.
func (c *CRM) changeConversation(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	body, err := into[kustomer.ConversationUpdate](w)
	if err != nil {
		return rules.Outcome{}, err
	}
	if len(body.Custom) > 0 {
		current, err := c.k.Conversations.Get(ctx, w.ID)
		if err != nil {
			return rules.Outcome{}, err
		}
		for _, name := range standard {
			value, there := current.Custom[name]
			if _, ours := body.Custom[name]; there && value != nil && !ours {
				body.Custom[name] = value
			}
		}
	}
	_, err = c.k.Conversations.Update(ctx, w.ID, body)
	return rules.Outcome{ID: w.ID}, err
}
