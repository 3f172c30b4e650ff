package gen

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/territory"
)

func TestOwnersAreTheSameFromTheSameSeed(t *testing.T) {
	t.Parallel()
	one, again, other := Owners(7, "19", 300), Owners(7, "19", 300), Owners(8, "19", 300)
	if diff := cmp.Diff(one, again); diff != "" {
		t.Errorf("the same seed makes other establishments:\n%s", diff)
	}
	if len(one) != 300 || cmp.Equal(one, other) {
		t.Errorf("%d establishments, and another seed makes the same", len(one))
	}
	for _, e := range one {
		unit, ok := territory.Lookup(e.Address.Commune, e.Address.On)
		if !ok || !strings.Contains(e.Name+e.Note, Mark) && !e.Illustrative {
			t.Fatalf("%+v in %+v", e, unit)
		}
	}
}
