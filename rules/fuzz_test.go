package rules

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzFacts: whatever the store holds, folding it and deciding about it ends, and each fact once more
// changes nothing.
func FuzzFacts(f *testing.F) {
	f.Add([]byte(`[{"v":1,"session":"call-418","source":"event","at":1767225600000,"event":"e1","values":{"state":"connected","number":"+14155550123"}}]`))
	f.Add([]byte(`[{"session":"chat-77","at":-1,"read":9223372036854775807},{"session":"chat-77","at":1}]`))
	f.Add([]byte(`[{"values":{"state":"","direction":"�"}}]`))
	f.Add([]byte(`[null,{}]`))
	f.Fuzz(func(t *testing.T, stored []byte) {
		var facts []Fact
		if json.Unmarshal(stored, &facts) != nil || len(facts) > 100 {
			return
		}
		var s Session
		for _, fact := range facts {
			s = Fold(s, fact)
		}
		again := s
		for _, fact := range facts {
			again = Fold(again, fact)
		}
		if !reflect.DeepEqual(Decide(s, Record{}, DefaultSettings()), Decide(again, Record{}, DefaultSettings())) {
			t.Fatalf("told twice, another record is wanted: %s", stored)
		}
		var later Record
		later.Settled.Customer, later.Settled.Conversation = "c1", "v1"
		_ = Decide(s, later, DefaultSettings())
	})
}
