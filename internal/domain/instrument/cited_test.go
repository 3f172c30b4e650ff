package instrument

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever the norms, the procedure and the classes cite is in the register. A
// province's own texts are not: each office adds its own.
func TestWhatTheNormsCiteIsInTheRegister(t *testing.T) {
	t.Parallel()
	var files []string
	for _, dir := range []string{"normbook", "procedure"} {
		found, err := filepath.Glob("../" + dir + "/data/*.yaml")
		if err != nil || len(found) == 0 {
			t.Fatalf("no data of %s: %v", dir, err)
		}
		files = append(files, found...)
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
