package rules

// phoneNoteWrite puts the end user's number into the conversation, once per conversation and number
// (S4). Its id is derived from those two, so that another session's note is found as taken.
func phoneNoteWrite(s Session, r Record, set Settings) (Write, bool) {
	number := s.Number(set.DefaultCountry)
	if !set.PhoneNote || number == "" {
		return Write{}, false
	}
	key := "note:" + r.Settled.Conversation + ":" + number
	if r.written(key) || r.given(key) {
		return Write{}, false
	}
	id := PhoneNoteID(r.Tenant, r.Settled.Conversation, number)
	raw, mark := body(map[string]any{"id": id, "body": number, "externalId": set.ExternalIDPrefix + "phone-" + id})
	return Write{
		Key: key, Mark: mark, Rule: "S4", Reason: "the end user's number is known",
		Verb: Create, Target: OnNote, ID: id, Parent: r.Settled.Conversation, Body: raw,
		Facts: s.Cite(ExternalPhone, EndUserPhone),
	}, true
}
