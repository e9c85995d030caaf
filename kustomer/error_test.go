package kustomer_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
)

// TestErrorsTellWhatToDecide goes through both body shapes and every status that is documented.
func TestErrorsTellWhatToDecide(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status int
		body   string
		want   kustomer.Error
	}{
		"not found, recorded": {404,
			`{"errors":[{"status":404,"source":{"parameter":"externalId"},"code":"notfound","title":"Not Found"}]}`,
			kustomer.Error{Kind: kustomer.NotFound, Code: "notfound", Field: "externalId", Detail: "Not Found"}},
		"unknown custom attribute, recorded": {400,
			`{"errors":[{"status":400,"source":{"parameter":"notAnActualAttribute"},"code":"badparam","title":"Additional properties not allowed","detail":"/properties/custom/additionalProperties"}]}`,
			kustomer.Error{Kind: kustomer.Refused, Code: "badparam", Field: "notAnActualAttribute", Custom: true,
				Detail: "Additional properties not allowed; /properties/custom/additionalProperties"}},
		"unknown attribute": {400,
			`{"errors":[{"status":400,"source":{"parameter":"frobnicate"},"code":"badparam","title":"Additional properties not allowed","detail":"/additionalProperties"}]}`,
			kustomer.Error{Kind: kustomer.Refused, Code: "badparam", Field: "frobnicate", Detail: "Additional properties not allowed; /additionalProperties"}},
		"type of a custom attribute": {400,
			`{"errors":[{"status":"400","source":{"parameters":["custom.orderNoNum"]},"code":"badparam","title":"should be number"}]}`,
			kustomer.Error{Kind: kustomer.Refused, Code: "badparam", Field: "orderNoNum", Custom: true, Detail: "should be number"}},
		"custom attribute in a schema path": {400,
			`{"errors":[{"status":400,"source":{},"code":"badparam","title":"should be string","detail":"/properties/custom/properties/orderNoStr/type"}]}`,
			kustomer.Error{Kind: kustomer.Refused, Code: "badparam", Field: "orderNoStr", Custom: true, Detail: "should be string; /properties/custom/properties/orderNoStr/type"}},
		"newer shape": {400,
			`{"errors":[{"code":"bad_request","message":"custom.orderNoStr should be string","meta":{}}]}`,
			kustomer.Error{Kind: kustomer.Refused, Code: "bad_request", Field: "orderNoStr", Custom: true, Detail: "custom.orderNoStr should be string"}},
		"clash": {409,
			`{"errors":[{"status":409,"source":{"parameter":"phones"},"code":"conflict","title":"Conflict"}]}`,
			kustomer.Error{Kind: kustomer.Taken, Code: "conflict", Field: "phones", Detail: "Conflict"}},
		"clash as a bad request": {400,
			`{"errors":[{"code":"bad_request","message":"duplicate detected"}]}`,
			kustomer.Error{Kind: kustomer.Taken, Code: "bad_request", Detail: "duplicate detected"}},
		"expired key": {401,
			`{"errors":[{"code":"unauthorized","message":"Expired token","meta":{}}]}`,
			kustomer.Error{Kind: kustomer.KeyAtFault, Code: "unauthorized", Detail: "Expired token"}},
		"another pod's key": {400,
			`{"errors":[{"code":"bad_request","message":"Auth token associated with pod prod2 but request is being handled by prod1"}]}`,
			kustomer.Error{Kind: kustomer.KeyAtFault, Code: "bad_request", Detail: "Auth token associated with pod prod2 but request is being handled by prod1"}},
		"unpaid":           {402, `{}`, kustomer.Error{Kind: kustomer.KeyAtFault}},
		"role":             {403, `{"errors":[{"code":"forbidden","message":"needs org.permission.message.create"}]}`, kustomer.Error{Kind: kustomer.RoleMissing, Code: "forbidden", Detail: "needs org.permission.message.create"}},
		"gone":             {410, ``, kustomer.Error{Kind: kustomer.NotFound}},
		"too large":        {413, ``, kustomer.Error{Kind: kustomer.Refused}},
		"server":           {500, `oops`, kustomer.Error{Kind: kustomer.Unreachable}},
		"proxy":            {502, `<html>Bad Gateway</html>`, kustomer.Error{Kind: kustomer.Unreachable}},
		"slow client":      {408, ``, kustomer.Error{Kind: kustomer.Unreachable}},
		"numbers in words": {400, `{"errors":[{"code":7,"message":"+14155550123 is no phone-number"}]}`, kustomer.Error{Kind: kustomer.Refused, Code: "7", Detail: "+•••23 is no phone-number"}},
		"several": {400,
			`{"errors":[{"source":{"parameter":"status"},"code":"badparam","title":"not in enum"},{"code":"badparam","title":"too long"}]}`,
			kustomer.Error{Kind: kustomer.Refused, Code: "badparam", Field: "status", Detail: "not in enum; too long",
				Faults: []kustomer.Fault{{Field: "status", Detail: "not in enum"}, {Detail: "too long"}}}},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := setup(t, answer(each.status, each.body))
			_, err := c.Conversations.Update(t.Context(), "1", kustomer.ConversationUpdate{Name: "x"})
			var got *kustomer.Error
			require.ErrorAs(t, err, &got)
			each.want.Op, each.want.Status = "update conversation", each.status
			require.Equal(t, each.want, *got)
			require.Len(t, *asked, 1, "nothing is repeated in here")
		})
	}
}

func TestLimitedTellsWhen(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) // their clock, far from ours
	c, _ := setup(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", date.Format(http.TimeFormat))
		w.Header().Set("X-Ratelimit-Limit", "1000")
		w.Header().Set("X-Ratelimit-Remaining", "0")
		w.Header().Set("X-Ratelimit-Reset", strconv.FormatInt(date.Add(37*time.Second).Unix(), 10))
		answer(429, `{"errors":[{"code":"rate_limited","message":"Too many requests"}]}`)(w, r)
	})
	before := time.Now()
	_, err := c.Users.Current(t.Context())
	var limited *kustomer.Error
	require.ErrorAs(t, err, &limited)
	require.Equal(t, kustomer.Limited, limited.Kind)
	require.Equal(t, "rate_limited", limited.Code)
	require.WithinRange(t, limited.RetryAt, before.Add(37*time.Second), time.Now().Add(37*time.Second))
}

func TestLimitedWithoutHeadersWaitsAWindow(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, answer(429, ``))
	_, err := c.Users.Current(t.Context())
	var limited *kustomer.Error
	require.ErrorAs(t, err, &limited)
	require.WithinDuration(t, time.Now().Add(time.Minute), limited.RetryAt, 5*time.Second)
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	err := &kustomer.Error{Kind: kustomer.Refused, Op: "create message", Status: 400, Code: "badparam", Field: "channel", Detail: "not in enum"}
	require.EqualError(t, err, "kustomer: create message: refused (400 badparam): channel: not in enum")
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	require.EqualError(t, &kustomer.Error{Kind: kustomer.Limited, Op: "get user", Status: 429, RetryAt: at}, "kustomer: get user: limited (429), again at 2026-01-02T03:04:05Z")
}

func TestKindOfOthers(t *testing.T) {
	t.Parallel()
	require.Empty(t, kustomer.KindOf(nil))
	require.Empty(t, kustomer.KindOf(errors.New("x")))
	require.Empty(t, kustomer.KindOf(context.Canceled))
}
