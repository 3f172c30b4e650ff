package normbook

import (
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/text"
)

// contentsFile is contents.yaml.
type contentsFile struct {
	Renumbered     calendar.Date  `yaml:"renumbered"`
	RenumberedNote string         `yaml:"renumbered_note"`
	VerifiedFrom   calendar.Date  `yaml:"verified_from"`
	Contents       []contentEntry `yaml:"contents"`
}

type contentEntry struct {
	Code        norm.Content   `yaml:"code"`
	Group       string         `yaml:"group"`
	Name        string         `yaml:"name"`
	Short       string         `yaml:"short"`
	Norm        norm.Content   `yaml:"norm"`
	NormChoices []norm.Content `yaml:"norm_choices"`
	Note        string         `yaml:"note"`
	From        calendar.Date  `yaml:"from"`
	Unverified  bool           `yaml:"unverified"`
	Aliases     []string       `yaml:"aliases"`

	names   []string   // folded: the code, the name and the short name
	phrases [][]string // folded: each alias in its parts
}

// A ContentInfo (nội dung hoạt động khuyến công) is one entry of the catalogue.
//
// Law: NĐ 45/2012/NĐ-CP Điều 4; rewritten by NĐ 235/2025/NĐ-CP from 2025-10-15,
// whose numbering was not seen.
type ContentInfo struct {
	Code  norm.Content
	Group string // "1" to "9đ"; "QL" for management costs; "mới" for what NĐ 235/2025 adds
	Name  string // Vietnamese
	Short string // Vietnamese, for tables
	// NormCode is the norm item that limits this content; "" when there is none
	// or when one of NormChoices must be picked by the level of the event.
	NormCode    norm.Content
	NormChoices []norm.Content
	Note        string        // Vietnamese; "" when there is nothing to say
	From        calendar.Date // the first day; zero when it was always there
	Verified    bool          // the name and the group were read in the text in force that day
}

// Contents returns the catalogue as it stands on day, in the order of the law.
func Contents(day calendar.Date) []ContentInfo {
	f := must().contents
	var list []ContentInfo
	for _, e := range f.Contents {
		if !day.Before(e.From) {
			list = append(list, f.info(e, day))
		}
	}
	return list
}

// ContentByCode returns the catalogue entry with that code, of whatever day.
func ContentByCode(code norm.Content) (ContentInfo, bool) {
	f := must().contents
	for _, e := range f.Contents {
		if e.Code == code {
			info := f.info(e, f.VerifiedFrom)
			return info, true
		}
	}
	return ContentInfo{}, false
}

// ContentByAlias returns the entry that s most likely means: its code or name,
// a short code of the centres' lists such as MAYMOC, or words such as "ứng dụng
// máy móc thiết bị", with or without marks. The alias with the most letters
// wins; with nothing to go by it reports false.
func ContentByAlias(s string) (ContentInfo, bool) {
	f := must().contents
	folded := text.Fold(s)
	best, found := 0, contentEntry{}
	for _, e := range f.Contents {
		if folded != "" && slices.Contains(e.names, folded) {
			return f.info(e, f.VerifiedFrom), true
		}
		for _, phrase := range e.phrases {
			if score := match(" "+folded+" ", phrase); score > best {
				best, found = score, e
			}
		}
	}
	if best == 0 {
		return ContentInfo{}, false
	}
	return f.info(found, f.VerifiedFrom), true
}

// ContentsByAlias returns the entries that a cell with several contents means,
// "MAYMOC+DAYCHUYEN" or "Máy móc; thương hiệu", each once, and whether every
// part was understood.
func ContentsByAlias(s string) ([]ContentInfo, bool) {
	var list []ContentInfo
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '+' || r == ';' || r == '\n' }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		info, ok := ContentByAlias(part)
		if !ok {
			return list, false
		}
		if !slices.ContainsFunc(list, func(o ContentInfo) bool { return o.Code == info.Code }) {
			list = append(list, info)
		}
	}
	return list, len(list) > 0
}

// match returns how many letters of phrase stand as whole words in folded, or 0
// unless every part of phrase does.
func match(folded string, phrase []string) int {
	score := 0
	for _, part := range phrase {
		if !strings.Contains(folded, " "+part+" ") {
			return 0
		}
		score += len(part)
	}
	return score
}

// info returns e as it is on day.
func (f contentsFile) info(e contentEntry, day calendar.Date) ContentInfo {
	renumbered := !day.Before(f.Renumbered)
	note := e.Note
	if renumbered && e.From.IsZero() {
		note = strings.TrimSpace(note + " " + f.RenumberedNote)
	}
	return ContentInfo{
		Code: e.Code, Group: e.Group, Name: e.Name, Short: e.Short,
		NormCode: e.Norm, NormChoices: slices.Clone(e.NormChoices), Note: note, From: e.From,
		Verified: !e.Unverified && !renumbered && !day.Before(f.VerifiedFrom),
	}
}

// has reports whether the catalogue has code.
func (f contentsFile) has(code norm.Content) bool {
	return slices.ContainsFunc(f.Contents, func(e contentEntry) bool { return e.Code == code })
}

// normItems returns which norm items limit each content.
func (f contentsFile) normItems() map[norm.Content][]norm.Content {
	items := map[norm.Content][]norm.Content{}
	for _, e := range f.Contents {
		if e.Norm != "" {
			items[e.Code] = []norm.Content{e.Norm}
		} else if len(e.NormChoices) > 0 {
			items[e.Code] = e.NormChoices
		}
	}
	return items
}

// prepare reports the first entry that is wrong, and otherwise folds the names
// and aliases once for all.
func (f *contentsFile) prepare() error {
	if len(f.Contents) == 0 || f.Renumbered.IsZero() || f.VerifiedFrom.IsZero() {
		return fmt.Errorf("contents, renumbered and verified_from are needed")
	}
	codes, aliases := map[norm.Content]bool{}, map[string]norm.Content{}
	for i := range f.Contents {
		e := &f.Contents[i]
		switch {
		case e.Code == "" || e.Group == "" || e.Name == "" || e.Short == "":
			return fmt.Errorf("content %q: code, group, name and short are needed", e.Code)
		case codes[e.Code]:
			return fmt.Errorf("content %s: is there twice", e.Code)
		case e.Norm != "" && len(e.NormChoices) > 0:
			return fmt.Errorf("content %s: has both a norm and norm choices", e.Code)
		}
		codes[e.Code] = true
		e.names = []string{text.Fold(string(e.Code)), text.Fold(e.Name), text.Fold(e.Short)}
		for _, alias := range e.Aliases {
			var phrase []string
			for part := range strings.SplitSeq(alias, "&") {
				phrase = append(phrase, text.Fold(part))
			}
			key := strings.Join(phrase, "&")
			if other, taken := aliases[key]; taken || slices.Contains(phrase, "") {
				return fmt.Errorf("content %s: alias %q is empty or already means %q", e.Code, alias, other)
			}
			aliases[key] = e.Code
			e.phrases = append(e.phrases, phrase)
		}
	}
	return nil
}
