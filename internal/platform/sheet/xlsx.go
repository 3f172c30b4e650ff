package sheet

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// A book is what sheets need from the other parts of the workbook.
type book struct {
	*archive
	shared    []string
	dates     []bool // by cell style: does it show a day
	since1904 bool
}

type sheetEntry struct {
	name, relation string
	hidden         bool
}

// openBook reads what sheets need from the other parts, and finds the sheets.
func openBook(data []byte, unzip int64) (b *book, entries []sheetEntry, targets map[string]string, err error) {
	a, err := openArchive(data, unzip)
	if err != nil {
		return nil, nil, nil, err
	}
	b = &book{archive: a}
	if entries, err = b.readWorkbook(); err != nil {
		return nil, nil, nil, err
	}
	if targets, err = b.readRelations(); err != nil {
		return nil, nil, nil, err
	}
	if err := b.readShared(); err != nil {
		return nil, nil, nil, err
	}
	return b, entries, targets, b.readStyles()
}

func parseXLSX(data []byte) (Table, error) {
	b, entries, targets, err := openBook(data, MaxUnzip)
	if err != nil {
		return Table{}, err
	}
	table, budget := Table{Kind: "xlsx"}, MaxCells
	for _, e := range entries {
		target := targets[e.relation]
		if target == "" { // a chart sheet
			continue
		}
		if b.parts[strings.ToLower(target)] == nil {
			return Table{}, invalid(broken)
		}
		g := grid{budget: &budget}
		if err := b.readSheet(target, &g); err != nil {
			return Table{}, err
		}
		table.Sheets = append(table.Sheets, Sheet{Name: text.Clean(e.name), Hidden: e.hidden, Rows: g.rows})
	}
	if len(table.Sheets) == 0 {
		return Table{}, invalid("Tệp .xlsx không có trang tính nào.")
	}
	return table, nil
}

func (b *book) readWorkbook() ([]sheetEntry, error) {
	var entries []sheetEntry
	err := b.walk("xl/workbook.xml", func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			b.since1904 = v == "1" || v == "true"
		case "sheet":
			if len(entries) == MaxSheets {
				return invalid("Tệp có hơn 100 trang tính nên không đọc được.")
			}
			state := attr(e, "state")
			entries = append(entries, sheetEntry{attr(e, "name"), attr(e, "id"), state != "" && state != "visible"})
		}
		return nil
	})
	return entries, err
}

// readRelations maps the relations of the workbook to the sheets' parts.
func (b *book) readRelations() (map[string]string, error) {
	targets := map[string]string{}
	err := b.walk("xl/_rels/workbook.xml.rels", func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || !strings.HasSuffix(attr(e, "Type"), "/worksheet") {
			return nil
		}
		if attr(e, "TargetMode") == "External" {
			return invalid(broken)
		}
		target := attr(e, "Target")
		if rest, ok := strings.CutPrefix(target, "/"); ok {
			target = path.Clean(rest)
		} else {
			target = path.Join("xl", target)
		}
		targets[attr(e, "Id")] = target
		return nil
	})
	return targets, err
}

// readShared reads the texts that cells refer to by number.
func (b *book) readShared() error {
	var rich richText
	held := 0
	return b.walk("xl/sharedStrings.xml", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local == "si" {
				rich = richText{}
			}
		case xml.EndElement:
			if e.Name.Local == "si" {
				shown := rich.String()
				if held += len(shown); held > MaxUnzip || len(b.shared) == MaxCells {
					return errTooLarge()
				}
				b.shared = append(b.shared, shown)
			}
		}
		rich.see(t)
		return nil
	})
}

// A richText gathers the runs of a text and leaves out reading aids.
type richText struct {
	b        strings.Builder
	inText   bool
	phonetic bool
}

func (r *richText) see(t xml.Token) {
	switch e := t.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "t":
			r.inText = true
		case "rPh":
			r.phonetic = true
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t":
			r.inText = false
		case "rPh":
			r.phonetic = false
		}
	case xml.CharData:
		if r.inText && !r.phonetic {
			r.b.Write(e)
		}
	}
}

// String returns the text, cleaned.
func (r *richText) String() string { return text.Clean(unescape(r.b.String())) }

// unescape undoes the _x000D_ writing of characters that XML cannot hold.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// readStyles finds which cell styles show days.
func (b *book) readStyles() error {
	codes := map[int]string{}
	inCells := false
	return b.walk("xl/styles.xml", func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil {
					codes[id] = attr(e, "formatCode")
				}
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id, _ := strconv.Atoi(attr(e, "numFmtId"))
					b.dates = append(b.dates, dateFormat(id, codes[id]))
				}
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}
