package docx

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

// allowed are the fields of Word that show something of the paper itself. Any
// other may read a file, ask another program or be built by a field inside it.
var allowed = []string{
	"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "TC", "DATE", "TIME",
	"CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
	"SYMBOL", "EQ", "=", "HYPERLINK",
}

// A code is what a field of Word does, read so far.
type code struct {
	strings.Builder
	shown bool // its result has begun
}

// inside is what stands in a code for a field inside it.
const inside = "{…}"

// A reading goes through the fields of a part. A code may be spread over many
// runs, and fields lie inside fields.
type reading struct {
	open []*code // that have begun
	bad  string
}

func (r *reading) judge(code string) {
	if r.bad == "" && !harmless(code) {
		r.bad = strings.Join(strings.Fields("_ "+code), " ")
	}
}

func (r *reading) read(n *node) {
	switch {
	case n.kind == "fldSimple":
		r.judge(n.value)
	case n.kind == "fldChar":
		r.char(n.value)
	case n.kind == "instrText" && len(r.open) > 0:
		r.open[len(r.open)-1].WriteString(n.text)
	case n.kind == "instrText":
		r.judge(n.text)
	}
	for _, k := range n.kids {
		r.read(k)
	}
}

func (r *reading) char(value string) {
	if value == "begin" {
		if n := len(r.open); n > 0 && !r.open[n-1].shown {
			r.open[n-1].WriteString(inside)
		}
		r.open = append(r.open, &code{})
		return
	}
	if len(r.open) == 0 {
		return
	}
	last := r.open[len(r.open)-1]
	last.shown = true
	if value == "end" {
		r.judge(last.String())
		r.open = r.open[:len(r.open)-1]
	}
}

// refuseFields refuses the codes of fields that could fetch or run something.
func refuseFields(root *node) error {
	var r reading
	r.read(root)
	for _, left := range r.open {
		r.judge(left.String())
	}
	if r.bad == "" {
		return nil
	}
	return fault.New(fault.Invalid, "Tệp có trường của Word “"+beginning(strings.TrimPrefix(r.bad, "_"))+"” có thể đọc tệp khác hay chạy lệnh nên không được nhận; hãy bỏ trường đó (bấm Ctrl+Shift+F9) rồi lưu lại.")
}

// harmless judges a code by its first word. A field there could become any
// word.
func harmless(code string) bool {
	words := strings.Fields(code)
	if len(words) == 0 {
		return false
	}
	name := strings.ToUpper(words[0])
	if strings.HasPrefix(name, "=") {
		name = "="
	}
	if name != "HYPERLINK" {
		return slices.Contains(allowed, name)
	}
	for _, w := range words[1:] { // where a link leads
		w = strings.ToLower(strings.Trim(w, `"“”`))
		if strings.HasPrefix(w, "file:") || strings.HasPrefix(w, `\\`) && len(w) > 2 || strings.Contains(w, `:\`) {
			return false
		}
	}
	return true
}
