package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

func TestParseSettings(t *testing.T) {
	t.Parallel()
	set, faults := rules.ParseSettings([]byte(`{"recordWhen":"connected","chatRecordAfter":3,"createCustomers":false,
		"quietHours":{"from":"20:00","to":"08:00"},"agentLinks":[{"kustomer":"a00000000000000000000015","platform":15}],
		"customData":[{"key":"order_no","on":"conversation","field":"orderNoStr"}],"doNotCall":["+14155550123"],
		"vanishedAgent":[{"status":"Available","afterSeconds":120,"set":"Unavailable"}],"pilotAgents":["ana@acme.example"],
		"hostEvents":{"dial":"d","status":"s"},"statusMapping":[{"kustomer":"Busy","platform":"Break"}]}`))
	require.Empty(t, faults)
	require.Equal(t, "connected", set.RecordWhen)
	require.Equal(t, 3, set.ChatRecordAfter)
	require.False(t, set.CreateCustomers)
	require.Equal(t, "08:00", set.QuietHours.To)
	require.EqualValues(t, 15, set.AgentLinks[0].Platform)
	require.True(t, set.PhoneNote, "what is not named keeps its default")
}

func TestParseSettingsEmpty(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " ", "{}"} {
		set, faults := rules.ParseSettings([]byte(body))
		require.Empty(t, faults)
		require.Equal(t, rules.DefaultSettings(), set)
	}
}

// manyFields are mappings of the conversation's fields.
func manyFields(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`{"key":"k%d","on":"conversation","field":"f%dStr"}`, i, i)
	}
	return strings.Join(list, ",")
}

func TestS12MappingsThatCanBe(t *testing.T) {
	t.Parallel()
	for _, list := range []string{
		`{"key":"plan","on":"customer","field":"planTree"},{"key":"shop","on":"message","field":"shopId"}`,
		`{"key":"a","on":"message","field":"orderNoStr"},{"key":"b","on":"message","field":"orderNoStr"}`,
		`{"key":"a","on":"message","field":"callIdStr"}`, manyFields(95),
	} {
		set, faults := rules.ParseSettings([]byte(`{"customData":[` + list + `]}`))
		require.Empty(t, faults)
		require.NotEmpty(t, set.CustomData)
	}
}

func TestParseSettingsNamesEveryFault(t *testing.T) {
	t.Parallel()
	rows := map[string]string{
		`{"recordwhen":"queued"}`:                                                      "recordwhen: no such setting",
		`{"recordWhen":"soon"}`:                                                        "recordWhen: must be one of queued, assigned, connected",
		`{"createCustomers":"yes"}`:                                                    "createCustomers: ",
		`{"createCustomers":null}`:                                                     "createCustomers: must not be null",
		`{"chatRecordAfter":-1}`:                                                       "chatRecordAfter: must be between",
		`{"externalIdPrefix":"a b"}`:                                                   "externalIdPrefix: must be at most 32",
		`{"defaultAuthor":"ana"}`:                                                      "defaultAuthor: must be",
		`{"defaultCountry":"usa"}`:                                                     "defaultCountry: must be two",
		`{"outboundNumbers":["555"]}`:                                                  "outboundNumbers: item 1",
		`{"customData":[{"key":"a","on":"order"}]}`:                                    "customData: item 1: on must be",
		`{"customData":[{"kee":"a"}]}`:                                                 "customData: unknown field",
		`{"customData":[{"key":"a","on":"message","field":"orderNo"}]}`:                "item 1: field must begin with a small letter and end in its type: Str, Txt, Num, At, Bool, Url, Id or Tree",
		`{"customData":[{"key":"a","on":"message","field":"orderBln"}]}`:               "end in its type",
		`{"customData":[{"key":"a","on":"message","field":"OrderId"}]}`:                "begin with a small letter",
		`{"customData":[{"key":"a","on":"conversation","field":"sessionChannelStr"}]}`: "sessionChannelStr is the adapter's own on the conversation",
		`{"customData":[{"key":"a","on":"message","field":"sessionIdStr"}]}`:           "the adapter's own on the message",
		`{"customData":[{"key":"a","on":"customer","field":"customUserIdStr"}]}`:       "the adapter's own on the customer",
		`{"customData":[` + manyFields(96) + `]}`:                                      "a conversation takes at most 95 mapped fields",
		`{"quietHours":{"from":"8","to":"9"}}`:                                         "quietHours: needs from",
		`{"agentLinks":[{"platform":1}]}`:                                              "agentLinks: item 1",
		`{"hostEvents":{"dial":""}}`:                                                   "hostEvents: needs",
		`{"retainDays":0}`:                                                             "retainDays: must be between",
		`[]`:                                                                           "not a JSON object",
		`null`:                                                                         "not a JSON object",
	}
	for body, want := range rows {
		_, faults := rules.ParseSettings([]byte(body))
		require.Len(t, faults, 1, body)
		require.Contains(t, faults[0].Error(), want, body)
	}
	set, faults := rules.ParseSettings([]byte(`{"b":1,"a":2,"paused":true,"retainDays":-3}`))
	require.Len(t, faults, 3)
	require.Contains(t, faults[0].Error(), "setting a:")
	require.True(t, set.Paused, "the good ones are kept")
	require.Equal(t, 30, set.RetainDays)
}

func FuzzParseSettings(f *testing.F) {
	f.Add([]byte(`{"quietHours":null,"languages":["en"]}`))
	f.Add([]byte(`{"recordWhen":1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, faults := rules.ParseSettings(body)
		for _, fault := range faults {
			require.NotEmpty(t, fault.Error())
		}
	})
}

func TestE164(t *testing.T) {
	t.Parallel()
	rows := []struct{ in, country, want string }{
		{"+1 (415) 555-0123", "", number}, {"4155550123", "US", number}, {"14155550123", "US", number},
		{"tel:+14155550123", "US", number}, {"004930123456", "US", "+4930123456"}, {"030 123456", "DE", "+4930123456"},
		{"06 1234 5678", "IT", "+390612345678"}, {"0201234567", "GB", "+44201234567"},
		{"030123456", "XX", ""}, {"555", "US", ""}, {"", "US", ""}, {"null null", "US", ""}, {"Anonymous", "US", ""},
		{"+266696687", "US", ""}, {"+1234567890123456", "US", ""}, {"12x34567890", "US", ""}, {"+0123456789", "US", ""},
		{"user-7", "US", ""}, {"1+4155550123", "US", ""},
	}
	for _, row := range rows {
		require.Equal(t, row.want, rules.E164(row.in, row.country), row.in)
	}
}

func FuzzE164(f *testing.F) {
	f.Add("+1 415 555 0123", "US")
	f.Add("0", "DE")
	f.Fuzz(func(t *testing.T, number, country string) {
		got := rules.E164(number, country)
		if got == "" {
			return
		}
		require.True(t, strings.HasPrefix(got, "+"))
		require.Equal(t, got, rules.E164(got, country), "what is international stays as it is")
	})
}
