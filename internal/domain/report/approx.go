package report

import (
	"strings"

	"example.vn/khuyencong/internal/platform/money"
)

const (
	million money.VND = 1_000_000
	billion money.VND = 1_000_000_000
)

// How close an amount is to the round one that stands for it: “hơn” leaves out
// at most a twentieth of the amount, “gần” adds at most a fiftieth.
const (
	overAtMost  = 20
	underAtMost = 50
)

// Say writes an amount as reports speak of it: “hơn 6 tỷ đồng” for 6.145.000.000.
// What is whole in tenths of a tỷ, or in triệu below one tỷ, is written as it is;
// of what is not, the roundest amount that is close enough is taken, with “hơn”
// when the amount is above it and “gần” when it is below; where none is, the
// amount stands to the đồng. An amount below zero is written to the đồng.
func Say(v money.VND) string {
	unit, name, steps := billion, " tỷ đồng", []money.VND{billion, billion / 10, billion / 100}
	whole := billion / 10
	if v < billion {
		unit, name, steps, whole = million, " triệu đồng", []money.VND{10 * million, million}, million
	}
	if v > 0 && v%whole == 0 {
		return inUnits(v, unit) + name
	}
	for _, step := range steps {
		below := v / step * step
		above := below + step
		switch {
		case v <= 0:
		case v == below:
			return inUnits(v, unit) + name
		case above-v <= v/underAtMost && above-v < v-below:
			if v < billion && above == billion {
				unit, name = billion, " tỷ đồng"
			}
			return "gần " + inUnits(above, unit) + name
		case below > 0 && v-below <= v/overAtMost:
			return "hơn " + inUnits(below, unit) + name
		}
	}
	return v.String() + " đồng"
}

// inUnits writes a multiple of a hundredth of the unit with a decimal comma.
func inUnits(v, unit money.VND) string {
	text := (v / unit).String()
	if rest := v % unit * 100 / unit; rest > 0 {
		text += "," + strings.TrimRight(string([]byte{byte('0' + rest/10), byte('0' + rest%10)}), "0")
	}
	return text
}
