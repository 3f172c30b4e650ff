package app

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/fault"
)

// The limits on a file whose citations are checked.
const (
	maxLawFile  = 16 << 20 // bytes on the disk
	maxLawText  = 16 << 20 // bytes of document.xml, unpacked
	maxLawParts = 4096     // parts of a .docx file
)

// readText returns the text of a file. What cannot be read is one Vietnamese
// sentence that names the file.
func readText(name string) (string, error) {
	data, err := readWithin(name)
	if err != nil {
		return "", err
	}
	switch kind := strings.ToLower(filepath.Ext(name)); kind {
	case ".docx":
		return docxText(name, data)
	case "", ".txt", ".md", ".yaml", ".yml", ".html", ".htm":
		if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
			return "", fault.New(fault.Invalid, "Tệp "+name+" không phải văn bản UTF-8 nên không đọc được; hãy lưu lại với bảng mã UTF-8.")
		}
		if strings.HasPrefix(kind, ".htm") {
			return htmlText(string(data)), nil
		}
		return string(data), nil
	}
	return "", fault.New(fault.Invalid, "Tệp "+name+" không thuộc loại đọc được; lệnh này nhận .txt, .md, .yaml, .html và .docx.")
}

func readWithin(name string) ([]byte, error) {
	f, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.New(fault.Invalid, "Không thấy tệp "+name+".")
		}
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không mở được tệp "+name+"."), err)
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
		return nil, fault.New(fault.Invalid, name+" không phải là một tệp.")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxLawFile+1))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, "Không đọc được tệp "+name+"."), err)
	}
	if len(data) > maxLawFile {
		return nil, fault.New(fault.Invalid, "Tệp "+name+" lớn quá 16 MB nên không đọc; hãy tách tệp.")
	}
	return data, nil
}

// docxText returns the text of a Word file, a line for each paragraph.
func docxText(name string, data []byte) (string, error) {
	broken := fault.New(fault.Invalid, "Tệp "+name+" bị hỏng hoặc không phải tệp .docx; hãy mở bằng Word và lưu lại.")
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) > maxLawParts {
		return "", broken
	}
	for _, part := range z.File {
		if part.Name != "word/document.xml" {
			continue
		}
		r, err := part.Open()
		if err != nil {
			return "", broken
		}
		defer func() { _ = r.Close() }()
		limited := &io.LimitedReader{R: r, N: maxLawText + 1}
		text, err := wordText(limited)
		switch {
		case limited.N <= 0:
			return "", fault.New(fault.Invalid, "Tệp "+name+" giải nén ra quá lớn nên không đọc; hãy tách tệp.")
		case err != nil:
			return "", broken
		}
		return text, nil
	}
	return "", broken
}

// wordText returns the text of a document.xml.
func wordText(r io.Reader) (string, error) {
	var b strings.Builder
	inText := 0
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inText++
			case "tab", "br", "cr":
				b.WriteByte(' ')
			case "noBreakHyphen":
				b.WriteByte('-')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText--
			case "p":
				b.WriteByte('\n')
			}
		case xml.CharData:
			if inText > 0 {
				b.Write(t)
			}
		}
	}
}

var (
	htmlAside = regexp.MustCompile(`(?is)<!--.*?(?:-->|\z)|<script\b.*?(?:</script\s*>|\z)|<style\b.*?(?:</style\s*>|\z)`)
	htmlTag   = regexp.MustCompile(`(?s)</?[a-zA-Z!?][^<>]*>`)
	inlineTag = regexp.MustCompile(`(?i)^</?(?:a|abbr|b|bdi|bdo|cite|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b`)
)

// htmlText returns the text of a page with the line breaks where they were, so
// that a line of the text is the line of the file.
func htmlText(page string) string {
	breaks := func(cut string) string { return " " + strings.Repeat("\n", strings.Count(cut, "\n")) }
	page = htmlAside.ReplaceAllStringFunc(page, breaks)
	page = htmlTag.ReplaceAllStringFunc(page, func(tag string) string {
		if inlineTag.MatchString(tag) {
			return strings.Repeat("\n", strings.Count(tag, "\n"))
		}
		return breaks(tag)
	})
	lines := strings.Split(page, "\n")
	for n, line := range lines {
		lines[n] = strings.ReplaceAll(html.UnescapeString(line), "\n", " ")
	}
	return strings.Join(lines, "\n")
}
