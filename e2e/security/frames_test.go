package security

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wire is a socket that says what no library would.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	head string // what the upgrade was answered with
}

// tap opens a socket and leaves the rest to the story. Sources are spread over loopback addresses: one
// has fewer ports than ten thousand sockets and all else need.
func (s *siege) tap(source byte) (*wire, error) {
	host := strings.TrimPrefix(s.Server.URL, "http://")
	dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2+source)}}
	conn, err := dialer.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	w := &wire{conn: conn, in: bufio.NewReaderSize(conn, 512)}
	_ = conn.SetDeadline(time.Now().Add(2 * patience))
	_, err = io.WriteString(conn, "GET /socket HTTP/1.1\r\nHost: "+host+"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\nOrigin: "+s.Server.URL+"\r\n\r\n")
	for err == nil && !strings.HasSuffix(w.head, "\r\n\r\n") {
		var line string
		line, err = w.in.ReadString('\n')
		w.head += line
	}
	if err == nil && !strings.Contains(w.head, " 101 ") {
		err = errors.New(w.head)
	}
	if err != nil {
		_ = conn.Close()
	}
	return w, err
}

// masked is a frame with this first byte and a payload; its length may be a lie.
func masked(first byte, payload string, length uint64) []byte {
	out := []byte{first}
	switch {
	case length < 126:
		out = append(out, 0x80|byte(length))
	case length < 1<<16:
		out = append(out, 0x80|126)
		out = binary.BigEndian.AppendUint16(out, uint16(length))
	default:
		out = append(out, 0x80|127)
		out = binary.BigEndian.AppendUint64(out, length)
	}
	out = append(out, 0, 0, 0, 0)
	return append(out, payload...)
}

// said is an honest frame with this first byte.
func said(first byte, payload string) []byte { return masked(first, payload, uint64(len(payload))) }

// ended waits for the end and answers the close code; 0: it ended without one.
func (w *wire) ended() (int, error) {
	defer w.conn.Close()
	for {
		var head [2]byte
		if _, err := io.ReadFull(w.in, head[:]); err != nil {
			if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
				return 0, err
			}
			return 0, nil
		}
		size := uint64(head[1])
		if size == 126 {
			var long uint16
			if err := binary.Read(w.in, binary.BigEndian, &long); err != nil {
				return 0, nil
			}
			size = uint64(long)
		}
		payload := make([]byte, min(size, 1<<16))
		if _, err := io.ReadFull(w.in, payload); err != nil {
			return 0, nil
		}
		if head[0]&0x0f == 8 && size >= 2 {
			return int(binary.BigEndian.Uint16(payload)), nil
		}
	}
}

const (
	text, more, bin, ping, reserved = 0x81, 0x80, 0x82, 0x89, 0x83
	unfinished                      = 0x01 // text that goes on
	endless0                        = 0x00 // and on
	compressed                      = 0xc1
)

// tryFrames: what is no frame of the talk ends the talk, before a hello and after it, and nobody else's.
func tryFrames(t *testing.T, s *siege) {
	first, err := s.tap(0)
	require.NoError(t, err)
	require.NotContains(t, strings.ToLower(first.head), "deflate", "a small frame must not unpack to a large one")
	require.NoError(t, first.conn.Close())
	fragments := said(unfinished, `{"v":1,`)
	for range 3000 {
		fragments = append(fragments, said(endless0, strings.Repeat(" ", 30))...)
	}
	flood := []byte{}
	for range 20_000 {
		flood = append(flood, said(ping, "are you there, are you there")...)
	}
	for name, c := range map[string]struct {
		sent  []byte
		codes []int
	}{
		"binary":                   {said(bin, `{"v":1,"type":"pong","body":{}}`), []int{4500}},
		"empty":                    {said(text, ""), []int{4500}},
		"no JSON":                  {said(text, "hello"), []int{4500}},
		"another version":          {said(text, `{"v":99,"type":"hello","body":{}}`), []int{4010}},
		"a frame that is none":     {said(text, `{"v":1,"type":"welcome","body":{}}`), []int{4500}},
		"no text in its text":      {said(text, "{\"v\":1,\"type\":\"hello\",\"body\":{\"nonce\":\"\xff\xfe\",\"instance\":\"abcdefgh\"}}"), []int{4011, 4500, 1007}},
		"deep":                     {said(text, strings.Repeat("[", 15<<10)), []int{4500}},
		"a number without end":     {said(text, `{"v":1,"n":`+strings.Repeat("9", 15<<10)+`}`), []int{4500, 4010}},
		"too large":                {said(text, strings.Repeat(" ", 20<<10)), []int{4500}},
		"much too large":           {said(text, strings.Repeat(" ", 100<<10)), []int{4500, 1009}},
		"large by its own word":    {masked(text, "x", 1<<62), []int{1009, 1002}},
		"fragments":                {fragments, []int{4500, 1009}},
		"more of nothing":          {said(more, "x"), []int{1002}},
		"compressed":               {said(compressed, "\xaa\x56\x52"), []int{1002}},
		"an opcode that is none":   {said(reserved, "x"), []int{1002}},
		"a ping of 200 bytes":      {said(ping, strings.Repeat("x", 200)), []int{1002}},
		"not masked":               {append([]byte{text, 5}, "hello"...), []int{1002}},
		"pings, and then nonsense": {append(flood, said(text, "hello")...), []int{4500}},
	} {
		w, err := s.tap(0)
		require.NoError(t, err, name)
		_, _ = w.conn.Write(c.sent) // the server may have ended it meanwhile
		code, err := w.ended()
		require.NoError(t, err, "%s: it is still there", name)
		if len(c.sent) > 16<<10 {
			c.codes = append(c.codes, 0) // who is cut while still sending may not see the answer
		}
		require.Contains(t, c.codes, code, name)
	}
	require.Less(t, longestLine(s.Server.Log(t)), 4<<10, "bytes: what a stranger says fills no log")
	s.works(t)
}

func longestLine(text string) int {
	longest := 0
	for line := range strings.Lines(text) {
		longest = max(longest, len(line))
	}
	return longest
}
