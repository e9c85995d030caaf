package story

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Whom a story names: the numbers of its people, what their apps call them, their e-mails.
var (
	numbers = regexp.MustCompile(`415(\D{0,2})555(\D{0,2}\d{4})`)
	appUser = regexp.MustCompile(`\bapp-user-\d+\b`)
	mail    = regexp.MustCompile(`\b([a-z_.]+)@example\.com\b`)
	ids     = regexp.MustCompile(`\b\d{3,}\b`)
)

// Cast is the story with people of its own, so that it can be played many times into one CRM: the n-th
// cast. Swapped: the agents Ana Ruiz and Ben Okafor change places.
func (s Story) Cast(n int, swapped bool) Story {
	area, exchange := 201+n/700%700, 201+n%700
	agents := strings.NewReplacer()
	if swapped {
		agents = strings.NewReplacer("Ana Ruiz", "Ben Okafor", "Ben Okafor", "Ana Ruiz",
			"ana@acme.example", "ben@acme.example", "ben@acme.example", "ana@acme.example")
	}
	return s.replaced(func(text string) string {
		text = numbers.ReplaceAllString(text, fmt.Sprintf("%d${1}%d${2}", area, exchange))
		text = appUser.ReplaceAllString(text, fmt.Sprintf("${0}-n%d", n))
		text = mail.ReplaceAllString(text, fmt.Sprintf("${1}.n%d@example.com", n))
		return agents.Replace(text)
	})
}

var (
	castNumber = regexp.MustCompile(`\+1(\d{3})(\d{3})\d{4}\b`)
	castName   = regexp.MustCompile(`[.-]n(\d+)\b`)
)

// Casts are the casts whose people a text names, each once.
func Casts(text string) []int {
	var all []int
	for _, m := range castNumber.FindAllStringSubmatch(text, -1) {
		area, exchange := number(m[1])-201, number(m[2])-201
		if exchange >= 0 && exchange < 700 && area >= 0 {
			all = append(all, area*700+exchange)
		}
	}
	for _, m := range castName.FindAllStringSubmatch(text, -1) {
		all = append(all, number(m[1]))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// Named is the story with the sessions' real names in what it expects: call-418 as it is called now.
func (s Story) Named(sessions map[string]string) Story {
	bare := map[string]string{}
	for was, is := range sessions {
		_, old, _ := strings.Cut(was, "-")
		_, bare[old], _ = strings.Cut(is, "-")
	}
	return s.replaced(func(text string) string {
		return ids.ReplaceAllStringFunc(text, func(id string) string {
			if now, ok := bare[id]; ok {
				return now
			}
			return id
		})
	})
}

// replaced has a function applied to all that is played and expected.
func (s Story) replaced(f func(string) string) Story {
	s.Before = slices.Clone(s.Before)
	for i := range s.Before {
		s.Before[i] = s.Before[i].replaced(f)
	}
	s.Play = slices.Clone(s.Play)
	for i, scene := range s.Play {
		s.Play[i].Script = f(scene.Script)
		if scene.Request != nil {
			q := scene.Request.replaced(f)
			s.Play[i].Request = &q
		}
	}
	s.Expect = replacedAll(s.Expect, f)
	return s
}

func (q Request) replaced(f func(string) string) Request {
	return Request{Method: q.Method, Path: q.Path, Body: f(q.Body)}
}

func replacedAll(all []Want, f func(string) string) []Want {
	all = slices.Clone(all)
	for i, w := range all {
		all[i].Fields = slices.Clone(w.Fields)
		for n, field := range w.Fields {
			all[i].Fields[n].Pattern = f(field.Pattern)
		}
		all[i].Files = slices.Clone(w.Files)
		for n, name := range w.Files {
			all[i].Files[n] = f(name)
		}
		all[i].Within = replacedAll(w.Within, f)
	}
	return all
}
