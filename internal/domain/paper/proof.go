package paper

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// alphabet are the signs of a proof code: no letters and digits that look
// alike (0 and O, 1, I and L). Its length is a prime, so that the check sign
// finds every wrong sign and every two that changed places.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

const (
	codeSigns = 10  // the last one is the check sign
	provinces = 100 // the code says whose paper it is, as the token of a session does
)

// Lookups that one address may make within a minute, all copies of the program
// together.
const (
	proofLimit  = 30
	proofWithin = time.Minute
)

// newProof makes a random code for a paper of the province: 37 bits that nobody
// can guess, the province and the check sign.
func newProof(province string) (string, error) {
	place, err := strconv.ParseInt(province, 10, 64)
	if err != nil || place < 0 || place >= provinces {
		return "", fmt.Errorf("proof code: province %q", province)
	}
	base, all := big.NewInt(int64(len(alphabet))), big.NewInt(1)
	for range codeSigns - 1 {
		all.Mul(all, base)
	}
	n, err := rand.Int(rand.Reader, all.Div(all, big.NewInt(provinces)))
	if err != nil {
		return "", fmt.Errorf("proof code: %w", err)
	}
	value := n.Int64()*provinces + place
	digits := make([]int, codeSigns)
	for i := codeSigns - 2; i >= 0; i-- {
		digits[i] = int(value % int64(len(alphabet)))
		value /= int64(len(alphabet))
	}
	digits[codeSigns-1] = checkSign(digits)
	code := make([]byte, codeSigns)
	for i, d := range digits {
		code[i] = alphabet[d]
	}
	return string(code), nil
}

// checkSign is the last sign: the weighted sum of all is a multiple of the
// alphabet's length. The weights are 1 … 10.
func checkSign(digits []int) int {
	p, sum := len(alphabet), 0
	for i, d := range digits[:codeSigns-1] {
		sum += (i + 1) * d
	}
	for c := range p {
		if (sum+codeSigns*c)%p == 0 {
			return c
		}
	}
	return 0 // not reached: 10 has an inverse modulo 31
}

// ParseProof reads a code as people type it, in small letters, with spaces or
// hyphens. What cannot be the code of any paper is an Invalid fault: some sign
// was mistyped.
func ParseProof(typed string) (code string, err error) {
	wrong := func(message string) (string, error) { return "", fault.New(fault.Invalid, message) }
	if len(typed) > 100 {
		return wrong("Mã xác thực gồm 10 ký tự. Hãy nhập lại đúng như trên văn bản.")
	}
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "–", "", ".", "", "\u00a0", "", "\t", "").Replace(typed))
	if code == "" {
		return wrong("Hãy nhập mã xác thực in trên văn bản.")
	}
	if len([]rune(code)) != codeSigns {
		return wrong("Mã xác thực gồm 10 ký tự. Hãy nhập lại đúng như trên văn bản.")
	}
	digits := make([]int, 0, codeSigns)
	for _, r := range code {
		at := strings.IndexRune(alphabet, r)
		if at < 0 {
			return wrong("Mã xác thực không có ký tự “" + string(r) + "”: mã chỉ dùng chữ số 2–9 và chữ cái, trừ I, L, O. Hãy xem lại.")
		}
		digits = append(digits, at)
	}
	if checkSign(digits) != digits[codeSigns-1] {
		return wrong("Mã này gõ nhầm ít nhất một ký tự. Hãy xem lại từng ký tự trên văn bản.")
	}
	return code, nil
}

// ShowProof writes a code in two groups, as it is easier to read.
func ShowProof(code string) string {
	if len(code) != codeSigns {
		return code
	}
	return code[:codeSigns/2] + "-" + code[codeSigns/2:]
}

// provinceOf is the province in a code.
func provinceOf(code string) string {
	value := int64(0)
	for _, r := range code[:codeSigns-1] {
		value = value*int64(len(alphabet)) + int64(strings.IndexRune(alphabet, r))
	}
	return fmt.Sprintf("%02d", value%provinces)
}

// A Proof is what anybody may know of an issued paper. It names no person, and
// leaves out what the paper is about: a summary may name one (khen thưởng ông
// A, kỷ luật bà B), and no rule tells which do.
type Proof struct {
	Code       string
	Symbol     string
	Kind       Kind
	Day        calendar.Date
	Issuer     string
	IssuedOn   calendar.Date
	SHA256     string
	RecalledOn calendar.Date // zero while it is in force
}

// Prove looks up an issued paper by its code, for somebody at the address
// source who need not be signed in. A mistyped code is an Invalid fault, one
// that no issued paper has is NotFound; too many lookups are Busy.
func Prove(ctx context.Context, d *db.DB, typed, source string) (Proof, error) {
	code, err := ParseProof(typed)
	if err != nil {
		return Proof{}, err
	}
	// Every lookup is counted, found or not, and before it is known which: the
	// answer takes as long for a code that nobody has.
	err = d.Update(ctx, db.Scope{Actor: access.Actor{ID: source}}, func(tx *db.Tx) error {
		return tx.Allow(ctx, "proof", proofLimit, proofWithin)
	})
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Code: code}
	var state State
	var ended calendar.Date
	err = d.View(ctx, db.Scope{Province: provinceOf(code)}, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT symbol, kind, day, issuer, issued_on, sha256, state, ended_on FROM papers
			WHERE province = ? AND proof_code = ? AND state IN (?, ?)`, []any{tx.Province, code, Issued, Recalled},
			&p.Symbol, &p.Kind, &p.Day, &p.Issuer, &p.IssuedOn, &p.SHA256, &state, &ended)
	})
	if fault.KindOf(err) == fault.NotFound {
		return Proof{}, fault.New(fault.NotFound, "Không có văn bản nào đã phát hành mang mã này.")
	}
	if state == Recalled {
		p.RecalledOn = ended
	}
	return p, err
}

// ProofPath is the page where anybody looks papers up.
const ProofPath = "/xac-thuc"

// ProofURL is what the QR code of a paper holds: the page that proves it, or the
// code alone where nobody has said under which address the office is found. The
// address of a request proves nothing: whoever sends it chooses it.
func ProofURL(office, code string) string {
	if office == "" {
		return code
	}
	return strings.TrimSuffix(office, "/") + ProofPath + "/" + code
}
