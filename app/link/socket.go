package link

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"nhooyr.io/websocket"

	"agentadapter/protocol"
)

// Codes of ours for ends that the server did not decide. They never cross the wire.
const (
	codeCut          protocol.CloseCode = 0
	codeSignInFailed protocol.CloseCode = -1
)

// once signs in if it must, connects and talks until the connection ends.
func (l *Link) once(ctx context.Context) (protocol.CloseCode, string) {
	hello, err := l.hello(ctx)
	if err != nil {
		l.opts.Tell(SignInFailed{err.Error()})
		return codeSignInFailed, ""
	}
	l.opts.Tell(Opening{})
	conn, err := l.dial(ctx)
	if err != nil {
		return codeCut, ""
	}
	conn.SetReadLimit(frameLimit)
	return l.talk(ctx, conn, hello)
}

// dial connects. An attempt that hangs in a network that is gone ends when there is another one.
func (l *Link) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, openingLimit)
	defer cancel()
	over := make(chan struct{})
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		fresh := time.NewTimer(freshOpening)
		defer fresh.Stop()
		select {
		case <-over:
			return
		case <-fresh.C:
		}
		select {
		case <-over:
		case <-l.wake:
			cancel()
			l.Wake() // the pause that follows ends by it, too
		}
	}()
	conn, _, err := websocket.Dial(ctx, l.opts.URL, nil)
	close(over)
	<-watching
	return conn, err
}

// hello says who we are: by the token of the last welcome, else by a nonce that Kustomer binds.
func (l *Link) hello(ctx context.Context) (protocol.Hello, error) {
	h := l.opts.Hello
	h.Resume, h.Since, h.Shown, h.OnCall, h.Session = l.resume, l.since, l.shown, l.onCall.Load(), l.token
	if l.token != "" {
		return h, nil
	}
	ctx, cancel := context.WithTimeout(ctx, signInLimit)
	defer cancel()
	nonce, err := l.opts.Bind(ctx)
	h.Nonce = nonce
	return h, err
}

// read is what one reading brought.
type read struct {
	data []byte
	err  error
}

// talk owns the socket until it ends and gives the code and reason of the end.
func (l *Link) talk(ctx context.Context, conn *websocket.Conn, hello protocol.Hello) (protocol.CloseCode, string) {
	ctx, cancel := context.WithCancel(ctx)
	// Cancelling a read does not close a browser's socket, closing it does; and 1000 is the only
	// code of the standard that a page may use. On a dead line the goodbye takes seconds, which
	// the next connection need not wait for.
	defer func() {
		go func() {
			defer cancel()
			_ = conn.Close(websocket.StatusNormalClosure, "") // it has ended either way
		}()
	}()
	if err := l.send(ctx, conn, upFrame{body: hello}); err != nil {
		return codeCut, ""
	}
	reads := readAll(ctx, conn)
	heard, proof := time.Now(), time.NewTimer(time.Hour)
	defer proof.Stop()
	looked := heard
	look := time.NewTicker(l.opts.Silence / looks)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return codeCut, ""
		case <-look.C:
			if silence(looked) > asleep {
				l.Wake()
			} else if silence(heard) > l.opts.Silence {
				return codeCut, ""
			}
			looked = time.Now()
		case <-proof.C:
			l.Wake() // the next attempt need not wait
			return codeCut, ""
		case <-l.wake:
			proof.Reset(proofLimit)
			if err := l.send(ctx, conn, l.pong(areYouThere)); err != nil {
				return codeCut, ""
			}
		case f := <-l.say:
			if err := l.send(ctx, conn, f); err != nil {
				l.unsaid(f)
				return codeCut, ""
			}
		case r := <-reads:
			if r.err != nil {
				return l.endOf(r.err)
			}
			heard = time.Now()
			proof.Stop()
			l.hear(ctx, conn, r.data)
		}
	}
}

// asleep is how long between two looks at the silence means that the page slept meanwhile: then it
// is not the server that was silent.
const asleep = 4 * time.Second

// areYouThere is the reference by which a pong asks for a heartbeat at once.
const areYouThere = "there"

func (l *Link) pong(ref string) upFrame {
	return upFrame{protocol.Head{Ref: ref}, protocol.Pong{OnCall: l.onCall.Load()}}
}

// silence is how long nothing was heard, by the clock that shows more: in some systems the
// monotonic one stands still while a computer sleeps.
func silence(since time.Time) time.Duration {
	return max(time.Since(since), time.Now().Round(0).Sub(since.Round(0)))
}

// readAll reads until the connection ends, on its own goroutine, which the last error ends.
func readAll(ctx context.Context, conn *websocket.Conn) <-chan read {
	reads := make(chan read)
	go func() {
		for {
			_, data, err := conn.Read(ctx)
			select {
			case reads <- read{data, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return reads
}

// hear takes in one frame. A heartbeat is answered here and now; what this build does not know is
// told and let pass, because a newer server may say more.
func (l *Link) hear(ctx context.Context, conn *websocket.Conn, data []byte) {
	if l.suspect.Swap(false) {
		l.opts.Tell(Alive{})
	}
	f, err := protocol.DecodeDown(data)
	if err != nil {
		l.opts.Tell(Unread{err})
		return
	}
	l.since = max(l.since, f.N)
	switch b := f.Body.(type) {
	case protocol.Ping:
		// A pong that cannot leave shows itself in the next read.
		_ = l.send(ctx, conn, l.pong(f.Ref))
		return
	case protocol.Welcome:
		l.token, l.resume, l.failures = b.Session, "", 0
		l.since = b.N
	}
	l.opts.Tell(Came{f})
	l.tellShown(ctx, conn, f)
}

// tellShown says that a pop or fill was carried out, so that no other window is told it. Should it
// not arrive, the next hello says it.
func (l *Link) tellShown(ctx context.Context, conn *websocket.Conn, f protocol.DownFrame) {
	switch f.Body.(type) {
	case protocol.Pop, protocol.Fill:
		if f.N > 0 {
			l.shown = f.N
			_ = l.send(ctx, conn, upFrame{body: protocol.Pong{OnCall: l.onCall.Load(), Shown: f.N}})
		}
	}
}

func (l *Link) send(ctx context.Context, conn *websocket.Conn, f upFrame) error {
	data, err := protocol.EncodeUp(f.head, f.body)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sayLimit)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, data)
}

// endOf tells how the connection ended: by the server's word if there is one.
func (l *Link) endOf(err error) (protocol.CloseCode, string) {
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return protocol.CloseCode(closed.Code), closed.Reason
	}
	if l.opts.LastClose != nil {
		code, reason := l.opts.LastClose()
		return protocol.CloseCode(code), reason
	}
	return codeCut, ""
}

// typeOf gives a frame's name, for telling which one was not said.
func typeOf(body protocol.Up) string {
	data, err := protocol.EncodeUp(protocol.Head{}, body)
	if err != nil {
		return ""
	}
	var head protocol.Head
	if json.Unmarshal(data, &head) != nil {
		return ""
	}
	return head.Type
}
