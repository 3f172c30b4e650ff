package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// intakePause is how long the program waits when no list is to be read.
const intakePause = time.Second

// takeIn reads, writes and takes back lists beside the requests until ctx ends.
func takeIn(ctx context.Context, d *db.DB, files blob.Store) {
	for ctx.Err() == nil {
		c, ok, err := intake.Claim(ctx, d)
		if ok && err == nil {
			err = intake.Work(ctx, d, files, c)
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "intake", "error", err)
		}
		if !ok || err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(intakePause):
			}
		}
	}
}

// takeInBeside starts takeIn. It ends with the command; wait returns when it has.
func (e *env) takeInBeside(deps Deps) (wait func()) {
	ctx, cancel := context.WithCancel(e.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		takeIn(ctx, deps.DB, deps.Files)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// importListCmd takes a list in from the command line, in the same steps as the
// pages do.
type importListCmd struct {
	database
	files
	format
	Province string `required:"" placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19."`
	DryRun   bool   `help:"Chỉ xem sẽ ghi gì, không lưu."`
	Existing string `enum:"fill,keep" default:"fill" help:"Với cơ sở đã có: fill bổ sung chỗ còn trống, keep giữ nguyên."`
	Unsure   string `enum:"stop,skip,new" default:"stop" help:"Với dòng không chắc: stop dừng để trả lời trên trang, skip bỏ qua, new coi là mới (danh sách cơ sở và đề án cũ)."`
	SkipBad  bool   `help:"Bỏ qua các dòng có chỗ sai và nhập phần còn lại."`
	File     string `arg:"" name:"FILE" help:"Tệp danh sách."`

	kind intake.Kind
	year int
}

type (
	importEstablishmentsCmd struct{ importListCmd }
	importProductsCmd       struct{ importListCmd }
	importPaymentsCmd       struct{ importListCmd }
)

// Run runs the command.
func (c *importEstablishmentsCmd) Run(e *env) error { return c.take(e, intake.Establishments) }

// Run runs the command.
func (c *importProductsCmd) Run(e *env) error { return c.take(e, intake.Products) }

// Run runs the command.
func (c *importPaymentsCmd) Run(e *env) error { return c.take(e, intake.Payments) }

func (c *importListCmd) take(e *env, k intake.Kind) error {
	collectLessOften()
	c.kind = k
	data, err := listFile(c.File)
	if err != nil {
		return err
	}
	layout, err := intake.Look(data, k)
	if err != nil {
		return err
	}
	return c.with(e, func(d *db.DB) error {
		if err := checkProvince(c.Province, calendar.Of(d.Now())); err != nil {
			return err
		}
		r := &listRun{cmd: c, e: e, db: d, scope: db.Scope{Province: c.Province, Actor: access.System("import " + string(k))}}
		if c.DryRun {
			return r.dry(data, layout)
		}
		store := c.store(c.database)
		if err := store.Prepare(); err != nil {
			return err
		}
		return r.run(store, data, layout)
	})
}

// listFile reads the file that the command names.
func listFile(path string) (data []byte, err error) {
	f, err := os.Open(path) //nolint:gosec // the file that the user names
	if err != nil {
		message := "Không mở được tệp danh sách " + path + "."
		if errors.Is(err, os.ErrNotExist) {
			message = "Không thấy tệp danh sách " + path + "."
		}
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, message), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fault.New(fault.Invalid, path+" là thư mục, không phải tệp danh sách.")
	}
	return io.ReadAll(io.LimitReader(f, sheet.MaxFile+1))
}

// A listRun is one run of the command.
type listRun struct {
	cmd   *importListCmd
	e     *env
	db    *db.DB
	scope db.Scope
}

// A listResult is what the command reports.
type listResult struct {
	Intake   string            `json:"intake,omitempty"`
	State    intake.State      `json:"state"`
	New      int64             `json:"new"`
	Same     int64             `json:"same"`
	Ask      int64             `json:"ask"`
	Bad      int64             `json:"bad"`
	Skip     int64             `json:"skip"`
	DryRun   bool              `json:"dry_run,omitempty"`
	Columns  map[string]string `json:"columns"`
	Problems []intake.Problem  `json:"problems"`
	Notes    []string          `json:"notes"`
	Message  string            `json:"message,omitempty"`
}

// dry reads the list and stores nothing.
func (r *listRun) dry(data []byte, layout intake.Layout) error {
	in, trial, err := intake.Try(r.e.ctx, r.db, r.scope, r.cmd.kind, filepath.Base(r.cmd.File), data, layout, r.cmd.year)
	if err != nil {
		return err
	}
	return r.report(in, trial, true)
}

// run takes the list in.
func (r *listRun) run(files blob.Store, data []byte, layout intake.Layout) error {
	sum := sha256.Sum256(data)
	sha := hex.EncodeToString(sum[:])
	if err := blob.Restore(r.e.ctx, files, bytes.NewReader(data), sha); err != nil {
		return err
	}
	var in intake.Intake
	err := r.update(func(tx *db.Tx) (err error) {
		if in, err = intake.Add(r.e.ctx, tx, r.cmd.kind, filepath.Base(r.cmd.File), sha, layout); err != nil {
			return err
		}
		return intake.Confirm(r.e.ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Policy(r.cmd.Existing), Year: r.cmd.year})
	})
	if err != nil {
		return err
	}
	if in, err = r.finish(files, in.ID); err != nil {
		return err
	}
	trial, err := r.found(in)
	if err != nil {
		return err
	}
	if in.State == intake.Review {
		if in, err = r.decide(in); err != nil {
			return err
		}
		if in, err = r.load(files, in); err != nil {
			return err
		}
	}
	return r.report(in, trial, false)
}

