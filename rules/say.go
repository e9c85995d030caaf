package rules

import "strings"

// say makes a sentence of "code: English text with {names}" and what fills it (name, value, name,
// value): the English for people, and the code with its pairs, by which a page can say it in another
// language.
func say(sentence string, pairs ...string) (english string, said []string) {
	code, english, _ := strings.Cut(sentence, ": ")
	places := make([]string, 0, len(pairs))
	for i, part := range pairs {
		if i%2 == 0 {
			part = "{" + part + "}"
		}
		places = append(places, part)
	}
	return strings.NewReplacer(places...).Replace(english), append([]string{code}, pairs...)
}

// because gives a step its sentence.
func (s StatusStep) because(sentence string, pairs ...string) StatusStep {
	s.Why, s.Said = say(sentence, pairs...)
	return s
}
