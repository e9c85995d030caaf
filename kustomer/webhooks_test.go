package kustomer_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
)

const (
	webhookToken = "whsec-57e2f5b5"
	// updateJSON has the shape of the documented envelope and of recorded bodies.
	updateJSON = `{"id":"57e2f5b5c0ffee00000000e1","name":"kustomer.conversation.update","org":"57e2f5b5c0ffee00000000aa","orgName":"acme",
		"partition":"57e2f5b5c0ffee00000000aa","createdAt":"2026-01-03T00:00:00.250Z","persist":true,"client":"web-client",
		"data":{"type":"conversation","id":"57e2f5b5c0ffee0000000002","attributes":{"name":"Inbound call - Billing","status":"done","rev":4},
			"relationships":{"customer":{"data":{"type":"customer","id":"57e2f5b5c0ffee0000000001"}},"modifiedBy":{"data":{"type":"user","id":"57e2f5b5c0ffee00000000bb"}}},
			"links":{"self":"/v1/conversations/57e2f5b5c0ffee0000000002"}},
		"changes":{"attributes":{"status":{"op":"replace","before":"open","after":"done"},"rev":{"op":"replace","before":3,"after":4},
			"mergedTarget":{"op":"add","before":null,"after":"57e2f5b5c0ffee0000000077"}},
			"relationships":{"modifiedBy":{"op":"replace","before":{"type":"user","id":"1"},"after":{"type":"user","id":"2"}}}},
		"dataId":"57e2f5b5c0ffee0000000002","meta":{"customChanged":false},"snsFilters":["kustomer.conversation.update"]}`
)

// signed is the header that Kustomer would send with a body.
func signed(body, token string) http.Header {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte(body))
	return http.Header{kustomer.SignatureHeader: {hex.EncodeToString(mac.Sum(nil))}}
}

func TestWebhookIsKustomers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{updateJSON, "", "not JSON", strings.Repeat("x", kustomer.MaxWebhook)} {
		raw, err := kustomer.VerifyWebhook(signed(body, webhookToken), strings.NewReader(body), webhookToken)
		require.NoError(t, err)
		require.Equal(t, body, string(raw))
	}
}

// TestSignatureIsThatOfAnotherHand compares with a published example of HMAC-SHA256.
func TestSignatureIsThatOfAnotherHand(t *testing.T) {
	t.Parallel()
	h := http.Header{kustomer.SignatureHeader: {"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"}}
	_, err := kustomer.VerifyWebhook(h, strings.NewReader("The quick brown fox jumps over the lazy dog"), "key")
	require.NoError(t, err)
}

func TestWebhookIsTurnedAway(t *testing.T) {
	t.Parallel()
	good := signed(updateJSON, webhookToken).Get(kustomer.SignatureHeader)
	for name, each := range map[string]struct {
		signature, body, token string
		want                   error
	}{
		"unsigned":          {"", updateJSON, webhookToken, kustomer.ErrSignature},
		"another token":     {good, updateJSON, "other", kustomer.ErrSignature},
		"another body":      {good, updateJSON + " ", webhookToken, kustomer.ErrSignature},
		"upper case":        {strings.ToUpper(good), updateJSON, webhookToken, kustomer.ErrSignature},
		"cut":               {good[:32], updateJSON, webhookToken, kustomer.ErrSignature},
		"no token is set":   {good, updateJSON, "", kustomer.ErrNoToken},
		"signed by no one":  {signed(updateJSON, "").Get(kustomer.SignatureHeader), updateJSON, "", kustomer.ErrNoToken},
		"larger than a cap": {good, strings.Repeat("x", kustomer.MaxWebhook+1), webhookToken, kustomer.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := kustomer.VerifyWebhook(http.Header{kustomer.SignatureHeader: {each.signature}}, strings.NewReader(each.body), each.token)
			require.ErrorIs(t, err, each.want)
			require.Nil(t, body)
			require.NotContains(t, err.Error(), webhookToken)
			require.NotContains(t, err.Error(), good)
		})
	}
}

