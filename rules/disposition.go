package rules

// disposition is what the agent noted in wrap-up (S13), nil while they have not.
func (s Session) disposition() map[string]any {
	noted := map[string]any{}
	for name, told := range map[string]Name{"code": Disposition, "note": DispositionNote} {
		if value := s.Get(told); value != "" {
			noted[name] = value
		}
	}
	if len(noted) == 0 {
		return nil
	}
	return noted
}

// addDisposition writes down what the agent wrote (S13); a code alone is on the message.
func (p *Plan) addDisposition(s Session, r Record, set Settings) {
	note := s.Get(DispositionNote)
	if note == "" {
		return
	}
	text := "Disposition"
	if code := s.Get(Disposition); code != "" {
		text += ": " + code
	}
	p.put(s, r, set, Write{
		Key: "disposition", Rule: "S13", Reason: "the agent wrote a note in wrap-up",
		ID: derive(r.Tenant, s.Name, "S13", settlement(r)), Facts: s.Cite(Disposition, DispositionNote),
	}, text+"\n"+note, nil)
}
