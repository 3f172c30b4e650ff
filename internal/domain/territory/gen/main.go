// Command gen compiles lists of administrative units (CSV, as the statistics
// office publishes them) into the compact files that package territory embeds.
// The same input gives the same bytes.
//
//	go run ./internal/domain/territory/gen -from FOLDER -to internal/domain/territory/data
package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

func main() {
	from := flag.String("from", "", "folder with the CSV files")
	to := flag.String("to", "", "folder to write to")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		slog.Error("compile units", "err", err)
		os.Exit(1)
	}
}

// run compiles the files of one folder into the other.
func run(from, to string) error {
	if from == "" || to == "" {
		return errors.New("name both folders: -from and -to")
	}
	files, err := compile(os.DirFS(from))
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(to, name), []byte(files[name]), 0o600); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}

// compile returns the compact files by name.
func compile(src fs.FS) (map[string]string, error) {
	out := map[string]string{}
	for name, source := range map[string]string{
		"units-2025-07.txt": "units-2025.csv", "units-before.txt": "units-before-2025-07.csv",
	} {
		rows, err := read(src, source, "level", "kind", "code", "parent_code", "name")
		if err != nil {
			return nil, err
		}
		if out[name], err = tree(rows); err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
	}
	rows, err := read(src, "successions-2025-07.csv", "old_code", "new_code", "extent")
	if err != nil {
		return nil, err
	}
	out["successions.txt"] = lines(rows, func(r []string) string {
		return r[0] + " " + r[1] + " " + r[2][:1]
	})
	rows, err = read(src, "points-2025.csv", "code", "lat", "lon")
	if err != nil {
		return nil, err
	}
	var bad error
	out["points.txt"] = lines(rows, func(r []string) string {
		lat, errLat := micro(r[1])
		lon, errLon := micro(r[2])
		bad = cmp.Or(bad, errLat, errLon)
		return r[0] + " " + lat + " " + lon
	})
	return out, bad
}

// read returns the named columns of a CSV file.
func read(src fs.FS, name string, columns ...string) ([][]string, error) {
	f, err := src.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	at := make([]int, len(columns))
	for i, column := range columns {
		if at[i] = slices.Index(header, column); at[i] < 0 {
			return nil, fmt.Errorf("%s: no column %s", name, column)
		}
	}
	var out [][]string
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		row := make([]string, len(columns))
		for i := range columns {
			row[i] = record[at[i]]
		}
		out = append(out, row)
	}
}

// letters gives each kind its letter in the file, with the words that stand
// before the name.
var letters = map[string]struct{ letter, words string }{
	"city":            {"T", "thành phố "},
	"province":        {"P", "tỉnh "},
	"urban_district":  {"q", "quận "},
	"district":        {"h", "huyện "},
	"provincial_city": {"c", "thành phố "},
	"town":            {"s", "thị xã "},
	"ward":            {"w", "phường "},
	"commune":         {"x", "xã "},
	"township":        {"t", "thị trấn "},
	"special_zone":    {"k", "đặc khu "},
}

// tree writes units (level, kind, code, parent, name) as lines "code kind
// name", each under its parent, brothers in Vietnamese order.
func tree(rows [][]string) (string, error) {
	children := map[string][][]string{}
	for _, r := range rows {
		kind, ok := letters[r[1]]
		name := text.CleanLine(r[4])
		bare := len(name) > len(kind.words) && strings.EqualFold(name[:len(kind.words)], kind.words)
		if !ok || !bare {
			return "", fmt.Errorf("unit %s: %q is no %s", r[2], name, r[1])
		}
		children[r[3]] = append(children[r[3]], []string{r[2], kind.letter, name[len(kind.words):]})
	}
	var b strings.Builder
	written := 0
	var write func(parent string)
	write = func(parent string) {
		brothers := children[parent]
		slices.SortFunc(brothers, func(x, y []string) int {
			return cmp.Or(strings.Compare(text.SortKey(x[2]), text.SortKey(y[2])), strings.Compare(x[0], y[0]))
		})
		for _, r := range brothers {
			b.WriteString(strings.Join(r, " ") + "\n")
			written++
			write(r[0])
		}
	}
	write("")
	if written != len(rows) {
		return "", fmt.Errorf("%d units have no parent", len(rows)-written)
	}
	return b.String(), nil
}

// lines writes one line a row, sorted.
func lines(rows [][]string, line func([]string) string) string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = line(r) + "\n"
	}
	slices.Sort(out)
	return strings.Join(out, "")
}

// micro turns degrees written as a decimal into whole microdegrees.
func micro(degrees string) (string, error) {
	whole, part, _ := strings.Cut(degrees, ".")
	if len(part) > 6 {
		return "", fmt.Errorf("%q has more than six decimals", degrees)
	}
	n, err := strconv.Atoi(whole + part + strings.Repeat("0", 6-len(part)))
	if err != nil {
		return "", fmt.Errorf("%q is no number of degrees: %w", degrees, err)
	}
	return strconv.Itoa(n), nil
}
