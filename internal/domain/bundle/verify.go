package bundle

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// What a bundle may be at most.
const (
	maxParts  = 2000
	maxPart   = 64 << 20  // bytes of one file, decompressed
	maxWhole  = 12 << 30  // bytes of all files, decompressed
	maxPacked = 256 << 20 // bytes of the files that are compressed; attached ones are not
	maxFaults = 50
)

// A Report is what the check of a bundle found.
type Report struct {
	OK      bool     `json:"ok"`
	Stamp   Stamp    `json:"stamp"`
	Files   int      `json:"files"`
	Records int      `json:"records"`
	Entries int      `json:"entries"`
	Errors  []string `json:"errors"` // one sentence each, in Vietnamese
}

// Verify checks a bundle by itself: every file is there with its hash, none
// besides, the records fit their hashes and each other, the entries of the
// ledger balance. What is wrong with it is in the report; a file that is no
// bundle at all, or made to harm, is an Invalid fault.
func Verify(r io.ReaderAt, size int64) (Report, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Report{}, refused("Tệp không phải là gói ZIP đọc được.")
	}
	if err := harmless(z); err != nil {
		return Report{}, err
	}
	c := check{zip: z, parts: map[string]*zip.File{}, read: map[string]string{}}
	for _, f := range z.File {
		c.parts[f.Name] = f
	}
	c.hashes()
	c.stamp()
	c.files()
	c.records()
	c.ledger()
	c.report.OK = len(c.report.Errors) == 0
	if c.report.Errors == nil {
		c.report.Errors = []string{}
	}
	return c.report, nil
}

func refused(sentence string) error { return fault.New(fault.Invalid, sentence) }

// harmless refuses what no bundle has: folders, links, names that lead out of
// the folder into which somebody unpacks it, names that are one name on some
// computers, files that swell or lie over each other.
func harmless(z *zip.Reader) error {
	if len(z.File) > maxParts {
		return refused("Gói có quá nhiều tệp.")
	}
	if z.Comment != "" {
		return refused("Gói có phần ghi chú lạ ở cuối.")
	}
	seen := map[string]bool{}
	var whole, packed uint64
	for _, f := range z.File {
		if whole += min(f.UncompressedSize64, maxPart+1); f.Method != zip.Store {
			packed += min(f.UncompressedSize64, maxPart+1)
		}
		name := fmt.Sprintf("%.80q", f.Name)
		switch {
		case !fs.ValidPath(f.Name) || f.Name == "." || strings.ContainsAny(f.Name, "\\:\x00") || len(f.Name) > 400:
			return refused("Gói có tên tệp không được phép: " + name + ".")
		case !f.Mode().IsRegular():
			return refused("Gói có mục không phải là tệp thường: " + name + ".")
		case seen[text.Fold(f.Name)]:
			return refused("Gói có hai tệp trùng tên: " + name + ".")
		case f.Flags&1 != 0:
			return refused("Gói có tệp đặt mật khẩu: " + name + ".")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return refused("Gói có tệp nén theo cách lạ: " + name + ".")
		case f.UncompressedSize64 > maxPart || whole > maxWhole || packed > maxPacked:
			return refused("Gói có tệp quá lớn: " + name + ".")
		}
		seen[text.Fold(f.Name)] = true
	}
	return apart(z.File)
}

