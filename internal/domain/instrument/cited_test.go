package instrument

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever the norms, deadlines, papers and classes cite is in the register. A
// province's own texts are not: each office adds its own.
func TestWhatTheNormsCiteIsInTheRegister(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../normbook/data/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no norms: %v", err)
	}
	cited := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range Citations(string(data)) {
			cited++
			if strings.HasSuffix(c.symbol, "-hdnd") || strings.HasSuffix(c.symbol, "-ubnd") {
				continue
			}
			if found := National().meant(c); len(found) != 1 {
				t.Errorf("%s:%d: %q names %d instruments of the register", filepath.Base(file), c.Line, c.Text, len(found))
			}
		}
	}
	if cited < 200 {
		t.Errorf("only %d citations found", cited)
	}
}
