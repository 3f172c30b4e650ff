package access

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/fault"
)

func TestEveryDeedHasALabelAndHolders(t *testing.T) {
	if got, want := len(Deeds()), len(table); got != want {
		t.Errorf("Deeds lists %d deeds, the table has %d", got, want)
	}
	for _, d := range Deeds() {
		if d.Label() == "" || len(d.Holders()) == 0 {
			t.Errorf("%s: label %q, holders %v", d, d.Label(), d.Holders())
		}
	}
}

func TestReadersChangeNothing(t *testing.T) {
	for _, d := range Deeds() {
		for _, r := range []Role{Ministry, Auditor} {
			if (Actor{Roles: []Role{r}}).May(d) && !strings.HasPrefix(string(d), "view_") {
				t.Errorf("%s may %s", r, d)
			}
		}
	}
}

func TestRequireNamesWhoMay(t *testing.T) {
	err := Actor{ID: "1", Roles: []Role{Staff}}.Require(ApproveLocalPlan)
	if fault.KindOf(err) != fault.Forbidden || !strings.Contains(err.Error(), "người phê duyệt của UBND tỉnh") {
		t.Errorf("Require = %v", err)
	}
	if err := (Actor{Roles: []Role{Approver}}).Require(ApproveLocalPlan); err != nil {
		t.Error(err)
	}
}

func TestTwoPersonRule(t *testing.T) {
	a := Actor{ID: "7"}
	if fault.KindOf(a.OtherThan("7", "người lập không được duyệt")) != fault.Forbidden {
		t.Error("the preparer may approve")
	}
	if err := a.OtherThan("8", "x"); err != nil {
		t.Error(err)
	}
}