// load has the list written when no row is wrong and no question open. A list of
// schemes that are all there is no mistake: it is given up.
func (r *listRun) load(files blob.Store, in intake.Intake) (intake.Intake, error) {
	switch {
	case in.Counts.Bad > 0 || in.Counts.Ask > 0:
		return in, nil
	case in.Kind == intake.Schemes && in.Counts.New+in.Counts.Change == 0:
		in.State, in.Message = intake.Dropped, "Danh sách này đã có đủ trong hệ thống, không có gì để ghi."
		return in, r.update(func(tx *db.Tx) error { return intake.Drop(r.e.ctx, tx, in.ID, in.Version) })
	}
	if err := r.update(func(tx *db.Tx) error { return intake.Load(r.e.ctx, tx, in.ID, in.Version) }); err != nil {
		return in, err
	}
	return r.finish(files, in.ID)
}

// found returns what reading found: the problems, and the rows of a list of
// schemes.
func (r *listRun) found(in intake.Intake) (t intake.Trial, err error) {
	err = r.db.View(r.e.ctx, r.scope, func(tx *db.Tx) error {
		if in.Counts.Bad > 0 {
			if t.Problems, err = intake.Problems(r.e.ctx, tx, in.ID); err != nil {
				return err
			}
		}
		const chunk = 1000
		for more := in.Kind == intake.Schemes; more; {
			after := 0
			if n := len(t.Rows); n > 0 {
				after = t.Rows[n-1].No
			}
			rows, err := intake.Rows(r.e.ctx, tx, in.ID, after, chunk)
			if err != nil {
				return err
			}
			t.Rows = append(t.Rows, rows...)
			more = len(rows) == chunk
		}
		return nil
	})
	return t, err
}

// decide answers for all rows what the flags say.
func (r *listRun) decide(in intake.Intake) (intake.Intake, error) {
	if r.cmd.SkipBad && in.Counts.Bad > 0 {
		if err := r.update(func(tx *db.Tx) error { return intake.LeaveOut(r.e.ctx, tx, in.ID, in.Version, intake.Bad) }); err != nil {
			return in, err
		}
	}
	in, err := r.get(in.ID)
	if err != nil || in.Counts.Ask == 0 || r.cmd.Unsure == "stop" {
		return in, err
	}
	err = r.update(func(tx *db.Tx) error {
		if r.cmd.Unsure == "new" {
			return intake.AllNew(r.e.ctx, tx, in.ID, in.Version)
		}
		return intake.LeaveOut(r.e.ctx, tx, in.ID, in.Version, intake.Ask)
	})
	if err != nil {
		return in, err
	}
	return r.get(in.ID)
}

func (r *listRun) update(fn func(tx *db.Tx) error) error { return r.db.Update(r.e.ctx, r.scope, fn) }

func (r *listRun) get(id intake.ID) (in intake.Intake, err error) {
	err = r.db.View(r.e.ctx, r.scope, func(tx *db.Tx) (err error) {
		in, err = intake.Get(r.e.ctx, tx, id)
		return err
	})
	return in, err
}

