package protocol

import (
	"slices"
	"strings"
)

// Said names a sentence that the server says to a person, so that a page can say it in that person's
// language: first its code, then what fills it, name and value in turn. The sentence itself travels
// beside it in English, for logs, for programs and for pages that do not know the code.
//
//	["why.mapped", "status", "Break", "kustomer", "Lunch"]
//
// What fills a sentence may be a sentence itself: the name with an @ behind it gives its code. The same
// names fill both.
//
//	["why.waits", "status", "Break", "words", "CCAI Platform does not answer.",
//	 "words@", "problem.platform-unreachable"]
//
// A neighbour's own words have no code: they stay as they came.
type Said []string

// Say makes a sentence of "code: English text with {names}": the English, and what to translate it by.
// A sentence without a code stays as it is, for everybody.
func Say(sentence string, pairs ...string) (string, Said) {
	code, english, ok := strings.Cut(sentence, ": ")
	if !ok || strings.Contains(code, " ") {
		return sentence, nil
	}
	return FillIn(english, pairs), append(Said{code}, pairs...)
}

// With adds a part that is a sentence itself, under the name of its place.
func (s Said) With(name string, part Said) Said {
	if len(s) == 0 || len(part) == 0 {
		return s
	}
	return append(append(slices.Clone(s), name+"@", part[0]), part[1:]...)
}

// FillIn puts values (name, value, name, value) into the places {name} of a text. It goes over the text
// once: what stands in a value is never taken for a place. A name without value leaves nothing.
func FillIn(text string, pairs []string) string {
	var out strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		out.WriteString(before)
		if !open || !closed {
			return out.String()
		}
		out.WriteString(valueOf(name, pairs))
		text = after
	}
}

func valueOf(name string, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return ""
}

// Fault makes a Problem of two sentences, "code: English" each. One that has nothing to fill in and the
// code "problem." and the Problem's own code ("….fix" for what to do) needs no Said: the code tells.
func Fault(code, text, fix string, pairs ...string) Problem {
	p := Problem{Code: code}
	p.Text, p.Said = Say(text, pairs...)
	p.Fix, p.FixSaid = Say(fix, pairs...)
	if slices.Equal(p.Said, Said{"problem." + code}) {
		p.Said = nil
	}
	if slices.Equal(p.FixSaid, Said{"problem." + code + ".fix"}) {
		p.FixSaid = nil
	}
	return p
}

// Sentence is what to translate the Problem's text by, also where its code alone tells.
func (p Problem) Sentence() Said {
	if len(p.Said) > 0 {
		return p.Said
	}
	return Said{"problem." + p.Code}
}

// Same tells whether two say the same.
func (p Problem) Same(q Problem) bool {
	return p.Code == q.Code && p.Text == q.Text && p.Fix == q.Fix && p.Cleared == q.Cleared
}
