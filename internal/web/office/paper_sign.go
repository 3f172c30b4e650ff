package office

import (
	"bytes"
	"errors"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/pdfsign"
	"example.vn/khuyencong/internal/web/ui"
)

// paperSign keeps a paper that was signed elsewhere: its scan, or the PDF file
// when its signatures hold.
func (c *call) paperSign() error {
	return c.paperDo("Đã ghi nhận bản ký.", func(form *ui.Form) paperDeed {
		how := paper.How(form.Line("how"))
		files := c.paperStage(form)
		form.Check(how == paper.OnPaper || how == paper.Electronic, "how", "Hãy chọn cách ký.")
		form.Check(len(form.Files(paperFiles)) == 1, paperFiles, "Hãy chọn một tệp: bản quét có chữ ký, hoặc bản PDF đã ký số.")
		if how != paper.Electronic || len(files) != 1 {
			return func(tx *db.Tx, id paper.ID, version int64) error {
				return paperRefused(paper.Sign(c.ctx(), tx, id, version, files[0]))
			}
		}
		signed := paper.SignedFile{File: files[0]}
		err := c.paperAccept(&signed)
		return c.paperSigned(signed, err)
	})
}

// paperSigned is the deed that keeps a signed file, unless it was refused.
func (c *call) paperSigned(signed paper.SignedFile, refused error) paperDeed {
	return func(tx *db.Tx, id paper.ID, version int64) error {
		if refused != nil {
			return paperRefused(refused)
		}
		return paper.SignElectronically(c.ctx(), tx, id, version, signed)
	}
}

// paperRefused says what is wrong with a file beside the input for it.
func paperRefused(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Fields["file"] != "" {
		return &fault.Error{Kind: f.Kind, Message: f.Message, Fields: map[string]string{paperFiles: f.Fields["file"]}}
	}
	return err
}

// paperAccept checks an uploaded file against the one that was to be signed.
// It is done before the deed: files are large, and deeds wait for each other.
func (c *call) paperAccept(signed *paper.SignedFile) error {
	base, trust, err := c.paperToSign()
	if err != nil {
		return err
	}
	before, err := blob.Read(c.s.Files, base.SHA256)
	if err != nil {
		return err
	}
	after, err := blob.Read(c.s.Files, signed.File.SHA256)
	if err != nil {
		return err
	}
	signed.Of = base.SHA256
	signed.Found, err = trust.Accept(before, after)
	return err
}

// paperToSign returns the file that waits for a signature, and whom the office
// trusts.
func (c *call) paperToSign() (base blob.Attachment, trust signature.Trust, err error) {
	err = c.view(func(tx *db.Tx) error {
		p, err := paper.ByID(c.ctx(), tx, paper.Out, paper.ID(c.r.PathValue("id")))
		if err != nil {
			return err
		}
		files, err := blob.List(c.ctx(), tx, p.ID.Subject())
		if err != nil {
			return err
		}
		var ok bool
		if base, ok = p.ToSign(files); !ok {
			return fault.New(fault.Conflict, "Văn bản không ký số được lúc này: chưa cấp số, đã ký tay, hoặc bản cuối không phải là PDF.")
		}
		trust, err = signature.TrustOf(c.ctx(), tx)
		return err
	})
	return base, trust, err
}

// paperSignKey signs with a key that the caller brings along for this one
// signature. Neither the key nor its password is kept anywhere.
func (c *call) paperSignKey() error {
	return c.paperDo("Đã ký số.", func(form *ui.Form) paperDeed {
		password := form.Raw("password")
		c.r.Form.Del("password") // what a request said is kept as a hash
		key, err := c.smallFile(form, "keyfile", 64<<10)
		if err != nil {
			return c.paperSigned(paper.SignedFile{}, err)
		}
		look := c.paperPicture(form)
		if form.Err("") != nil {
			return c.paperSigned(paper.SignedFile{}, nil) // paperDo says so
		}
		signed, err := c.paperMake(key, password, pdfsign.Options{Reason: form.Line("why"), Look: look})
		return c.paperSigned(signed, err)
	})
}

// paperMake signs the file that waits for a signature and keeps the outcome on
// disk.
func (c *call) paperMake(file []byte, password string, o pdfsign.Options) (signed paper.SignedFile, err error) {
	base, trust, err := c.paperToSign()
	if err != nil {
		return signed, err
	}
	before, err := blob.Read(c.s.Files, base.SHA256)
	if err != nil {
		return signed, err
	}
	key, err := signature.ReadKey(c.ctx(), file, password)
	if err != nil {
		return signed, err
	}
	after, found, err := key.Sign(trust, before, o)
	if err != nil {
		return signed, err
	}
	signed.Of, signed.Found = base.SHA256, found
	signed.File, err = blob.Put(c.ctx(), c.s.Files, bytes.NewReader(after), base.Name)
	return signed, err
}

// paperPicture reads where the picture of a signature goes; nil without one.
func (c *call) paperPicture(form *ui.Form) *pdfsign.Look {
	picture, err := c.smallFile(form, "picture", 1<<20)
	if err != nil || len(picture) > 1<<20 {
		form.Add("picture", "Hình chữ ký phải là tệp PNG, không quá 1 MB.")
	}
	if len(picture) == 0 {
		return nil
	}
	number := func(name string, otherwise int) int {
		if form.Line(name) == "" {
			return otherwise
		}
		n, err := strconv.Atoi(form.Line(name))
		form.Check(err == nil && n >= 0 && n < 1000, name, "Hãy ghi một số nguyên.")
		return n
	}
	return &pdfsign.Look{
		PNG: picture, Page: number("page", 0),
		Left: points(number("left", 110)), Below: points(number("below", 60)), Wide: points(50), High: points(25),
	}
}

// points turns millimetres into the points of a PDF file.
func points(mm int) int { return mm * 720 / 254 }

func paperSignTitle(p paperShowPage) string {
	if p.P.State == paper.Signed {
		return "Thêm chữ ký số"
	}
	return "Ký"
}

// paperWays are the ways in which the paper may be signed now.
func paperWays(p paperShowPage) []ui.Option {
	var ways []ui.Option
	if p.P.State == paper.Checked {
		ways = append(ways, ui.Option{Value: string(paper.OnPaper), Label: "Ký trên giấy", Hint: "Tải bản quét có chữ ký và dấu: PDF, JPG hoặc PNG"})
	}
	if p.ToSign {
		ways = append(ways, ui.Option{
			Value: string(paper.Electronic), Label: "Ký số",
			Hint: "Ký đúng tệp mới nhất ở mục Tệp bằng công cụ của nhà cung cấp rồi tải lên; phần mềm kiểm tra từng chữ ký",
		})
	}
	return ways
}

// paperLastSigned are the signatures of the file that counts.
func paperLastSigned(p paperShowPage) []signature.Signature {
	return slices.DeleteFunc(slices.Clone(p.Signed), func(s signature.Signature) bool { return s.File != p.Hash })
}
