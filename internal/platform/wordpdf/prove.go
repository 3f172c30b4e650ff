package wordpdf

import (
	"fmt"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"rsc.io/qr"

	"example.vn/khuyencong/internal/platform/pdfsign"
)

// Where the proof stands, in points: in the margin below the text of the first
// sheet, where package page puts it.
const (
	proofLeft  = 85 // 30 mm
	proofBelow = 8
	proofSide  = 40
	proofWide  = 380
	proofSize  = 10
)

// Prove draws a paper's code and the QR code of where it is looked up at the
// foot of the first sheet. Where no address is known url is the bare code.
func Prove(pdf []byte, code, url string) ([]byte, error) {
	square, err := qr.Encode(url, qr.M)
	if err != nil {
		return nil, fmt.Errorf("QR code of %s: %w", url, err)
	}
	lines := []string{"Mã xác thực: " + code}
	if strings.Contains(url, "://") {
		lines = append(lines, url)
	}
	return pdfsign.Draw(pdf,
		pdfsign.Look{Page: 1, Left: proofLeft, Below: proofBelow, Wide: proofSide, High: proofSide, PNG: square.PNG()},
		pdfsign.Look{
			Page: 1, Left: proofLeft + proofSide + 6, Below: proofBelow + 6, Wide: proofWide, High: 2*proofSize + 6,
			Lines: lines, Font: liberationserifregular.TTF, Size: proofSize,
		})
}
