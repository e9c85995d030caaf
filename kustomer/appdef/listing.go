package appdef

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// cardLength is how much of the description the directory's card shows, in characters.
const cardLength = 110

// checkListing: what admins see in the app directory.
func checkListing(c *checker) {
	if text := c.text(c.def, "", "description"); text != "" {
		first := text
		if utf8.RuneCountInString(text) > cardLength {
			first = string([]rune(text)[:cardLength])
		}
		if !strings.ContainsAny(first, ".!?") {
			c.fault("description", fmt.Sprintf("its first sentence does not end within %d characters", cardLength), "shorten it: the directory shows no more")
		}
	}
	shots, _ := c.def["screenshots"].([]any)
	for i, shot := range shots {
		if s, ok := shot.(string); !ok || !strings.HasSuffix(strings.ToLower(s), ".jpg") {
			c.fault(at("screenshots", i), "is not a .jpg", "give the address of a .jpg")
		}
	}
}

// checkPlaceholders: the vendor's samples mark what is to be filled in with << and >>.
func checkPlaceholders(c *checker) {
	eachText(c.def, "", func(where, text string) {
		if i := strings.Index(text, "<<"); i >= 0 && strings.Contains(text[i:], ">>") {
			c.fault(where, "still holds a placeholder << … >>", "fill it in")
		}
	})
}

// eachText visits every string of a definition.
func eachText(value any, where string, visit func(where, text string)) {
	switch v := value.(type) {
	case string:
		visit(where, v)
	case map[string]any:
		for _, key := range sorted(v) {
			eachText(v[key], join(where, key), visit)
		}
	case []any:
		for i, member := range v {
			eachText(member, at(where, i), visit)
		}
	}
}
