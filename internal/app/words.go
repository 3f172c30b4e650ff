package app

import (
	"strings"

	"example.vn/khuyencong/internal/platform/money"
)

// wordsCmd writes an amount out in words.
type wordsCmd struct {
	Amount []string `arg:"" name:"số tiền" help:"Số tiền, đồng; số âm viết sau “--”: khuyencong words -- -5000."`
	Le     bool     `help:"Viết “lẻ” thay cho “linh”."`
	Ngan   bool     `help:"Viết “ngàn” thay cho “nghìn”."`
	Ti     bool     `help:"Viết “tỉ” thay cho “tỷ”."`
}

// Run runs the command.
func (c *wordsCmd) Run(e *env) error {
	amount, negative := strings.CutPrefix(strings.Join(c.Amount, " "), "-")
	v, err := money.Parse(amount)
	if err != nil {
		return err
	}
	if negative {
		v = -v
	}
	return e.print("%s", v.Words(money.Spelling{Le: c.Le, Ngan: c.Ngan, Ti: c.Ti}))
}
