package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"example.vn/khuyencong/internal/platform/fault"
)

// maxInside is how many transactions may run or wait at once. Whoever comes on
// top is told so at once, instead of waiting longer than anybody looks at a
// page.
const maxInside = 256

// Crowded reports whether so many transactions wait that a request had better
// not begin.
func (db *DB) Crowded() bool { return db.inside.Load() >= maxInside }

// enter counts a transaction in, or refuses it.
func (db *DB) enter() error {
	if db.inside.Add(1) > maxInside {
		db.inside.Add(-1)
		return fault.New(fault.Busy, "Đang có quá nhiều người làm việc cùng lúc, chưa ghi được gì. Hãy thử lại sau ít giây.")
	}
	return nil
}

func (db *DB) leave() { db.inside.Add(-1) }

// Words for outages; what can be said depends on when it happened.
const (
	diskFull = "Ổ đĩa của máy chủ đã đầy, chưa ghi được gì. Hãy báo quản trị hệ thống."
	diskIll  = "Ổ đĩa của máy chủ báo lỗi, chưa làm được việc này. Hãy báo quản trị hệ thống."
	noServer = "Máy chủ cơ sở dữ liệu tạm thời không trả lời, chưa ghi được gì. Hãy thử lại sau ít phút."
	inDoubt  = "Máy chủ cơ sở dữ liệu ngừng trả lời đúng lúc ghi nên chưa biết lần gửi này đã được ghi hay chưa. Hãy gửi lại chính biểu mẫu này: phần mềm không ghi hai lần."
)

// outage returns what to say when err means that the database or its disk does
// not play along, "" when it means anything else.
func outage(err error) string {
	_, connecting := errors.AsType[*pgconn.ConnectError](err) // gives up by a deadline of its own when nobody answers
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !connecting {
		return ""
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqliteFull:
			return diskFull
		case sqliteIO, sqliteCannotOpen:
			return diskIll
		}
		return ""
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refusal(pg.Code)
	}
	_, network := errors.AsType[net.Error](err)
	if connecting || network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, pgconn.ErrConnClosed) {
		return noServer
	}
	return ""
}

// refusal says it for the states in which PostgreSQL cannot serve.
func refusal(code string) string {
	switch {
	case code == "53100":
		return diskFull
	case strings.HasPrefix(code, "58"): // the system below it
		return diskIll
	case strings.HasPrefix(code, "53"), strings.HasPrefix(code, "08"), // resources, connections
		code == "57P01", code == "57P02", code == "57P03", code == "57P05": // stopping, crashed, starting
		return noServer
	}
	return ""
}

// atCommit puts an error of COMMIT into words: when the answer did not come,
// nobody knows what was written.
func atCommit(err error) error {
	switch outage(err) {
	case "":
		return classify(err)
	case diskFull: // the engine has said that it did not write
		return fmt.Errorf("%w (%w)", fault.New(fault.Unavailable, diskFull), err)
	}
	return fmt.Errorf("%w (%w)", fault.New(fault.Unavailable, inDoubt), err)
}
