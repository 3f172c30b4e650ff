package territory

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// A reading is one way to understand a text: a name, perhaps after a word for
// its kind.
type reading struct {
	kinds []Kind // none: any kind
	plain bool   // the word for the kind cannot be part of a name
	spelling
}

// rank tells how well a unit's name fits what was typed: 1 best, 0 not at all.
func (r reading) rank(name spelling, kind Kind) int {
	if len(r.kinds) > 0 && !slices.Contains(r.kinds, kind) {
		return 0
	}
	switch {
	case name.marked == r.marked:
		return 1
	case strings.HasPrefix(name.marked, r.marked):
		return 2
	case strings.Contains(name.marked, " "+r.marked):
		return 3
	case name.folded == r.folded:
		return 4
	case strings.HasPrefix(name.folded, r.folded):
		return 5
	case strings.Contains(name.folded, " "+r.folded):
		return 6
	}
	return 0
}

// is reports whether a unit bears this very name. What was typed with marks
// must agree in marks (Văn Lang is not Văn Lăng); what was typed without any
// may stand for every name that folds alike.
func (r reading) is(name spelling) bool {
	if r.marked == r.folded {
		return name.folded == r.folded
	}
	return name.marked == r.marked
}

// kindWords gives the kinds that a folded word, or two, in front of a name may
// mean.
var kindWords = map[string][]Kind{
	"xa": {KindCommune}, "x": {KindCommune},
	"phuong": {KindWard}, "p": {KindWard},
	"thi tran": {KindTownship}, "tt": {KindTownship},
	"dac khu": {KindSpecialZone},
	"huyen":   {KindDistrict}, "h": {KindDistrict},
	"quan": {KindUrbanDistrict}, "q": {KindUrbanDistrict},
	"thi xa": {KindTown}, "tx": {KindTown},
	"thanh pho": {KindCity, KindProvincialCity}, "tp": {KindCity, KindProvincialCity},
	"tinh": {KindProvince}, "t": {KindProvince},
}

// plainWords are the words for kinds that mean nothing else: written in full
// with their marks, or a short form of two letters.
var plainWords = markedSet("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh", "tt", "tp", "tx")

// readingsOf returns the ways to read a text: with its first words as a kind,
// when they can be one, and as nothing but a name.
func readingsOf(s string) []reading {
	var out []reading
	words := strings.Fields(text.Marked(s))
	for n := min(2, len(words)-1); n > 0; n-- {
		if kinds := kindWords[text.Fold(strings.Join(words[:n], " "))]; kinds != nil {
			out = append(out, read(kinds, plainWords[strings.Join(words[:n], " ")], words[n:]))
			break
		}
	}
	if len(words) > 0 {
		out = append(out, read(nil, false, words))
	}
	return out
}

// read returns the reading of words as a name of one of kinds.
func read(kinds []Kind, plain bool, words []string) reading {
	name := strings.Join(words, " ")
	return reading{kinds, plain, spelling{name, text.Fold(name)}}
}

// maxParts is how many parts of an address are looked at.
const maxParts = 12

// partsOf takes an address apart at commas and the like and before words for
// kinds, and reads every part.
func partsOf(free string) [][]reading {
	var out [][]reading
	free = strings.ReplaceAll(text.CleanLine(free), " - ", ",")
	for piece := range strings.FieldsFuncSeq(free, func(r rune) bool { return strings.ContainsRune(",;()/–", r) }) {
		for _, part := range splitAtKinds(piece) {
			if r := readingsOf(part); len(r) > 0 && len(out) < maxParts {
				out = append(out, r)
			}
		}
	}
	return out
}

// kindStarts are the words for kinds with their marks, which begin a new part
// even without a comma.
var kindStarts = markedSet("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh")

// markedSet returns the marked forms of words.
func markedSet(words ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		out[text.Marked(w)] = true
	}
	return out
}

// splitAtKinds cuts a piece before every word for a kind.
func splitAtKinds(piece string) []string {
	words := strings.Fields(text.Marked(piece))
	var out []string
	start := 0
	for i := 0; i < len(words); i++ {
		two := i+1 < len(words) && kindStarts[words[i]+" "+words[i+1]]
		if !two && !kindStarts[words[i]] {
			continue
		}
		if i > start {
			out = append(out, strings.Join(words[start:i], " "))
			start = i
		}
		if two {
			i++ // the xã of "thị xã" begins nothing
		}
	}
	return append(out, strings.Join(words[start:], " "))
}
