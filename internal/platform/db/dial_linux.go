package db

import "syscall"

// tcpUserTimeout is TCP_USER_TIMEOUT of Linux, which package syscall lacks.
const tcpUserTimeout = 0x12

// giveUpUnanswered has the system close a connection whose other side has not
// taken what was sent for ten seconds; otherwise that takes a quarter of an
// hour, during which nobody could write.
func giveUpUnanswered(network, _ string, c syscall.RawConn) error {
	if network == "unix" {
		return nil
	}
	var err error
	ended := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, 10_000)
	})
	if ended != nil {
		return ended
	}
	return err
}
