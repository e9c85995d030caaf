package schema

import (
	"encoding/json"
	"strings"
	"testing"
)

// sample has a property of each kind.
var sample = Object(map[string]Type{
	"name":  Text(1, 5),
	"id":    ID,
	"at":    Time.OrNull(),
	"tags":  List(Text(1, 3), 2),
	"kind":  Enum("a", "b"),
	"score": Enum(0.0, 1.0),
	"rank":  Int(1, 5),
	"size":  Number(0, 1.5),
	"on":    Bool,
	"meta":  Free(2),
	"files": List(Either(ID, Object(map[string]Type{"_id": ID}, "_id")), 3),
	"inner": Object(map[string]Type{"x": Bool}),
	"names": Map(Text(0, 2), 3),
	"any":   Any,
}, "name")

func TestCheck(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"name":"Ana"}`:           "",
		`{"name":"Ana","at":null}`: "",
		`{"name":"Ana","at":"2026-01-01T00:00:05.000Z","score":1,"kind":"b"}`: "",
		`{"name":"äöüßé"}`: "",
		`{"name":"Ana","files":["0123456789abcdef01234567",{"_id":"0123456789abcdef01234567"}]}`: "",
		`{"name":"Ana","any":[1]}`:                  "",
		`{"name":"Ana","nope":1}`:                   "nope|Additional properties not allowed|/additionalProperties",
		`{"name":"Ana","inner":{"y":1}}`:            "y|Additional properties not allowed|/properties/inner/additionalProperties",
		`{}`:                                        "name|Missing required property: name|/required/0",
		`{"name":3}`:                                "name|Invalid type (expected string)|/properties/name/type",
		`{"name":null}`:                             "name|Invalid type (expected string)|/properties/name/type",
		`{"name":""}`:                               "name|String is too short",
		`{"name":"abcdef"}`:                         "name|String is too long (6 chars), maximum 5|/properties/name/maxLength",
		`{"name":"Ana","id":"12"}`:                  "id|Format validation failed (object-id)|/properties/id/format",
		`{"name":"Ana","at":"soon"}`:                "at|Format validation failed (date-time)",
		`{"name":"Ana","tags":["a","b","c"]}`:       "tags|Array is too long (3), maximum 2",
		`{"name":"Ana","tags":["a","a"]}`:           "tags|Array items are not unique (indices 0 and 1)",
		`{"name":"Ana","tags":["abcd"]}`:            "tags|String is too long (4 chars), maximum 3|/properties/tags/items/maxLength",
		`{"name":"Ana","kind":"c"}`:                 `kind|No enum match for: "c"|/properties/kind/enum`,
		`{"name":"Ana","rank":6}`:                   "rank|Value 6 is greater than maximum 5",
		`{"name":"Ana","rank":0}`:                   "rank|Value 0 is less than minimum 1",
		`{"name":"Ana","rank":1.5}`:                 "rank|Invalid type: number (expected integer)",
		`{"name":"Ana","on":"yes"}`:                 "on|Invalid type (expected boolean)",
		`{"name":"Ana","meta":{"a":1,"b":2,"c":3}}`: "meta|Too many properties defined (3), maximum 2",
		`{"name":"Ana","files":[{"id":"x"}]}`:       "id|Additional properties not allowed|/properties/files/items/anyOf/1/additionalProperties",
		`{"name":"Ana","names":{"a":"long"}}`:       "a|String is too long",
		`[]`:                                        "|Invalid type (expected object)|/type",
	} {
		var value any
		if err := json.Unmarshal([]byte(body), &value); err != nil {
			t.Fatal(err)
		}
		got := ""
		if fault := sample.Check(value); fault != nil {
			got = fault.Parameter + "|" + fault.Title + "|" + fault.Detail
		}
		if (want == "") != (got == "") || !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}

func TestDerivedTypesLeaveTheirSourceAlone(t *testing.T) {
	t.Parallel()
	more := sample.With(map[string]Type{"extra": Bool}).Without("id").Requiring()
	if fault := more.Check(map[string]any{"extra": true}); fault != nil {
		t.Error(fault)
	}
	if fault := more.Check(map[string]any{"id": "0123456789abcdef01234567"}); fault == nil {
		t.Error("id is still let in")
	}
	if fault := sample.Check(map[string]any{"name": "Ana", "extra": true}); fault == nil {
		t.Error("the source changed")
	}
}
