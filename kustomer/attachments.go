package kustomer

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// uploadTimeout bounds the sending of one file: 50 MB over a slow line.
const uploadTimeout = 10 * time.Minute

// AttachmentsService is the chapter "Attachments" of the API.
type AttachmentsService struct{ c *Client }

// Attachment is a file as messages and notes refer to it.
type Attachment struct {
	ID            string `json:"_id"`
	Name          string `json:"name"`
	ContentType   string `json:"contentType"`
	ContentLength int64  `json:"contentLength"` // bytes
}

func (a *Attachment) fill(r resource) bool {
	a.ID = r.ID
	return r.ID != ""
}

// File is what Upload sends. Exactly Size bytes are read from Body.
type File struct {
	Name        string
	ContentType string
	Size        int64 // bytes
	Body        io.Reader
}

// Upload stores a file with Kustomer in two steps: the API announces it and answers where to send
// it, then the file goes to that store as a form whose last part is the file. The file is
// streamed, never held. If the second step fails, begin anew: an announced file that never came
// is not shown to anybody.
func (s AttachmentsService) Upload(ctx context.Context, f File) (Attachment, error) {
	ctx, cancel := withDeadline(ctx, uploadTimeout)
	defer cancel()
	k := call{op: "announce attachment", method: http.MethodPost, path: "/v1/attachments"}
	k.body = map[string]any{"name": f.Name, "contentType": f.ContentType, "contentLength": f.Size}
	body, err := s.c.do(ctx, k)
	if err != nil {
		return Attachment{}, err
	}
	made, err := parseOne[Attachment](body)
	if err != nil {
		return Attachment{}, unreadable(k.op, "the answer is not what was asked for: "+err.Error())
	}
	var place uploadPlace
	if err := json.Unmarshal(body, &place); err != nil || place.Meta.Upload.URL == "" {
		return Attachment{}, unreadable(k.op, "the answer does not say where to send the file")
	}
	if err := s.send(ctx, place, f); err != nil {
		return Attachment{}, err
	}
	return Attachment{ID: made.ID, Name: f.Name, ContentType: f.ContentType, ContentLength: f.Size}, nil
}

// Link makes an attachment of a file that stays where it is; Kustomer never fetches it. The
// address must be https and hold no credentials. Older orgs answer [Refused].
func (s AttachmentsService) Link(ctx context.Context, f File, address string) (Attachment, error) {
	k := call{op: "link attachment", method: http.MethodPost, path: "/v1/attachments"}
	k.body = map[string]any{"name": f.Name, "contentType": f.ContentType, "contentLength": f.Size, "externalUrl": address}
	made, err := fetch[Attachment](ctx, s.c, k)
	if err != nil {
		return Attachment{}, err
	}
	return Attachment{ID: made.ID, Name: f.Name, ContentType: f.ContentType, ContentLength: f.Size}, nil
}

// uploadPlace is the part of the first answer that tells where the file goes.
type uploadPlace struct {
	Meta struct {
		Upload struct {
			URL    string            `json:"url"`
			Fields map[string]string `json:"fields"`
		} `json:"upload"`
	} `json:"meta"`
}

// send is the second step. The store is not Kustomer's API: our key stays here.
func (s AttachmentsService) send(ctx context.Context, place uploadPlace, f File) error {
	const op = "send attachment"
	to, err := url.Parse(place.Meta.Upload.URL)
	if err != nil || !webAddress(to) {
		return unreadable(op, "the place to send the file to is not a web address")
	}
	head, tail, kind, err := form(place.Meta.Upload.Fields, f)
	if err != nil {
		return refusedHere(op, "", "the form cannot be written: "+err.Error())
	}
	body := io.MultiReader(bytes.NewReader(head), io.LimitReader(f.Body, f.Size), bytes.NewReader(tail))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), body)
	if err != nil {
		return unreadable(op, "the place to send the file to is not a web address")
	}
	req.ContentLength = int64(len(head)) + f.Size + int64(len(tail)) // such stores refuse bodies of unknown length
	req.Header.Set("Content-Type", kind)
	res, err := s.c.http.Do(req)
	if err != nil {
		return transportError(op, err)
	}
	defer res.Body.Close()
	return stored(op, res)
}

// stored reads the store's verdict. Its 403 means an outlived policy, not a missing role: only a
// file that is too large is worth giving up.
func stored(op string, res *http.Response) error {
	switch {
	case res.StatusCode < 300:
		return nil
	case res.StatusCode == http.StatusRequestEntityTooLarge:
		return &Error{Kind: Refused, Op: op, Status: res.StatusCode, Detail: "the file is too large"}
	}
	said, err := io.ReadAll(io.LimitReader(res.Body, maxErrorBody))
	if err == nil && bytes.Contains(said, []byte("EntityTooLarge")) {
		return &Error{Kind: Refused, Op: op, Status: res.StatusCode, Detail: "the file is too large"}
	}
	return &Error{Kind: Unreachable, Op: op, Status: res.StatusCode, Detail: "the store did not take the file"}
}

// form writes what comes before and after the file: every field that was asked for, then the file
// last, under the name "file".
func form(fields map[string]string, f File) (head, tail []byte, contentType string, err error) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := w.WriteField(name, fields[name]); err != nil {
			return nil, nil, "", err
		}
	}
	if _, err := w.CreateFormFile("file", f.Name); err != nil {
		return nil, nil, "", err
	}
	split := buf.Len()
	if err := w.Close(); err != nil {
		return nil, nil, "", err
	}
	return buf.Bytes()[:split], buf.Bytes()[split:], w.FormDataContentType(), nil
}
