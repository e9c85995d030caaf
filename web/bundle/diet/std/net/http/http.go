// Package http stands in for the standard library's net/http in the browser's build. The UI library
// brings its own web server along and the socket library names a response; neither runs in a
// browser, which has fetch. See package diet.
package http

import (
	"io"
	"net/url"
)

// Status codes that are mentioned.
const (
	StatusSwitchingProtocols  = 101
	StatusOK                  = 200
	StatusNotModified         = 304
	StatusNotFound            = 404
	StatusInternalServerError = 500
)

const neverRuns = "net/http is a stand-in in this build and never runs in a browser"

// Header holds a message's headers.
type Header map[string][]string

// Add panics: no server runs in a browser.
func (h Header) Add(key, value string) { panic(neverRuns) }

// Set panics: no server runs in a browser.
func (h Header) Set(key, value string) { panic(neverRuns) }

// Get panics: no server runs in a browser.
func (h Header) Get(key string) string { panic(neverRuns) }

// Request is a request to a server.
type Request struct {
	Method string
	URL    *url.URL
	Header Header
	Host   string
	// TLS is only asked whether it is nil; its real type would bring crypto/tls along.
	TLS *struct{}
}

// Response is an answer.
type Response struct {
	Status     string
	StatusCode int
	Header     Header
	Body       io.ReadCloser
}

// ResponseWriter is where a server writes its answer.
type ResponseWriter interface {
	Header() Header
	Write([]byte) (int, error)
	WriteHeader(statusCode int)
}

// Handler answers requests.
type Handler interface {
	ServeHTTP(ResponseWriter, *Request)
}

// File and FileSystem belong to Dir.
type File interface {
	io.Closer
	io.Reader
	io.Seeker
}

// FileSystem opens files.
type FileSystem interface {
	Open(name string) (File, error)
}

// Dir is a folder of files.
type Dir string

// Open panics: there are no files in a browser.
func (d Dir) Open(name string) (File, error) { panic(neverRuns) }

// FileServer gives a handler that panics: no server runs in a browser.
func FileServer(root FileSystem) Handler { return nothing{} }

type nothing struct{}

func (nothing) ServeHTTP(ResponseWriter, *Request) { panic(neverRuns) }

// NotFound panics: no server runs in a browser.
func NotFound(w ResponseWriter, r *Request) { panic(neverRuns) }

// Get panics: a browser's programs use fetch.
func Get(url string) (resp *Response, err error) { panic(neverRuns) }
