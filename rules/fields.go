package rules

import (
	"maps"
	"strings"
)

// StandardFields are the conversation's fields, by the name that people see (S1). They are registered
// unasked.
func StandardFields() map[string]string {
	return map[string]string{
		"callIdStr":               "Call ID",
		"languageStr":             "Language",
		"inboundMenuSelectionStr": "Inbound Menu Selection",
		"inboundMenuIdStr":        "Inbound Menu ID",
		"sessionChannelStr":       "Session Channel",
	}
}

// AccountFields are the customer's fields that an admin creates (S3), by the name that people see.
func AccountFields() map[string]string { return map[string]string{"customUserIdStr": "Custom User ID"} }

// RecordFields are the message's fields that an admin creates (S3), by the name that people see.
func RecordFields() map[string]string {
	return map[string]string{
		"queueNameStr":             "Queue Name",
		"sessionTypeStr":           "Session Type",
		"sessionIdStr":             "Session ID",
		"fromPhoneNumberStr":       "From Phone Number",
		"callDurationNum":          "Call Duration",
		"holdTimeNum":              "Hold Time",
		"waitTimeNum":              "Wait Time",
		"csatRatingNum":            "CSAT Rating",
		"csatCommentTxt":           "CSAT Comment",
		"customerMenuSelectionStr": "Customer Menu Selection",
		"emailUsingInWebStr":       "Email Using In Web",
	}
}

// carriesFields: the session began after the admin created the fields (S3).
func (r Record) carriesFields(s Session) bool {
	return !r.FieldsSince.IsZero() && s.Began().After(r.FieldsSince)
}

// custom are the message's fields: those of S3, and the app's data that are mapped there (S12).
func (s Session) custom(r Record, set Settings) map[string]any {
	fields := map[string]any{}
	if r.carriesFields(s) {
		fields = s.recordFields(set)
	}
	data, _ := s.mapped(set, OnMessage)
	maps.Copy(fields, data)
	return fields
}

func (s Session) recordFields(set Settings) map[string]any {
	from := s.Number(set.DefaultCountry)
	if s.Outbound() {
		from = s.Get(OutboundFrom)
	}
	fields := map[string]any{}
	texts := map[string]string{
		"queueNameStr": s.queueAnswered(), "sessionTypeStr": s.Get(Type), "sessionIdStr": s.ID(), "fromPhoneNumberStr": from,
		"customerMenuSelectionStr": s.Menu().Path, "csatCommentTxt": s.Get(Comment),
	}
	if strings.Contains(s.Get(Type), "(Web)") {
		texts["emailUsingInWebStr"] = s.Get(EndUserEmail)
	}
	for name, value := range texts {
		if value != "" {
			fields[name] = value
		}
	}
	for name, told := range map[string]Name{"callDurationNum": CallSeconds, "holdTimeNum": HoldSeconds, "waitTimeNum": WaitSeconds} {
		if n, ok := s.Int(told); ok && s.Ended() {
			fields[name] = n
		}
	}
	if n, ok := s.Int(Rating); ok && n > 0 {
		fields["csatRatingNum"] = n
	}
	return fields
}

// userID is the identifier that the session's customer carries once the field was created (S3), "" for
// none.
func (s Session) userID(r Record) string {
	if !s.SDK() || !r.carriesFields(s) {
		return ""
	}
	return s.Get(Identifier)
}

func userIDBody(id string) map[string]any {
	return map[string]any{"custom": map[string]any{"customUserIdStr": id}}
}

// addUserID writes the identifier on a customer who was found (S3); one made carries it from the start.
func (p *Plan) addUserID(s Session, r Record) {
	id := s.userID(r)
	if id == "" || r.Done["userId"] == id || r.given("userId") {
		return
	}
	raw, _ := body(fitted(userIDBody(id)))
	p.Writes = append(p.Writes, Write{
		Key: "userId", Mark: id, Rule: "S3", Reason: "the field was created before the session began",
		Verb: Change, Target: OnCustomer, ID: r.Settled.Customer, Body: raw, Facts: s.Cite(Identifier, CreatedAt),
	})
}
