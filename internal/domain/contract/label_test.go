package contract_test

import (
	"slices"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
)

func TestEveryStateAndKindHasANameAndATag(t *testing.T) {
	var all []interface {
		Label() string
		Tag() string
	}
	for _, s := range []contract.State{contract.Draft, contract.Dropped, contract.Signed, contract.Closed} {
		all = append(all, s)
	}
	for _, k := range contract.DisbursementKinds() {
		all = append(all, k)
	}
	for _, s := range []contract.DisbursementState{contract.DisbursementPrepared, contract.DisbursementApproved, contract.DisbursementPaid, contract.DisbursementRefused} {
		all = append(all, s)
	}
	for _, s := range []contract.AcceptanceState{contract.AcceptancePrepared, contract.AcceptanceConfirmed, contract.AcceptanceReturned} {
		all = append(all, s)
	}
	for _, s := range []contract.SettlementState{contract.SettlementPrepared, contract.SettlementApproved, contract.SettlementRefused} {
		all = append(all, s)
	}
	for _, v := range all {
		if v.Label() == "" || !slices.Contains([]string{"info", "warn", "ok", "bad", "neutral"}, v.Tag()) {
			t.Errorf("%v: label %q, tag %q", v, v.Label(), v.Tag())
		}
	}
}
