package rules

// csat is how the end user rated the session (S9), nil while they have not.
func (s Session) csat() map[string]any {
	rated := map[string]any{}
	if n, ok := s.Int(Rating); ok && n > 0 {
		rated["rating"] = n
	}
	if comment := s.Get(Comment); comment != "" {
		rated["comment"] = comment
	}
	if len(rated) == 0 {
		return nil
	}
	return rated
}
