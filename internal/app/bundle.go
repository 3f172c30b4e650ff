package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"example.vn/khuyencong/internal/domain/bundle"
	"example.vn/khuyencong/internal/platform/fault"
)

// bundleVerifyCmd checks a bundle by itself.
type bundleVerifyCmd struct {
	format
	File string `arg:"" name:"tệp" help:"Gói hồ sơ (.zip) sẽ kiểm tra."`
}

// Run runs the command.
func (c *bundleVerifyCmd) Run(e *env) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return fault.New(fault.Invalid, "Không mở được tệp “"+c.File+"”.")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("size of %s: %w", c.File, err)
	}
	r, err := bundle.Verify(f, info.Size())
	if fault.KindOf(err) == fault.Invalid { // no bundle, or one made to harm
		r, err = bundle.Report{Errors: []string{message(err)}}, nil
	}
	if err != nil {
		return err
	}
	if c.Format == "json" {
		out := json.NewEncoder(e.stdout)
		out.SetEscapeHTML(false)
		err = out.Encode(r)
	} else {
		err = c.write(e, r)
	}
	if err == nil && !r.OK {
		err = errFound
	}
	return err
}

func (c *bundleVerifyCmd) write(e *env, r bundle.Report) error {
	for _, sentence := range r.Errors {
		if err := e.print("%s", sentence); err != nil {
			return err
		}
	}
	if !r.OK {
		return nil
	}
	return e.print("Gói hồ sơ đề án %s còn nguyên vẹn: %d tệp, %d bản ghi nhật ký, %d bút toán; %s lấy lúc %s.",
		r.Stamp.Scheme, r.Files, r.Records, r.Entries, r.Stamp.TakenBy, r.Stamp.TakenAt)
}
