package e2e

import (
	"fmt"
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// Every page is opened in the browser with scripts stored in every text: none
// runs, and the policy has nothing to refuse.
func TestE2EStoredScripts(t *testing.T) {
	s := newSite(t)
	s.attach()
	visits := s.visits()
	p := newBrowser(s).person("")
	pages := 0
	for turn := range 2 {
		dbtest.Poison(t, s.db, demo.Province, turn*17)
		who := "-"
		for _, v := range visits {
			if v.login != who {
				p.become(v.login)
				who = v.login
			}
			where := fmt.Sprintf("%s by %q", v.path, v.login)
			if status := p.open(v.path); status >= 500 {
				t.Errorf("%s: status %d", where, status)
			}
			if evaluate[bool](p, `"kc" in document.documentElement.dataset`) {
				t.Errorf("%s: a stored script ran", where)
			}
			p.quiet(where)
			pages++
		}
	}
	t.Logf("%d pages", pages)
}
