package app

import (
	"encoding/json"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/invoice/invoicetest"
)

func TestInvoiceReadSaysWhatTheFileIsWorth(t *testing.T) {
	authority := invoicetest.NewAuthority(t)
	trust := lawFile(t, "ca.pem", authority.PEM())
	data := invoicetest.Example().Data()
	signed := invoicetest.File(data, authority.Issue(t, "Công ty Máy thử", "0100109106").Sign(t, data, "data", "2026-06-01T08:00:00"))
	file := lawFile(t, "hoa-don.xml", signed)

	a := run(t, "", "invoice", "read", file, "--trust", trust, "--format", "json")
	var got invoice.Invoice
	if err := json.Unmarshal([]byte(a.stdout), &got); err != nil || a.status != 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	if got.Verdict != invoice.Trusted || got.Total != 800e6 || got.Seller.TaxCode != "0100109106" {
		t.Errorf("read %+v", got)
	}
	a = run(t, "", "invoice", "read", file)
	for _, word := range []string{"1C26TAA số 88 ngày 01/06/2026", "800.000.000 đ", "1 Cái, 740.740.741 đ", "chưa rõ nơi cấp"} {
		if !strings.Contains(a.stdout, word) {
			t.Errorf("%q is not in %s", word, a.stdout)
		}
	}
	a = run(t, "", "invoice", "read", lawFile(t, "sua.xml", invoicetest.Swap(t, signed, ">88<", ">89<")))
	if a.status != exitFailed || !strings.Contains(a.stdout, "Đã bị sửa sau khi ký") || a.stderr != "" {
		t.Errorf("a changed invoice: %+v", a)
	}
	a = run(t, "", "invoice", "read", lawFile(t, "la.xml", []byte("<x/>")))
	if a.status != exitInput || a.stdout != "" || !strings.Contains(a.stderr, "không phải là hóa đơn điện tử") {
		t.Errorf("another file: %+v", a)
	}
	a = run(t, "", "invoice", "read", file, "--trust", file)
	if a.status != exitInput || !strings.Contains(a.stderr, "không có chứng thư nào") {
		t.Errorf("a wrong list of authorities: %+v", a)
	}
}
