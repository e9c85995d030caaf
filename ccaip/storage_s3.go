package ccaip

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	// amazon is where a bucket is without an endpoint.
	amazon = "https://s3.amazonaws.com"
	// anyRegion is what stores that have no regions take for one.
	anyRegion = "us-east-1"
	// maxListing bounds one answer that is not a file: a thousand names, or an error.
	maxListing = 8 << 20
)

// bucket is an S3-compatible store.
type bucket struct {
	core   minio.Core
	name   string
	folder string // with its slash; "" for none
	hidden []string
}

func newS3(at *url.URL, cfg StorageConfig) (store, error) {
	endpoint, region, err := readS3(at)
	if err != nil {
		return nil, err
	}
	if (cfg.Key == "") != (cfg.Secret == "") {
		return nil, wrongStorage("its credentials are a key and a secret, and one of them is missing")
	}
	transport := cfg.Transport
	if transport == nil {
		transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	core, err := minio.NewCore(endpoint.Host, &minio.Options{
		Creds: credentials.NewStaticV4(cfg.Key, cfg.Secret, ""), Secure: endpoint.Scheme == "https", Region: region,
		Transport: capped{transport}, MaxRetries: 1, // whether to ask again is the caller's decision
	})
	if err != nil {
		return nil, wrongStorage("the endpoint is not one that S3 stores have")
	}
	b := &bucket{core: *core, name: at.Host, folder: strings.Trim(at.Path, "/"), hidden: []string{cfg.Secret, cfg.Key}}
	if b.folder != "" {
		b.folder += "/"
	}
	return b, nil
}

// readS3 reads endpoint and region from an address.
func readS3(at *url.URL) (endpoint *url.URL, region string, err error) {
	query, err := url.ParseQuery(at.RawQuery)
	if err != nil || at.Host == "" || at.Fragment != "" {
		return nil, "", wrongStorage("a bucket is written s3://bucket?endpoint=https://host")
	}
	for name := range query {
		if name != "endpoint" && name != "region" {
			return nil, "", wrongStorage("behind the question mark it knows endpoint and region")
		}
	}
	region = query.Get("region")
	written := query.Get("endpoint")
	switch {
	case written == "":
		written = amazon
	case !strings.Contains(written, "://"):
		written = "https://" + written
	}
	endpoint, err = url.Parse(written)
	if err != nil || !webAddress(endpoint) || endpoint.User != nil || strings.Trim(endpoint.Path, "/") != "" || endpoint.RawQuery != "" {
		return nil, "", wrongStorage("the endpoint must be like https://host, without a path")
	}
	if region == "" && !strings.HasSuffix(endpoint.Hostname(), ".amazonaws.com") {
		region = anyRegion // saves asking for it, which not every store knows
	}
	return endpoint, region, nil
}

func (b *bucket) list(ctx context.Context, prefix string, each func(StoredFile) bool) error {
	ctx, cancel := context.WithCancel(ctx) // ends the client's own goroutine when we leave early
	defer cancel()
	for object := range b.core.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.folder + prefix}) {
		if object.Err != nil {
			return b.problem("list files", object.Err)
		}
		name := strings.TrimPrefix(object.Key, b.folder)
		parsed, ok := ParseFileName(name)
		if ok && !each(StoredFile{FileName: parsed, Name: name, Size: object.Size, At: object.LastModified}) {
			return nil
		}
	}
	return nil
}

func (b *bucket) open(ctx context.Context, name string) (Download, error) {
	body, info, _, err := b.core.GetObject(ctx, b.name, b.folder+name, minio.GetObjectOptions{})
	if err != nil {
		return Download{}, b.problem("open file", err)
	}
	return Download{ReadCloser: body, Size: info.Size}, nil
}

// problem says what the caller of a failed request has to decide. The client's own error would
// name host and object; the store's words may repeat the key.
func (b *bucket) problem(op string, err error) *Error {
	said, ok := errors.AsType[minio.ErrorResponse](err)
	if !ok {
		return transportError(op, err)
	}
	e := &Error{Kind: kindOfStatus(said.StatusCode), Op: op, Status: said.StatusCode, Detail: shorten(b.hide(said.Code+": "+said.Message), 300)}
	switch said.Code {
	case "NoSuchKey":
		e.Kind = NotFound
	case "NoSuchBucket", "InvalidBucketName", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed":
		e.Kind = KeyAtFault
	case "SlowDown", "TooManyRequests", "RequestLimitExceeded":
		e.Kind = Limited
	case "RequestTimeTooSkewed":
		e.Detail += " (the clock of this machine is wrong)"
	}
	if e.Kind == Limited {
		e.RetryAt = time.Now().Add(time.Second)
	}
	return e
}

// hide takes the credentials out of somebody else's words.
func (b *bucket) hide(words string) string {
	for _, secret := range b.hidden {
		if secret != "" {
			words = strings.ReplaceAll(words, secret, "•••")
		}
	}
	return words
}

// capped bounds answers that are held in memory; files are streamed.
type capped struct{ http.RoundTripper }

// RoundTrip makes the request.
func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if file := res.StatusCode == http.StatusOK && r.URL.RawQuery == ""; !file {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, maxListing), res.Body}
	}
	return res, nil
}
