package normbook

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// moneyFile is money.yaml.
type moneyFile struct {
	Verified   span           `yaml:",inline"`
	Ceiling    ceilingEntry   `yaml:"ceiling"`
	ByDecision advanceEntry   `yaml:"by_decision"`
	Advances   []advanceEntry `yaml:"advances"`
	Decides    []decideEntry  `yaml:"decides"`
	LocalCite  string         `yaml:"local_cite"`
}

type ceilingEntry struct {
	Ratio money.Ratio   `yaml:"ratio_bp"`
	From  calendar.Date `yaml:"from"`
	To    calendar.Date `yaml:"to"`
	Cite  string        `yaml:"cite"`
}

type advanceEntry struct {
	First      money.Ratio    `yaml:"first_bp"`
	Volume     money.Ratio    `yaml:"volume_bp"`
	VolumeOf   string         `yaml:"volume_of"`
	Acceptance bool           `yaml:"acceptance"`
	Cite       string         `yaml:"cite"`
	Papers     []string       `yaml:"papers"`
	Contents   []norm.Content `yaml:"contents"`
}

// An AdvanceRule (quy tắc tạm ứng lần đầu) says how much of a support may be
// advanced first, and on what proof. The rest follows base acceptance.
type AdvanceRule struct {
	// First is the share of the support; zero when ByDecision.
	First money.Ratio
	// ByDecision says that the text gives no share: whoever manages the fund
	// decides, within AdvanceCeiling.
	ByDecision bool
	// NeedsVolume is how much of the work must be MORE than done ("trên"); zero
	// when no proof of volume is asked. VolumeOf says of what, in Vietnamese.
	NeedsVolume money.Ratio
	VolumeOf    string
	// NeedsAcceptance says that the work is accepted first, so that the advance
	// is a payment in effect and AdvanceCeiling does not hold it back.
	NeedsAcceptance bool
	Papers          []string // Vietnamese
	Citation        string
	Verified        bool // read in the text in force that day; a carry-over otherwise
}

// AdvanceFor returns the rule for the first advance of content on day. Rules
// that are not verified that day are still the default of the house.
//
// Law: TT 36/2013/TT-BCT Điều 13, 15, 16 (from 2014-02-10; TT 17/2018/TT-BCT of
// 2018-07-10 amends the circular, text not seen).
func AdvanceFor(content norm.Content, day calendar.Date) AdvanceRule {
	f := must().money
	entry := f.ByDecision
	for _, e := range f.Advances {
		if slices.Contains(e.Contents, content) {
			entry = e
		}
	}
	return AdvanceRule{
		First: entry.First, ByDecision: entry.First == 0, NeedsVolume: entry.Volume, VolumeOf: entry.VolumeOf,
		NeedsAcceptance: entry.Acceptance, Papers: slices.Clone(entry.Papers),
		Citation: entry.Cite, Verified: f.Verified.holds(day),
	}
}

// An AdvanceLimit (mức tạm ứng tối đa) is the share of the support under a
// contract that may be advanced in all before acceptance.
type AdvanceLimit struct {
	Ratio    money.Ratio
	Citation string
	Verified bool // a rule in force that day; the default of the house otherwise
}

// AdvanceCeiling returns the limit on advances before acceptance on day. It is
// law from 2014-04-08 to 2018-05-10; whether TT 28/2018/TT-BTC kept it is not
// verified, and on other days it is only carried over.
//
// Law: TTLT 26/2014/TTLT-BTC-BCT Điều 8 khoản 2 điểm b.
func AdvanceCeiling(day calendar.Date) AdvanceLimit {
	c := must().money.Ceiling
	return AdvanceLimit{Ratio: c.Ratio, Citation: c.Cite, Verified: span{c.From, c.To}.holds(day)}
}

// check reports the first entry that is wrong.
func (f moneyFile) check(contents contentsFile) error {
	if f.Ceiling.Ratio <= 0 || f.Ceiling.Ratio > money.Whole || f.Ceiling.From.IsZero() || f.Ceiling.Cite == "" {
		return fmt.Errorf("ceiling: a ratio up to 100%%, a first day and a citation are needed")
	}
	if f.Verified.From.IsZero() || f.ByDecision.First != 0 || f.ByDecision.Cite == "" {
		return fmt.Errorf("verified_from and a citation for by_decision without a share are needed")
	}
	seen := map[norm.Content]bool{}
	for _, e := range f.Advances {
		switch {
		case e.Cite == "" || len(e.Contents) == 0 || len(e.Papers) == 0:
			return fmt.Errorf("advance %q: citation, contents and papers are needed", e.Cite)
		case e.First < 0 || e.First > money.Whole || e.Volume < 0 || e.Volume > money.Whole:
			return fmt.Errorf("advance %q: a share is out of range", e.Cite)
		case (e.Volume > 0) != (e.VolumeOf != ""):
			return fmt.Errorf("advance %q: volume_bp and volume_of go together", e.Cite)
		case e.First > f.Ceiling.Ratio && !e.Acceptance:
			return fmt.Errorf("advance %q: %s is above the treasury's %s before acceptance", e.Cite, e.First, f.Ceiling.Ratio)
		}
		for _, code := range e.Contents {
			if !contents.has(code) || seen[code] {
				return fmt.Errorf("advance %q: content %q is unknown or there twice", e.Cite, code)
			}
			seen[code] = true
		}
	}
	return f.checkDecides()
}
