package ui

import (
	"io"
	"net/http"
	"time"
)

// Every stretch of a body has to come, and every stretch of an answer has to
// be taken, within its time, however long the whole takes: who sends or reads
// byte by byte holds nothing for long, and a large file on a slow line still
// arrives.
const (
	paceBytes   = 32 << 10
	paceDefault = 10 * time.Second
	paceAnswer  = 60 * time.Second // for the answer, after the last stretch
)

// A paced body sets the deadline of the connection anew for each stretch.
type paced struct {
	io.ReadCloser
	conn *http.ResponseController
	time time.Duration
	left int
}

// Read implements io.Reader.
func (p *paced) Read(b []byte) (int, error) {
	if p.left <= 0 {
		p.left = paceBytes
		p.extend()
	}
	n, err := p.ReadCloser.Read(b[:min(len(b), p.left)])
	p.left -= n
	return n, err
}

// extend gives the next stretch its time.
func (p *paced) extend() {
	now := time.Now() //nolint:forbidigo // a socket knows no other clock
	// A recorder of a test has no connection, and no deadlines.
	_ = p.conn.SetReadDeadline(now.Add(p.time))
	_ = p.conn.SetWriteDeadline(now.Add(p.time + paceAnswer))
}

// A pacedAnswer does the same for what is answered. The time begins with each
// write: what a handler thinks about in between is not the reader's fault.
type pacedAnswer struct {
	http.ResponseWriter
	conn *http.ResponseController
	time time.Duration
}

// WriteHeader implements http.ResponseWriter: an answer may have nothing more.
func (p *pacedAnswer) WriteHeader(status int) {
	_ = p.conn.SetWriteDeadline(time.Now().Add(p.time)) //nolint:forbidigo // as above
	p.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (p *pacedAnswer) Write(b []byte) (int, error) {
	done := 0
	for {
		stretch := b[done:min(len(b), done+paceBytes)]
		_ = p.conn.SetWriteDeadline(time.Now().Add(p.time)) //nolint:forbidigo // as above
		n, err := p.ResponseWriter.Write(stretch)
		if done += n; err != nil || done >= len(b) {
			return done, err
		}
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (p *pacedAnswer) Unwrap() http.ResponseWriter { return p.ResponseWriter }
