// Package app is the program on the machine (chương trình trên máy chủ): its
// commands, from serving pages to backing up and checking the books.
//
// A command answers on stdout. What went wrong is one Vietnamese sentence on
// stderr, whatever it was, and the exit status says whose turn it is: 1 when
// something was found wrong or did not work, 2 when the command line or its
// input was, 70 when it is the program's own fault.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// Exit statuses.
const (
	exitFailed = 1  // a check found something, or the machine did not play along
	exitInput  = 2  // the command line or its input is wrong
	exitBug    = 70 // the program itself is wrong
)

// Deps is what the pages need.
type Deps struct {
	DB         *db.DB
	Files      blob.Store
	Version    string
	URL        string // under which the public finds the office; "" when nobody has said
	WordPDF    bool   // LibreOffice is on the machine
	TrustProxy bool   // a proxy in front sets X-Forwarded-For and X-Forwarded-Proto
}

// A Program is what differs between the real program and one under test.
type Program struct {
	Handler func(Deps) (http.Handler, error) // builds the pages
	Clock   db.Clock                         // nil for the wall clock
}

// An env is what a running command works with.
type env struct {
	Program
	ctx            context.Context //nolint:containedctx // lives as long as the command
	stdin          io.Reader
	stdout, stderr io.Writer
}

// errFound ends a command that has said itself what it found wrong.
var errFound = errors.New("found something wrong")

// Run runs the command that args name and returns the exit status. It ends
// early when ctx does.
func (p Program) Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	e := &env{Program: p, ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr}
	defer func() {
		if v := recover(); v != nil {
			e.say(crashed(v))
			status = exitBug
		}
	}()
	return e.run(args)
}

func (e *env) run(args []string) int {
	line, helped, err := parse(args, e.stdout)
	if helped {
		return 0
	}
	if err != nil {
		e.say(err.Error())
		return exitInput
	}
	err = line.Run(e)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return 0
	case errors.Is(err, errFound):
		return exitFailed
	case errors.Is(err, context.Canceled):
		e.say("Đã dừng theo yêu cầu.")
		return exitFailed
	case kind == fault.Internal:
		e.say("Việc này không làm được vì lỗi của máy hoặc của chương trình: " + err.Error())
		return exitFailed
	case kind == fault.Busy || kind == fault.Unavailable:
		e.say(message(err))
		return exitFailed
	default:
		e.say(message(err))
		return exitInput
	}
}

// say writes one line to stderr.
func (e *env) say(sentence string) {
	_, _ = fmt.Fprintln(e.stderr, text.CleanLine(sentence)) // where else could it be said
}

// message returns the words of the fault in err's chain, and those of its
// fields.
func message(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err.Error()
	}
	if len(f.Fields) == 1 {
		for _, m := range f.Fields {
			return m
		}
	}
	return f.Message
}

// crashed keeps the details of a panic in a file and returns what to say.
func crashed(v any) string {
	sorry := "Chương trình gặp lỗi ngoài dự kiến và đã dừng"
	f, err := os.CreateTemp("", "khuyencong-loi-*.txt")
	if err != nil {
		return sorry + "."
	}
	_, err = fmt.Fprintf(f, "%v\n\n%s", v, debug.Stack())
	if err := errors.Join(err, f.Close()); err != nil {
		return sorry + "."
	}
	return sorry + "; chi tiết ở tệp " + f.Name() + "."
}

// print writes a line to stdout.
func (e *env) print(format string, args ...any) error {
	_, err := fmt.Fprintf(e.stdout, format+"\n", args...)
	return err
}

// A database is the flag that most commands share.
type database struct {
	DB string `name:"db" required:"" env:"KHUYENCONG_DB" placeholder:"URL" help:"Tệp SQLite hoặc địa chỉ postgres://…"`
}

// open opens a database that must be there.
func (f database) open(e *env) (*db.DB, error) {
	if !db.IsPostgres(f.DB) {
		info, err := os.Stat(f.DB)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, fault.New(fault.NotFound, "Không thấy tệp cơ sở dữ liệu "+f.DB+"; lệnh “khuyencong migrate --db "+f.DB+"” tạo tệp mới.")
		case err != nil:
			return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không đọc được tệp cơ sở dữ liệu "+f.DB+"."), err)
		case info.IsDir():
			return nil, fault.New(fault.Invalid, f.DB+" là thư mục, không phải tệp cơ sở dữ liệu.")
		}
	}
	return f.create(e)
}

// create opens a database, or makes an empty one.
func (f database) create(e *env) (*db.DB, error) {
	return db.Open(e.ctx, f.DB, e.Clock)
}

// with runs fn on a database whose schema fits the program.
func (f database) with(e *env, fn func(d *db.DB) error) error {
	d, err := f.open(e)
	if err != nil {
		return err
	}
	if err = d.Ready(e.ctx); err == nil {
		err = fn(d)
	}
	return errors.Join(err, d.Close())
}

// A files flag says where attachments are kept.
type files struct {
	Files string `placeholder:"DIR" help:"Thư mục tệp đính kèm; nếu bỏ trống: “<tệp SQLite>.files”, với PostgreSQL “./khuyencong-files”."`
}

func (f files) store(d database) blob.Store {
	switch {
	case f.Files != "":
		return blob.Store{Dir: f.Files}
	case db.IsPostgres(d.DB):
		return blob.Store{Dir: "khuyencong-files"}
	}
	return blob.Store{Dir: d.DB + ".files"}
}

// A format flag says how a result is written.
type format struct {
	Format string `enum:"text,json" default:"text" placeholder:"text|json" help:"Cách in kết quả: text hoặc json."`
}

// version tells which build this is.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(không rõ)"
	}
	v := strings.Trim(info.Main.Version, "()")
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && (v == "" || v == "devel") {
			v = "devel-" + s.Value[:min(12, len(s.Value))]
		}
	}
	return v
}

// A commandLine is a command with its flags, ready to run.
type commandLine struct{ *kong.Context }

// Run runs the command.
func (l commandLine) Run(e *env) error { return l.Context.Run(e) }