// finish works on what waits until the intake rests. A server beside this
// command may take it up first; then its work is waited for.
func (r *listRun) finish(files blob.Store, id intake.ID) (intake.Intake, error) {
	for {
		in, err := r.get(id)
		if err != nil || !in.State.Working() {
			return in, err
		}
		c, ok, err := intake.Claim(r.e.ctx, r.db)
		if err == nil && ok {
			err = intake.Work(r.e.ctx, r.db, files, c)
		}
		if err != nil {
			return in, err
		}
		if !ok {
			select {
			case <-r.e.ctx.Done():
				return in, r.e.ctx.Err()
			case <-time.After(intakePause):
			}
		}
	}
}

// report writes what was found and done.
func (r *listRun) report(in intake.Intake, t intake.Trial, dry bool) error {
	if r.cmd.Format == "json" {
		columns := map[string]string{}
		for _, c := range in.Mapping {
			columns[in.Layout.Letter(c.Index)] = string(c.Field)
		}
		result := listResult{
			Intake: string(in.ID), State: in.State, New: in.Counts.New, Same: in.Counts.Same, Ask: in.Counts.Ask, Bad: in.Counts.Bad, Skip: in.Counts.Skip,
			DryRun: dry, Columns: columns, Problems: append([]intake.Problem{}, t.Problems...), Notes: append([]string{}, in.Notes...), Message: in.Message,
		}
		out := any(result)
		if in.Kind == intake.Schemes {
			out = result.schemes(in, t.Rows)
		}
		return errors.Join(json.NewEncoder(r.e.stdout).Encode(out), r.unfinished(in, dry))
	}
	return errors.Join(r.e.print("%s", listText(in, t, dry)), r.unfinished(in, dry))
}

// unfinished says by the exit code that the list is not in.
func (r *listRun) unfinished(in intake.Intake, dry bool) error {
	if in.Counts.Bad > 0 || in.State == intake.Failed || !dry && in.State != intake.Done && in.State != intake.Dropped {
		return errFound
	}
	return nil
}

// listText writes a result for people.
func listText(in intake.Intake, t intake.Trial, dry bool) string {
	var b strings.Builder
	for _, c := range in.Mapping {
		info, _ := in.Kind.Info(c.Field)
		fmt.Fprintf(&b, "Cột %s “%s” là %s", in.Layout.Letter(c.Index), in.Layout.Columns[c.Index].Words, info.Label)
		if info.Money {
			fmt.Fprintf(&b, " (%s)", intake.UnitLabel(c.Unit))
		}
		b.WriteString("\n")
	}
	for _, row := range t.Rows {
		shown := in.Kind.Show(row)
		parts := slices.DeleteFunc([]string{"“" + shown.Name + "”", shown.Place, shown.More}, func(s string) bool { return s == "" })
		fmt.Fprintf(&b, "Dòng %s: %s %s\n", in.Layout.RowName(row.No), strings.ToLower(row.Verdict.Label()), strings.Join(parts, "; "))
	}
	for _, p := range t.Problems {
		fmt.Fprintf(&b, "Ô %s: %s\n", p.Cell, p.Message)
	}
	for _, n := range in.Notes {
		fmt.Fprintf(&b, "Lưu ý: %s\n", n)
	}
	if in.Message != "" {
		fmt.Fprintf(&b, "%s\n", in.Message)
	}
	if in.Kind == intake.Schemes {
		b.WriteString(schemesText(in, t, dry))
	}
	fmt.Fprintf(&b, "%d dòng: ghi mới %d, đã có %d, cần trả lời %d, có chỗ sai %d, bỏ qua %d. ",
		in.Counts.Rows(), in.Counts.New, in.Counts.Same, in.Counts.Ask, in.Counts.Bad, in.Counts.Skip)
	switch {
	case dry:
		b.WriteString("Xem trước, chưa ghi gì.")
	case in.State == intake.Done:
		fmt.Fprintf(&b, "Đã ghi, lần nhập %s; hoàn tác được ở trang Nhập danh sách từ tệp.", in.ID)
	case in.State == intake.Dropped:
		b.WriteString("Không ghi gì.")
	default:
		fmt.Fprintf(&b, "Chưa ghi gì; lần nhập %s chờ ở trang Nhập danh sách từ tệp.", in.ID)
	}
	return b.String()
}
