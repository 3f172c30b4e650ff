package fault_test

import (
	"fmt"
	"net/http"
	"testing"

	"example.vn/khuyencong/internal/platform/fault"
)

func TestKindIsFoundThroughWraps(t *testing.T) {
	err := fmt.Errorf("submit: %w", fmt.Errorf("save: %w", fault.New(fault.Conflict, "Đã có.")))
	if got := fault.KindOf(err); got != fault.Conflict {
		t.Errorf("KindOf = %v", got)
	}
	if got := fault.KindOf(fmt.Errorf("plain")); got != fault.Internal {
		t.Errorf("KindOf of a plain error = %v", got)
	}
}

func TestEveryKindHasItsStatus(t *testing.T) {
	for k, want := range map[fault.Kind]int{
		fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusUnprocessableEntity, fault.NotFound: http.StatusNotFound,
		fault.Forbidden: http.StatusForbidden, fault.Conflict: http.StatusConflict, fault.Unlawful: http.StatusUnprocessableEntity,
		fault.SignedOut: http.StatusUnauthorized, fault.Busy: http.StatusTooManyRequests, fault.Unavailable: http.StatusServiceUnavailable,
	} {
		if got := k.Status(); got != want {
			t.Errorf("%d.Status() = %d, want %d", k, got, want)
		}
	}
}

func TestFormKeepsTheFirstMessageOfAField(t *testing.T) {
	f := &fault.Form{}
	if f.Err("x") != nil {
		t.Error("an empty form is a fault")
	}
	f.Check(true, "a", "không")
	f.Check(false, "b", "một")
	f.Add("b", "hai")
	err, ok := f.Err("Có chỗ cần sửa.").(*fault.Error) //nolint:errorlint // the form's own error, not a chain
	if !ok || err.Kind != fault.Invalid || len(err.Fields) != 1 || err.Fields["b"] != "một" {
		t.Errorf("Err = %+v", err)
	}
}
