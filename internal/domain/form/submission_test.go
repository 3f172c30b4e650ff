package form

import (
	"testing"

	"example.vn/khuyencong/internal/domain/paper"
)

func TestTheSubmissionIsFoundInTheBook(t *testing.T) {
	t.Parallel()
	out := func(symbol, form string, kind paper.Kind, s paper.State) *paper.Paper {
		return &paper.Paper{Direction: paper.Out, Symbol: symbol, Form: form, Kind: kind, State: s}
	}
	for name, c := range map[string]struct {
		all         []*paper.Paper
		noted, want string
	}{
		"none":             {nil, "", ""},
		"only a draft":     {[]*paper.Paper{out("", "", "TTr", paper.Draft)}, "", ""},
		"recalled":         {[]*paper.Paper{out("1/TTr-TTKC", "", "TTr", paper.Recalled)}, "", ""},
		"another kind":     {[]*paper.Paper{out("1/QĐ-TTKC", "", "QĐ", paper.Issued)}, "", ""},
		"of somebody else": {[]*paper.Paper{{Direction: paper.In, Symbol: "1/TTr-SCT", Kind: "TTr", State: paper.Received}}, "", ""},
		"the newest":       {[]*paper.Paper{out("2/TTr-TTKC", "", "TTr", paper.Checked), out("1/TTr-TTKC", "", "TTr", paper.Issued)}, "", "2/TTr-TTKC"},
		"made of the form": {[]*paper.Paper{out("2/TTr-TTKC", "", "TTr", paper.Issued), out("1/TTr-TTKC", submissionForm, "TTr", paper.Issued)}, "", "1/TTr-TTKC"},
		"the one noted":    {[]*paper.Paper{out("2/TTr-TTKC", "", "TTr", paper.Issued), out("1/TTr-TTKC", "", "TTr", paper.Issued)}, "1/TTr-TTKC", "1/TTr-TTKC"},
		"noted, not there": {[]*paper.Paper{out("2/TTr-TTKC", "", "TTr", paper.Issued)}, "9/TTr", ""},
	} {
		got := ""
		if p := submissionAmong(c.all, c.noted); p != nil {
			got = p.Symbol
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