func TestWebhookReadsNoMoreThanTheCap(t *testing.T) {
	t.Parallel()
	endless := iotest.ErrReader(errors.New("read beyond the cap"))
	body := io.MultiReader(strings.NewReader(strings.Repeat("x", kustomer.MaxWebhook+1)), endless)
	_, err := kustomer.VerifyWebhook(http.Header{}, body, webhookToken)
	require.ErrorIs(t, err, kustomer.ErrTooLarge)
	_, err = kustomer.VerifyWebhook(http.Header{}, endless, webhookToken)
	require.ErrorContains(t, err, "cannot read")
}

func TestParseWebhook(t *testing.T) {
	t.Parallel()
	w, err := kustomer.ParseWebhook([]byte(updateJSON))
	require.NoError(t, err)
	require.Equal(t, "57e2f5b5c0ffee00000000e1", w.ID)
	require.Equal(t, "kustomer.conversation.update", w.Name)
	require.Equal(t, orgID, w.Org)
	require.Equal(t, time.Date(2026, 1, 3, 0, 0, 0, 250e6, time.UTC), w.At)
	require.Equal(t, "web-client", w.Client)
	require.Equal(t, "conversation", w.Type)
	require.Equal(t, conversationID, w.Record)
	require.Equal(t, customerID, w.Customer)
	require.Equal(t, "57e2f5b5c0ffee00000000bb", w.ModifiedBy)
	before, after := w.Attributes["status"].Text()
	require.Equal(t, []string{"open", "done"}, []string{before, after})
	before, after = w.Attributes["mergedTarget"].Text()
	require.Equal(t, []string{"", "57e2f5b5c0ffee0000000077"}, []string{before, after})
	before, after = w.Attributes["channels"].Text()
	require.Empty(t, before+after, "what did not change")
	require.Contains(t, w.Relations, "modifiedBy")
	conversation, err := w.Conversation()
	require.NoError(t, err)
	require.Equal(t, kustomer.StatusDone, conversation.Status)
	require.Equal(t, customerID, conversation.Customer)
}

func TestParseWebhookIsTolerant(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"created, as documented": `{"name":"kustomer.conversation.create","data":{"type":"conversation","id":"2"},"changes":null,"createdAt":"2026-01-01T00:00:00.000Z"}`,
		"created, as recorded":   `{"name":"kustomer.conversation.create","data":{"type":"conversation","id":"2"},"dataId":"2"}`,
		"without the record":     `{"name":"kustomer.conversation.update","dataId":"2","changes":{}}`,
		"changes of other kinds": `{"name":"kustomer.conversation.update","dataId":"2","changes":{"attributes":[],"relationships":{"a":7}}}`,
		"a list of changes":      `{"name":"kustomer.conversation.update","dataId":"2","changes":[1]}`,
		"odd values":             `{"id":7,"name":"kustomer.conversation.update","dataId":2,"org":null,"createdAt":1767225600000,"client":{},"data":"x","more":[[]]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, err := kustomer.ParseWebhook([]byte(body))
			require.NoError(t, err)
			require.Equal(t, "2", w.Record)
			require.Equal(t, "conversation", w.Type)
			before, after := w.Attributes["status"].Text()
			require.Empty(t, before+after)
		})
	}
}

func TestParseWebhookNeedsANameAndARecord(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `[]`, `{}`, `{"name":"kustomer.conversation.update"}`, `{"dataId":"2","data":{"id":"2"}}`, `{"name":"kustomer.user.update","data":{"type":"user"}}`} {
		_, err := kustomer.ParseWebhook([]byte(body))
		require.ErrorContains(t, err, "the webhook", body)
	}
	w, err := kustomer.ParseWebhook([]byte(`{"name":"kustomer.user.update","dataId":"2","data":{"type":"user","id":"2"}}`))
	require.NoError(t, err)
	_, err = w.Conversation()
	require.ErrorContains(t, err, "not about a conversation")
}
