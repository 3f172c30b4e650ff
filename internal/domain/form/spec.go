package form

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// A spec is the text of a form.
type spec struct {
	Head    string   `yaml:"head"`    // office, department (Sở), approver (whoever approves the plan), nation or none
	Land    bool     `yaml:"land"`    // the first sheet lies across
	Mark    string   `yaml:"mark"`    // "Mẫu số 1", at the right above all
	Title   string   `yaml:"title"`   // tên loại, in capitals
	About   string   `yaml:"about"`   // trích yếu
	To      []string `yaml:"to"`      // Kính gửi
	Decides bool     `yaml:"decides"` // a decision: names who decides, and "QUYẾT ĐỊNH:"
	Cites   []string `yaml:"cites"`   // numbers of instruments
	// National and Local are cited besides, for money of that fund.
	National []string `yaml:"national"`
	Local    []string `yaml:"local"`
	Basis    []string `yaml:"basis"` // further lines of "Căn cứ"
	Body     []part   `yaml:"body"`
	Sign     *signing `yaml:"sign"`
	Annex    []part   `yaml:"annex"` // what follows the signatures
}

// A part of the body: a paragraph, a table, or parts under a condition.
type part struct {
	Text   string // a paragraph; "# ", "= ", "> " before it choose another style
	Table  *table
	Each   string // the name of a list
	If     string // the name of a flag
	Unless string
	Do     []part
	Sheet  string // "port" or "land": a new sheet
	Blank  int    // dotted lines to write on
}

type table struct {
	Cols  []float64 `yaml:"cols"`
	Align string    `yaml:"align"` // a letter for each column: l, c or r
	Head  [][]string
	Rows  []row
}

type row struct {
	Each  string   `yaml:"each"`
	If    string   `yaml:"if"`
	Bold  bool     `yaml:"bold"`
	Cells []string `yaml:"cells"` // "<3>Tổng cộng" covers three columns
}

// A signing is the end of a form: one signer of the office with the list of
// copies, or several people side by side.
type signing struct {
	Copies []string `yaml:"copies"`
	Office bool     `yaml:"office"`
	People []person `yaml:"people"`
}

type person struct {
	Who  string `yaml:"who"`
	Name string `yaml:"name"`
	Hint string `yaml:"hint"`
}

// UnmarshalYAML reads a part: a plain text is a paragraph.
func (p *part) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		return node.Decode(&p.Text)
	}
	var m struct {
		Table  *table `yaml:"table"`
		Each   string `yaml:"each"`
		If     string `yaml:"if"`
		Unless string `yaml:"unless"`
		Do     []part `yaml:"do"`
		Sheet  string `yaml:"sheet"`
		Blank  int    `yaml:"blank"`
	}
	if err := known(node, "table", "each", "if", "unless", "do", "sheet", "blank"); err != nil {
		return err
	}
	if err := node.Decode(&m); err != nil {
		return err
	}
	*p = part{Table: m.Table, Each: m.Each, If: m.If, Unless: m.Unless, Do: m.Do, Sheet: m.Sheet, Blank: m.Blank}
	return nil
}

// known refuses a word that no part has: a typo would silently print nothing.
func known(node *yaml.Node, words ...string) error {
	for i := 0; i+1 < len(node.Content); i += 2 {
		word := node.Content[i]
		if !strings.Contains(" "+strings.Join(words, " ")+" ", " "+word.Value+" ") {
			return fmt.Errorf("line %d: unknown word %q", word.Line, word.Value)
		}
	}
	return nil
}