// apart refuses files that share bytes: a few bytes can pass for thousands of
// large files.
func apart(files []*zip.File) error {
	type span struct{ from, to int64 }
	var spans []span
	for _, f := range files {
		at, err := f.DataOffset()
		if err != nil {
			return refused("Tệp không phải là gói ZIP đọc được.")
		}
		spans = append(spans, span{at, at + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return refused("Gói có các tệp nằm chồng lên nhau.")
		}
	}
	return nil
}

// A check goes through a bundle once.
type check struct {
	zip    *zip.Reader
	parts  map[string]*zip.File
	read   map[string]string // hash by name, of what could be read
	report Report

	events []record
}

func (c *check) fault(format string, args ...any) {
	if len(c.report.Errors) < maxFaults {
		c.report.Errors = append(c.report.Errors, fmt.Sprintf(format, args...))
	}
}

var sumLine = regexp.MustCompile(`^([0-9a-f]{64})  (.+)$`)

// hashes compares every file with SHA256SUMS, and the list with the files.
func (c *check) hashes() {
	sums, ok := c.bytes(sumsName)
	if !ok {
		return
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		m := sumLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil || listed[m[2]] != "" {
			c.fault("%s có một dòng không đọc được: %.80q.", sumsName, line)
			continue
		}
		listed[m[2]] = m[1]
		if c.parts[m[2]] == nil {
			c.fault("Thiếu tệp “%s”.", m[2])
		}
	}
	for _, f := range c.zip.File {
		if f.Name == sumsName {
			continue
		}
		want, ok := listed[f.Name]
		if !ok {
			c.fault("Thừa tệp “%s”, không có trong %s.", f.Name, sumsName)
			continue
		}
		got, err := hashOf(f)
		if err != nil || got != want {
			c.fault("Tệp “%s” không còn nguyên vẹn.", f.Name)
			continue
		}
		c.read[f.Name] = got
	}
	c.report.Files = len(c.zip.File)
}

func hashOf(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(r, maxPart+1))
	if closed := r.Close(); err == nil {
		err = closed
	}
	if err == nil && n > maxPart {
		err = io.ErrShortBuffer
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

// bytes reads one file that a bundle must have.
func (c *check) bytes(name string) ([]byte, bool) {
	f := c.parts[name]
	if f == nil {
		c.fault("Thiếu tệp “%s”.", name)
		return nil, false
	}
	r, err := f.Open()
	if err != nil {
		c.fault("Tệp “%s” không đọc được.", name)
		return nil, false
	}
	b, err := io.ReadAll(io.LimitReader(r, maxPart))
	if closed := r.Close(); err != nil || closed != nil {
		c.fault("Tệp “%s” không đọc được.", name)
		return nil, false
	}
	return b, true
}

// json reads one file of data that a bundle must have.
func (c *check) json(name string, into any) bool {
	b, ok := c.bytes(name)
	if !ok {
		return false
	}
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(into); err != nil {
		c.fault("Tệp “%s” không đúng dạng.", name)
		return false
	}
	return true
}

func (c *check) stamp() {
	for _, name := range []string{indexName, sheetName, normsName} {
		if c.parts[name] == nil {
			c.fault("Thiếu tệp “%s”.", name)
		}
	}
	if c.json(stampName, &c.report.Stamp) && c.report.Stamp.Form != form {
		c.fault("Gói thuộc một dạng khác (%.40q), bản này của chương trình không kiểm tra được.", c.report.Stamp.Form)
	}
}

// files compares the list of attached files with the files, and with the
// records of their being added.
func (c *check) files() {
	var list struct {
		Files []File `json:"files"`
	}
	okList, okRecords := c.json(dataName, &list), c.json(recordName, &c.events)
	if !okList || !okRecords {
		return
	}
	added := map[string]bool{}
	for _, r := range c.events {
		if r.Verb == "attachment.add" {
			added[r.Subject+" "+r.Detail["sha256"]] = true
		}
	}
	named := map[string]bool{}
	for _, f := range list.Files {
		named[f.Path] = true
		switch got := c.read[f.Path]; {
		case c.parts[f.Path] == nil:
			c.fault("Thiếu tệp đính kèm “%s”.", f.Path)
		case got != "" && got != f.SHA256:
			c.fault("Tệp đính kèm “%s” khác với mã ghi trong %s.", f.Path, dataName)
		case !added[f.Owner+" "+f.SHA256]:
			c.fault("Nhật ký không có bản ghi nào về việc thêm tệp “%s”.", f.Path)
		}
	}
	for _, f := range c.zip.File {
		if dir, _ := path.Split(f.Name); dir != "" && !named[f.Name] {
			c.fault("Thừa tệp “%s”, không có trong %s.", f.Name, dataName)
		}
	}
}

// records checks each record against its hash, and the next one where it
// follows directly.
func (c *check) records() {
	c.report.Records = len(c.events)
	var last record
	for _, r := range c.events {
		switch {
		case !audit.Fits(c.report.Stamp.Province, r.event()):
			c.fault("Bản ghi nhật ký số %d không khớp với mã của nó.", r.Seq)
		case r.Seq <= last.Seq:
			c.fault("Bản ghi nhật ký số %d không đúng thứ tự.", r.Seq)
		case r.Seq == last.Seq+1 && last.Seq > 0 && r.PrevHash != last.Hash:
			c.fault("Bản ghi nhật ký số %d không nối với bản ghi trước.", r.Seq)
		}
		last = r
	}
	head := c.report.Stamp.Head
	if last.Seq > head.Events || last.Seq == head.Events && last.Hash != head.Hash {
		c.fault("Nhật ký không khớp với cuối chuỗi ghi trong %s.", stampName)
	}
}

// ledger checks that each entry balances and that all of them leave what the
// accounts are said to hold.
func (c *check) ledger() {
	var x extract
	if !c.json(ledgerName, &x) {
		return
	}
	c.report.Entries = len(x.Entries)
	left := map[string]int64{}
	for _, e := range x.Entries {
		var sum int64
		for _, p := range e.Postings {
			sum += p.Amount
			if p.Subject == x.Subject {
				left[p.Account] += p.Amount
			}
		}
		if sum != 0 || len(e.Postings) == 0 {
			c.fault("Bút toán số %d (%s, năm %d) không cân.", e.Seq, e.Key, e.Year)
		}
	}
	for account, v := range x.Balances {
		if left[account] != v {
			c.fault("Số dư tài khoản “%s” không khớp với các bút toán.", account)
		}
		delete(left, account)
	}
	for account, v := range left {
		if v != 0 {
			c.fault("Số dư tài khoản “%s” không khớp với các bút toán.", account)
		}
	}
}
