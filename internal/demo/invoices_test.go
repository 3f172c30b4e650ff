package demo_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/invoice/invoicetest"
	"example.vn/khuyencong/internal/platform/db"
)

var sign = flag.Bool("sign", false, "write the invoices of the demonstration anew, with new keys")

// matching is the invoice that agrees with its dossier, and differing the one
// that does not; dữ liệu minh họa.
var (
	matching = invoicetest.Sample{
		Series: "C26TMH", Number: "12", Day: "2026-10-20", SellerName: "Công ty TNHH Máy chế biến (minh họa)", SellerTax: "0999999990",
		BuyerName: "Hợp tác xã minh họa số 36", BuyerTax: "0888888886", Net: 277777778, Tax: 22222222, Total: 300000000,
		Words: "Ba trăm triệu đồng chẵn", Goods: goodsOf("Máy nghiền tinh bột nghệ (minh họa)", "277777778"),
	}
	differing = invoicetest.Sample{
		Series: "C26TDM", Number: "35", Day: "2026-10-21", SellerName: "Công ty TNHH Điện máy (minh họa)", SellerTax: "0777777771",
		BuyerName: "Công ty TNHH Người mua khác (minh họa)", BuyerTax: "0666666667", Net: 20000000, Tax: 1600000, Total: 21600000,
		Words: "Hai mươi sáu triệu một trăm nghìn đồng", Goods: goodsOf("Tủ điện điều khiển (minh họa)", "20000000"),
	}
)

func goodsOf(name, net string) string {
	return `<HHDVu><TChat>1</TChat><STT>1</STT><THHDVu>` + name + `</THHDVu><DVTinh>Cái</DVTinh><SLuong>1</SLuong><DGia>` + net +
		`</DGia><ThTien>` + net + `</ThTien><TSuat>8%</TSuat></HHDVu>`
}

// writeInvoices signs both with keys that nobody keeps, the second under an
// authority that nobody knows.
func writeInvoices(t *testing.T) {
	t.Helper()
	known, unknown := invoicetest.NewAuthorityCalled(t, "Nơi cấp chứng thư minh họa"), invoicetest.NewAuthorityCalled(t, "Nơi cấp chứng thư lạ (minh họa)")
	signed := func(a *invoicetest.Authority, b invoicetest.Sample) []byte {
		data := b.Data()
		return invoicetest.File(data, a.Issue(t, b.SellerName, b.SellerTax).Sign(t, data, "data", b.Day+"T08:00:00"))
	}
	for name, data := range map[string][]byte{
		"hoa-don-khop.xml": signed(known, matching), "hoa-don-lech.xml": signed(unknown, differing), "noi-cap-minh-hoa.pem": known.PEM(),
	} {
		if err := os.WriteFile(filepath.Join("data", name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// theInvoicesOfTheDemonstration holds the files to what is written above,
// and the dossier to what its page is to show.
func theInvoicesOfTheDemonstration(t *testing.T, d *db.DB) {
	t.Helper()
	if *sign {
		writeInvoices(t)
		t.Skip("written; run again to compare")
	}
	for name, sample := range map[string]invoicetest.Sample{"hoa-don-khop.xml": matching, "hoa-don-lech.xml": differing} {
		data, err := os.ReadFile(filepath.Join("data", name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), sample.Data()) {
			t.Errorf("%s is not what the test writes: go test ./internal/demo -run TestTheDemonstration/TheInvoices -sign", name)
		}
	}
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		s, err := contract.SettlementByID(ctx, tx, "qt-2026-0001")
		if err != nil {
			return err
		}
		if len(s.Invoices) != 3 || s.State != contract.SettlementPrepared {
			t.Fatalf("%s has %d invoices, %s", s.ID, len(s.Invoices), s.State)
		}
		good, bad, typed := s.Invoices[0], s.Invoices[1], s.Invoices[2]
		if good.Verdict != invoice.Trusted || good.BuyerIs != contract.BuyerBeneficiary || good.BuyerBy != contract.ByTaxCode || len(good.Findings) != 0 {
			t.Errorf("the matching invoice: %+v", good)
		}
		var found []string
		for _, f := range bad.Findings {
			found = append(found, f.Text)
		}
		text := strings.Join(found, "\n")
		if bad.Verdict != invoice.UnknownIssuer || bad.BuyerIs != contract.BuyerOther || !strings.Contains(text, "không phải đơn vị thụ hưởng") || !strings.Contains(text, "bằng chữ") {
			t.Errorf("the differing invoice: %s, %q", bad.Verdict, text)
		}
		if typed.Source != contract.Typed || typed.File == "" || len(s.Unconfirmed()) != 1 {
			t.Errorf("the paper invoice: %+v", typed)
		}
		return nil
	})
}
