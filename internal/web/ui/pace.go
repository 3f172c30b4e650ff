package ui

import (
	"io"
	"net/http"
	"time"
)

// Every stretch of a body has to come within its time, however long the whole
// takes: who sends byte by byte holds nothing for long, and a large file on a
// slow line still arrives.
const (
	paceBytes  = 32 << 10
	paceAnswer = 60 * time.Second // for the answer, after the last stretch
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
		now := time.Now() //nolint:forbidigo // a socket knows no other clock
		// A recorder of a test has no connection, and no deadlines.
		_ = p.conn.SetReadDeadline(now.Add(p.time))
		_ = p.conn.SetWriteDeadline(now.Add(p.time + paceAnswer))
	}
	n, err := p.ReadCloser.Read(b[:min(len(b), p.left)])
	p.left -= n
	return n, err
}
