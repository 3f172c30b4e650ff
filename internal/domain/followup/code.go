package followup

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
)

// alphabet are the signs of a code: none that look alike, as in the proof codes
// of papers.
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz"

// A code is the province, two digits, and signs that nobody can guess: 84 bits.
const (
	provinceSigns = 2
	secretSigns   = 17
)

func newCode(province string) (string, error) {
	if len(province) != provinceSigns {
		return "", fmt.Errorf("code of a follow-up: province %q", province)
	}
	code := []byte(province)
	for range secretSigns {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			return "", fmt.Errorf("code of a follow-up: %w", err)
		}
		code = append(code, alphabet[n.Int64()])
	}
	return string(code), nil
}

// ParseCode reads a code as it stands in an address, or as somebody types it
// from paper; ok is false for what no follow-up can have.
func ParseCode(typed string) (code, province string, ok bool) {
	if len(typed) > 100 {
		return "", "", false
	}
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "", ".", "").Replace(typed))
	if len(code) != provinceSigns+secretSigns {
		return "", "", false
	}
	province = code[:provinceSigns]
	if strings.Trim(province, "0123456789") != "" || strings.Trim(code[provinceSigns:], alphabet) != "" {
		return "", "", false
	}
	return code, province, true
}
